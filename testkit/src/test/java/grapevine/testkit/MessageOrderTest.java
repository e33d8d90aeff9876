package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.Received;
import grapevine.policy.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Peers that lose every twentieth message on the way: the others overtake it until it is repaired. */
class MessageOrderTest {
    private static final int MESSAGES = 300;

    /** So long a gap is waited for. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    /** A message, and how long after its making it was handed over. */
    private record Heard(Received message, Duration after) {
        int number() {
            return Integer.parseInt(message.text());
        }
    }

    @Test
    void by_default_nothing_is_handed_over_behind_a_gap_that_was_not_waited_for() {
        List<Heard> heard = heardBy(TestNetwork::config);

        assertInOrder(heard);
        assertThat(heard)
                .filteredOn(each -> each.message().gapBefore())
                .allSatisfy(each -> assertThat(each.after()).isGreaterThanOrEqualTo(WAIT));
        assertThat(heard)
                .as("the gaps that were filled in time")
                .filteredOn(each -> !each.message().gapBefore() && each.after().compareTo(Duration.ofMillis(100)) > 0)
                .isNotEmpty();
    }

    @Test
    void unordered_what_comes_behind_a_gap_is_handed_over_at_once_and_marked() {
        List<Heard> heard = heardBy(network -> network.config().order(Order.UNORDERED));

        assertInOrder(heard);
        assertThat(heard)
                .filteredOn(each -> each.message().gapBefore() && each.after().compareTo(WAIT) < 0)
                .isNotEmpty();
    }

    /** All of them, and but for those that are marked as late as they were made. */
    private static void assertInOrder(List<Heard> heard) {
        assertThat(heard.stream().map(Heard::number)).doesNotHaveDuplicates();
        assertThat(heard.stream().filter(each -> !each.message().isLate()).map(Heard::number))
                .isSorted();
    }

    /** What a peer hears that joined so. */
    private static List<Heard> heardBy(Function<TestNetwork, PeerConfig.Builder> config) {
        try (TestNetwork network = TestNetwork.of(6)) {
            List<Heard> heard = new ArrayList<>();
            List<Duration> made = new ArrayList<>();
            Peer hearer = network.join(config.apply(network).build());
            hearer.messages(message -> heard.add(new Heard(
                    message, network.time().minus(made.get(Integer.parseInt(message.text()) - 1)))));
            network.await(hearer.ready());
            network.peers().stream().filter(peer -> peer != hearer).forEach(peer -> network.lose(peer, 0.05));

            for (int number = 1; number <= MESSAGES; number++) {
                made.add(network.time());
                network.await(network.peer(0).publish(String.valueOf(number), Duration.ofSeconds(10)));
                network.run(Duration.ofMillis(20));
            }
            network.runUntil(() -> heard.size() == MESSAGES, Duration.ofMinutes(2));
            return heard;
        }
    }
}
