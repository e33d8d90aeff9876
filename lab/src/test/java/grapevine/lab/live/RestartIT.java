package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.console.LabException;
import grapevine.lab.live.NetworkPlan.Kind;
import grapevine.lab.network.PortBlock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A network is started again and again on the same ports. */
@Isolated("counts the threads of the process")
class RestartIT {
    private static final int NODES = 5;
    private static final List<Kind> KINDS = List.of(Kind.RANDOM, Kind.JOIN, Kind.CIRCULAR, Kind.POWER_LAW);

    @TempDir
    private Path folder;

    @RegisterExtension
    private final OwnPorts ports = new OwnPorts();

    @Test
    void twenty_times_in_a_row_and_no_port_and_no_thread_is_left() throws Exception {
        Set<String> before = threads();
        for (int i = 1; i <= 20; i++) {
            NetworkPlan plan = new NetworkPlan(
                    "again", KINDS.get(i % 4), NODES, 2, null, ports.first(), i, folder.toString(), false, null);
            try (LiveNetwork network = LiveNetwork.start(plan, ready -> {})) {
                LiveNode node = network.node(1 + i % NODES).orElseThrow();
                node.publish("apple".getBytes(StandardCharsets.UTF_8), null);
                network.kill(network.node(1 + (i + 1) % NODES).orElseThrow());
                network.freeze(network.node(1 + (i + 2) % NODES).orElseThrow());
                network.cut(Set.of(node.number()));
            }
        }

        assertThat(IntStream.rangeClosed(ports.first() + 1, ports.first() + NODES))
                .allMatch(PortBlock::isFree);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }

    @Test
    void a_node_that_cannot_be_added_leaves_nothing_behind() throws Exception {
        NetworkPlan plan = new NetworkPlan("again", Kind.CIRCULAR, NODES, 2, null, ports.first(), 1, null, false, null);
        try (LiveNetwork network = LiveNetwork.start(plan, ready -> {});
                Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.first() + NODES + 1));
            assertThatThrownBy(network::add)
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("Gossip-Node-6 cannot start")
                    .hasMessageContaining("" + taken.getLocalPort());

            assertThat(network.restructure(2, 2)).isZero();
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("grapevine-") || name.contains("MVStore") || name.startsWith("pool-"))
                .collect(Collectors.toSet());
    }
}
