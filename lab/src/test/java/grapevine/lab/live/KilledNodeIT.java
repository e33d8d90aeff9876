package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import grapevine.lab.live.NetworkPlan.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real nodes of a ring die without a word, and the others go on. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledNodeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @RegisterExtension
    private final OwnPorts ports = new OwnPorts();

    @Test
    void its_neighbours_find_it_dead_and_close_the_gap_which_is_open_again_when_it_is_back() throws Exception {
        try (LiveNetwork network = start()) {
            for (int time = 0; time < 2; time++) {
                network.kill(node(network, 2));
                awaitNeighbours(network, 1, 3, 6);
                awaitNeighbours(network, 3, 1, 4);

                network.restart(node(network, 2));
                awaitNeighbours(network, 2, 1, 3);
                awaitNeighbours(network, 1, 2, 6);
                awaitNeighbours(network, 3, 2, 4);
            }
        }
    }

    @Test
    void what_is_sent_after_several_have_died_reaches_all_that_live() throws Exception {
        try (LiveNetwork network = start()) {
            network.kill(node(network, 2));
            network.kill(node(network, 5));
            awaitNeighbours(network, 1, 3, 6);
            awaitNeighbours(network, 4, 3, 6);

            MessageId id = node(network, 1).publish("apple".getBytes(StandardCharsets.UTF_8), null);

            for (int each : new int[] {1, 3, 4, 6}) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(node(network, each).inbox().look(Inbox.Which.ALL))
                                        .extracting(Inbox.Letter::id)
                                        .contains(id));
            }
        }
    }

    @Test
    void one_that_is_removed_then_gets_no_further_links_in_its_place() throws Exception {
        try (LiveNetwork network = start()) {
            network.kill(node(network, 2));
            awaitNeighbours(network, 1, 3, 6);

            network.remove(node(network, 2), true);

            awaitNeighbours(network, 1, 3, 6);
            awaitNeighbours(network, 3, 1, 4);
        }
    }

    private LiveNetwork start() throws Exception {
        return LiveNetwork.start(
                new NetworkPlan("gaps", Kind.CIRCULAR, 6, 2, null, ports.first(), 1, null, false, null), ready -> {});
    }

    private static LiveNode node(LiveNetwork network, int number) {
        return network.node(number).orElseThrow();
    }

    private static void awaitNeighbours(LiveNetwork network, int of, Integer... neighbours) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(network.neighbours(node(network, of))).containsExactly(neighbours));
    }
}
