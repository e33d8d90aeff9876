package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.console.LabException;
import grapevine.lab.live.NetworkPlan.Kind;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever asks of a node that stands still is answered. */
@Timeout(value = 150, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FrozenIT {
    private static final Duration ASKED = Duration.ofSeconds(5);

    @RegisterExtension
    private final OwnPorts ports = new OwnPorts();

    @Test
    void links_that_change_while_a_node_stands_still_are_as_they_are_to_be_when_it_goes_on() throws Exception {
        try (LiveNetwork network = start()) {
            LiveNode frozen = network.node(2).orElseThrow();
            network.freeze(frozen);

            network.remove(network.node(3).orElseThrow(), true);
            assertThat(network.neighbours(frozen)).isEmpty();
            assertThatThrownBy(() -> frozen.publish(new byte[1], null))
                    .isInstanceOf(LabException.class)
                    .hasMessage("Gossip-Node-2 did not send it: it is frozen");

            network.thaw(frozen);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(network.neighbours(frozen)).containsExactly(1, 4));
        }
    }

    @Test
    void whoever_asks_at_the_very_moment_is_answered() throws Exception {
        try (LiveNetwork network = start()) {
            LiveNode node = network.node(1).orElseThrow();
            long until = System.nanoTime() + ASKED.toNanos();
            ExecutorService asking = Executors.newFixedThreadPool(1);
            Future<Integer> asked = asking.submit(() -> {
                int times = 0;
                for (; System.nanoTime() < until; times++) {
                    network.neighbours(node);
                    node.counters();
                }
                return times;
            });
            int frozen = 0;
            for (; !asked.isDone(); frozen++) {
                network.freeze(node);
                network.thaw(node);
            }
            asking.shutdown();
            assertThat(asked.get()).isGreaterThan(10);
            assertThat(frozen).isGreaterThan(10);
        }
    }

    private LiveNetwork start() throws Exception {
        return LiveNetwork.start(
                new NetworkPlan("frozen", Kind.CIRCULAR, 4, 3, null, ports.first(), 1, null, false, null), ready -> {});
    }
}
