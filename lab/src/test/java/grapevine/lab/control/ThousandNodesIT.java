package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import grapevine.lab.network.PortBlock;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As many nodes as the laboratory is said to hold. */
@Tag("slow")
class ThousandNodesIT {
    private static final int NODES = 1_000;

    /** Below the ports of all other tests, which have too few in a row. */
    private static final int HIGHEST_ORIGIN = 18_000;

    private static final int LOWEST_ORIGIN = 10_000;

    /** Longer than the start itself has, which is 110 s until all listen, and as long until they have their places. */
    private static final long START_SECONDS = 300;

    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void they_start_a_message_reaches_all_and_status_does_not_keep_one_waiting() throws Exception {
        Shell.Done start = shell.start("start-network", "-n", "" + NODES, "--ports-origin", "" + origin())
                .done(START_SECONDS);
        assumeFalse(start.err().contains("open files"), "skipped: " + start.err());
        assertThat(start.said().lines()).hasSize(NODES + 1);

        shell.run("send-message", "1", "apple").said();

        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(reached()).isEqualTo(NODES));
        long before = System.nanoTime();
        assertThat(shell.run("status").said()).startsWith("gossip: random, 1000 nodes");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");
    }

    /** Nobody else is there, as may be another run of these tests. */
    private static int origin() {
        for (int origin = HIGHEST_ORIGIN; origin >= LOWEST_ORIGIN; origin -= NODES) {
            if (IntStream.rangeClosed(origin + 1, origin + NODES).allMatch(PortBlock::isFree)) {
                return origin;
            }
        }
        throw new AssertionError("there are no " + NODES + " free ports in a row");
    }

    private long reached() throws Exception {
        JsonNode nodes = shell.run("status", "--json").json().get("nodes");
        return StreamSupport.stream(nodes.spliterator(), false)
                .filter(node -> node.get("messages").asInt() == 1)
                .count();
    }
}
