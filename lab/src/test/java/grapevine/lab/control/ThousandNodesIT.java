package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
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
    private static final int ORIGIN = 18_000;

    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void they_start_a_message_reaches_all_and_status_does_not_keep_one_waiting() throws Exception {
        Shell.Done start = shell.run("start-network", "-n", "" + NODES, "--ports-origin", "" + ORIGIN);
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

    private long reached() throws Exception {
        JsonNode nodes = shell.run("status", "--json").json().get("nodes");
        return StreamSupport.stream(nodes.spliterator(), false)
                .filter(node -> node.get("messages").asInt() == 1)
                .count();
    }
}
