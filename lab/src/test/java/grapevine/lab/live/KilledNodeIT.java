package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.live.NetworkPlan.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
                Arrivals.await(node(network, each), List.of(id));
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

    /** Of the seventh seeds are told where nobody is: it looks for a place in vain. */
    @Test
    void one_that_is_added_and_killed_before_it_has_a_place_is_given_up_at_once() throws Exception {
        NodeStarter starter = (plan, inbox, listener) -> HostedNode.start(
                plan.number() < 7
                        ? plan
                        : new NodePlan(
                                plan.number(),
                                plan.port(),
                                plan.network(),
                                List.of("127.0.0.1:" + (ports.first() + 8)),
                                List.of(),
                                plan.beyond(),
                                null),
                inbox,
                listener);
        try (LiveNetwork network = LiveNetwork.start(plan(), starter, ready -> {})) {
            CompletableFuture<LiveNode> adding = CompletableFuture.supplyAsync(() -> added(network));
            Awaitility.await().atMost(PATIENCE).until(() -> network.node(7).isPresent());
            assertThat(adding).isNotDone();

            network.kill(node(network, 7));

            assertThat(adding)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingRootCause()
                    .withMessage("Gossip-Node-7 is killed");
            assertThat(network.node(7)).isEmpty();
        }
    }

    private static LiveNode added(LiveNetwork network) {
        try {
            return network.add();
        } catch (LabException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private LiveNetwork start() throws Exception {
        return LiveNetwork.start(plan(), ready -> {});
    }

    private NetworkPlan plan() {
        return new NetworkPlan("gaps", Kind.CIRCULAR, 6, 2, null, ports.first(), 1, null, false, null);
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
