package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.RealNetwork;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stands on a terminal of 80 columns where names are long, a node has many neighbours, and ways are long. */
class TerminalIT {
    private static final String NAME = "abcdefghijklmnopqrstuvwxyz.12345";

    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void no_line_is_wider_than_that() throws Exception {
        int hub = shell.ports + 1;
        int end = shell.ports + 42;
        fitting("start-network", "static", starAndChain(hub), "--name", NAME);

        assertThat(fitting("networks")).startsWith(NAME + "\n                 static  ");
        assertThat(fitting("status")).startsWith(NAME + ": static, 27 nodes, open, process ");
        assertThat(fitting("send-message", "" + hub, "grape ".repeat(30), "--hop-delay", "10ms"))
                .contains("Now forwarding to: [", "Received message: 'grape grape ");
        assertThat(fitting("list-peers", "" + hub, "--depth", "9")).contains(" (9 links, by Gossip-Node-");
        fitting(
                "cut-network",
                IntStream.range(0, 16)
                        .mapToObj(each -> "" + (shell.ports + 12 + 2 * each))
                        .filter(each -> starAndChain(hub).contains(each))
                        .collect(Collectors.joining(",")));
        assertThat(fitting("status")).contains("cut in two: nothing passes between ");
        fitting("mend-network");
        fitting("send-message", "" + hub, "x".repeat(40), "--relays", "1");
        Awaitility.await()
                .atMost(RealNetwork.PATIENCE)
                .untilAsserted(() -> assertThat(fitting("get-messages", "" + end, "-A", "-tt"))
                        .contains("• " + "x".repeat(40) + "\n  [received ")
                        .containsPattern("↳ " + hub + " ➜ [0-9 ➜]+\n    [0-9 ➜]*" + end + "\n"));
        fitting("why-dead", "" + hub);
        fitting("stop-network");
    }

    /** A node with 14 that have no other neighbour, and a chain of 12. */
    private String starAndChain(int hub) {
        String star = IntStream.rangeClosed(11, 24)
                .mapToObj(each -> "" + (shell.ports + each))
                .collect(Collectors.joining(","));
        String chain = IntStream.rangeClosed(31, 41)
                .mapToObj(each -> shell.ports + each + ":" + (shell.ports + each + 1))
                .collect(Collectors.joining("/"));
        return hub + ":" + star + "," + (shell.ports + 31) + "/" + chain;
    }

    /** A message itself stands there as it was sent. */
    private String fitting(String... command) throws Exception {
        String said = shell.run(command).said();
        assertThat(said.lines().filter(line -> !line.startsWith("• grape ")))
                .as(List.of(command).toString())
                .allMatch(line -> line.codePointCount(0, line.length()) <= 80, "fits 80 columns");
        return said;
    }
}
