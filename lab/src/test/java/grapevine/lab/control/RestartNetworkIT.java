package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.PortBlock;
import java.time.Duration;
import java.util.Collections;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands start a network and stop it, again and again on the same ports. */
class RestartNetworkIT {
    private static final int NODES = 4;

    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void three_times_in_a_row_and_no_process_and_no_port_is_left() throws Exception {
        startAndStop("circular", "join", "random");
    }

    @Test
    @Tag("slow")
    void and_twenty_times() throws Exception {
        startAndStop(Collections.nCopies(20, "random").toArray(String[]::new));
    }

    private void startAndStop(String... kinds) throws Exception {
        for (String kind : kinds) {
            shell.run("start-network", kind, "-n", "" + NODES, "--ports-origin", "" + shell.ports)
                    .said();
            long pid = shell.file("gossip").get("pid").asLong();
            shell.run("send-message", "1", "apple").said();
            shell.run("stop-network").said();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
            for (int node = 1; node <= NODES; node++) {
                assertThat(PortBlock.isFree(shell.ports + node))
                        .as("port of node " + node)
                        .isTrue();
            }
        }
    }
}
