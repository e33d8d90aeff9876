package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysFixture;
import grapevine.keys.NetworkKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers of a program that have keys. */
class PeerKeysTest {
    private static final long SECONDS = 20;

    @TempDir
    private Path folder;

    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void close() {
        peers.forEach(Peer::close);
    }

    @Test
    void peers_with_keys_of_one_network_hear_each_other_and_others_do_not() throws Exception {
        NetworkKeys network = NetworkKeys.make(folder.resolve("mine"));
        Peer first = join(PeerConfig.builder().keys(KeysFixture.node(network, "first", KeyRole.PEER)));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Peer second = join(connected(first).keys(KeysFixture.node(network, "second", KeyRole.PEER)));
        second.messages(message -> heard.add(message.text()));
        second.ready().get(SECONDS, TimeUnit.SECONDS);
        Peer plain = join(connected(first));

        first.publish("here I am").get(SECONDS, TimeUnit.SECONDS);

        assertThat(heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("here I am");
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .untilAsserted(() -> assertThat(first.counters()).containsKey("dropped_plain"));
        assertThat(plain.neighbours()).isEmpty();
        assertThat(first.neighbours()).hasSize(1);
        assertThat(second.leave()).succeedsWithin(Duration.ofSeconds(SECONDS));
        assertThat(second.leave().join())
                .as("messages that nobody is known to hold")
                .isEmpty();
    }

    @Test
    void keys_that_cannot_be_used_are_told_in_one_line_and_nothing_is_left() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        PeerConfig config = PeerConfig.builder().keys(nowhere).build();

        assertThat(config).hasToString("PeerConfig[keys=\"" + nowhere + "\"]");
        assertThatThrownBy(() -> Peer.join(config))
                .isInstanceOf(IOException.class)
                .hasMessage("keys: " + nowhere + " cannot be read: there is no such file");
        Path seed = KeysFixture.node(NetworkKeys.make(folder.resolve("mine")), "seed1", KeyRole.SEED);
        assertThatThrownBy(() -> Peer.join(PeerConfig.builder().keys(seed).build()))
                .isInstanceOf(IOException.class)
                .hasMessage("keys: " + seed + " has the certificate of a seed, seed1, and this is a peer");
    }

    private static PeerConfig.Builder connected(Peer to) {
        return PeerConfig.builder().connect(to.self().toString());
    }

    private Peer join(PeerConfig.Builder config) throws IOException {
        Peer peer = Peer.join(config.build());
        peers.add(peer);
        return peer;
    }
}
