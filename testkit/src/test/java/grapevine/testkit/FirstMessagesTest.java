package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published in the very moment in which links are made. */
class FirstMessagesTest {
    private static final int NETWORKS = 100;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(1);

    /**
     * A chain of three. The last calls its link one as soon as it has accepted it, the middle only when it has heard
     * so, by which time the message of the first may have passed.
     *
     * @param ends how many ends of the two links are there when the first publishes
     */
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void one_that_has_a_link_hears_what_is_published_before_the_other_end_knows_of_it(int ends) {
        for (int seed = 1; seed <= NETWORKS; seed++) {
            try (TestNetwork network = TestNetwork.of(0, seed)) {
                List<String> heard = new ArrayList<>();
                Peer last =
                        network.join(PeerConfig.builder().build(), (self, message) -> heard.add(message.text()), null);
                Peer middle =
                        network.join(PeerConfig.builder().connect(at(last)).build());
                Peer first =
                        network.join(PeerConfig.builder().connect(at(middle)).build());
                network.runUntil(() -> has(first) && has(last) && ends(first, middle, last) >= ends, LONG);

                first.publish("hello");
                network.run(SOON);

                assertThat(heard).as("seed %d", seed).containsExactly("hello");
            }
        }
    }

    private static boolean has(Peer peer) {
        return !peer.neighbours().isEmpty();
    }

    private static int ends(Peer... peers) {
        return List.of(peers).stream()
                .mapToInt(peer -> peer.neighbours().size())
                .sum();
    }

    private static String at(Peer peer) {
        return "127.0.0.1:" + peer.address().getPort();
    }
}
