package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was accepted is with others when a peer has left. */
class PeerClosingTest {
    private static final int OTHERS = 10;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<Peer> peers = new ArrayList<>();
    private final Map<Integer, AtomicInteger> heard = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        peers.forEach(Peer::leave);
        peers.forEach(Peer::close);
    }

    @ParameterizedTest
    @CsvSource({"10, 65536", "100, 60000", "1000, 8192"})
    void what_was_accepted_reaches_everybody_though_its_maker_leaves_at_once(int messages, int bytes) throws Exception {
        Peer last = network();
        List<CompletableFuture<Published>> published = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            published.add(last.publish(new byte[bytes], LONG));
        }
        for (CompletableFuture<Published> each : published) {
            assertThat(each.get(LONG.toSeconds(), TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.ACCEPTED);
        }

        List<MessageRange> unheld = last.close(LONG);

        assertThat(unheld).isEmpty();
        Awaitility.await().atMost(LONG).untilAsserted(() -> {
            for (int i = 0; i < OTHERS; i++) {
                assertThat(heard.get(i)).as("at %s", i).hasValue(messages);
            }
        });
    }

    @Test
    void what_nobody_took_in_time_is_returned() throws Exception {
        Peer first = join(0);
        Peer second = join(1);
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(second.publish("to one that leaves too").join().isAccepted()).isTrue();
        assertThat(first.close(LONG)).isEmpty();

        assertThat(second.close(Duration.ZERO))
                .as("nobody is left who could hold it")
                .isEmpty();
        assertThat(second.close(LONG)).as("again").isEmpty();
        assertThatThrownBy(() -> second.close(Duration.ofMillis(-1)))
                .hasMessage("patience of PT-0.001S is outside 0..PT1H");
    }

    private Peer network() throws Exception {
        for (int i = 0; i <= OTHERS; i++) {
            join(i).ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        return peers.get(OTHERS);
    }

    private Peer join(int number) throws Exception {
        AtomicInteger count = new AtomicInteger();
        heard.put(number, count);
        PeerConfig.Builder config = PeerConfig.builder();
        if (!peers.isEmpty()) {
            config.connect(peers.get(0).self().toString());
        }
        Peer peer = Peer.join(config.build(), (self, message) -> count.addAndGet(1 + (int) message.missedBefore()));
        peers.add(peer);
        return peer;
    }
}
