package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.live.NetworkPlan.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real nodes whose links are changed under them. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestructureIT {
    private static final int NODES = 16;

    @RegisterExtension
    private final OwnPorts ports = new OwnPorts();

    @Test
    void no_message_is_lost_while_links_are_made_and_taken_again_and_again() throws Exception {
        try (LiveNetwork network = start(Kind.POWER_LAW, 2)) {
            ExecutorService changing = Executors.newSingleThreadExecutor();
            Future<?> changes = changing.submit(() -> {
                for (int round = 0; round < 3; round++) {
                    network.restructure(3, 4);
                    network.restructure(2, 3);
                }
                return null;
            });
            changing.shutdown();
            List<MessageId> sent = new ArrayList<>();
            for (int round = 0; round == 0 || !changes.isDone(); round++) {
                for (int node = 1; node <= NODES; node++) {
                    sent.add(publish(network, node, "message " + round));
                }
                Arrivals.await(network.node(1).orElseThrow(), sent.subList(round * NODES, sent.size()));
            }
            changes.get();

            assertThat(sent.size()).isBetween(NODES, Inbox.MOST);
            for (LiveNode node : network.nodes()) {
                Arrivals.await(node, sent);
            }
            assertThat(network.nodes())
                    .allMatch(node -> network.neighbours(node).size() >= 2);
        }
    }

    @Test
    void what_two_dead_nodes_carried_goes_another_way_before_links_are_taken() throws Exception {
        try (LiveNetwork network = start(Kind.RANDOM, 3)) {
            network.kill(network.node(3).orElseThrow());
            network.kill(network.node(11).orElseThrow());

            network.restructure(2, 2);

            List<MessageId> sent = List.of(publish(network, 1, "to all that live"));
            for (LiveNode node : network.nodes()) {
                if (!node.isDead()) {
                    Arrivals.await(node, sent);
                }
            }
        }
    }

    @Test
    void while_one_stands_still_no_link_is_changed() throws Exception {
        try (LiveNetwork network = start(Kind.CIRCULAR, 2)) {
            LiveNode frozen = network.node(4).orElseThrow();
            network.freeze(frozen);

            assertThatThrownBy(() -> network.restructure(3, 5))
                    .isInstanceOf(LabException.class)
                    .hasMessage("Gossip-Node-4 is frozen: links are changed when it goes on, or is killed or removed");

            network.thaw(frozen);
            assertThat(network.restructure(3, 5)).isPositive();
        }
    }

    private LiveNetwork start(Kind kind, int degree) throws Exception {
        return LiveNetwork.start(
                new NetworkPlan("changed", kind, NODES, degree, null, ports.first(), 1, null, false, null),
                ready -> {});
    }

    private static MessageId publish(LiveNetwork network, int node, String text) throws Exception {
        return network.node(node).orElseThrow().publish(text.getBytes(StandardCharsets.UTF_8), null);
    }
}
