package grapevine.lab.control;

import static grapevine.lab.control.ProcessNetwork.kill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which network is meant, and what is said of one that hangs, starts, or is wrongly asked. */
class SeveralNetworksIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void of_several_one_has_to_be_named_and_one_that_hangs_hides_no_other() throws Exception {
        start("big", 0);
        assertThat(shell.run("status").said()).startsWith("big: circular, 3 nodes");
        start("small", 50);

        Shell.Done any = shell.run("status");
        assertThat(any.status()).isEqualTo(2);
        assertThat(any.err()).isEqualTo("which network? There are big, small (--name says which)\n");
        assertThat(shell.run("stop-network").status()).isEqualTo(2);

        long big = shell.file("big").get("pid").asLong();
        kill("-STOP", big);
        long before = System.nanoTime();
        List<String> rows = shell.run("networks").said().lines().toList();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(45));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).isEqualTo("big              process " + big + " does not answer");
        assertThat(rows.get(1)).startsWith("small            circular       3 nodes, process ");
        assertThat(shell.run("networks", "--json").json().get(0).get("why").asText())
                .isEqualTo("process " + big + " does not answer");
        kill("-CONT", big);
    }

    @Tag("slow")
    @Test
    void one_that_starts_is_told_so() throws Exception {
        Shell.Running starting =
                shell.start("start-network", "circular", "-n", "3", "--processes", "--ports-origin", "" + shell.ports);
        ProcessHandle node = StateFileIT.awaitNode(starting.process());
        kill("-STOP", node.pid());

        Shell.Done status = shell.run("status");
        assertThat(status.status()).isEqualTo(1);
        assertThat(status.err())
                .matches("network gossip is (being started, \\d nodes are ready|just being started or stopped);"
                        + " try again\n");
        assertThat(shell.run("networks").said())
                .matches("gossip           is (being started, \\d nodes are ready|just being started or stopped)\n");

        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");
        assertThat(starting.done().status()).isEqualTo(1);
        assertThat(shell.run("networks").said()).isEqualTo("no networks\n");
    }

    @Test
    void one_that_wants_the_ports_of_another_is_told_whose_they_are() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "skipped: there is no /proc, which tells of sockets");
        start("big", 0);

        Shell.Done done = shell.run(
                "start-network", "circular", "-n", "3", "--name", "small", "--ports-origin", "" + shell.ports);

        assertThat(done.status()).isEqualTo(1);
        assertThat(done.err())
                .isEqualTo("Gossip-Node-1 cannot start: cannot listen on 127.0.0.1:" + (shell.ports + 1)
                        + ": address already in use by network big; --ports-origin moves this network\n");
    }

    @Test
    void what_is_wrong_use_and_what_fails_is_so_in_every_form_of_a_command() throws Exception {
        start("gossip", 0);

        for (String node : List.of("1", "127.0.0.1:" + (shell.ports + 1))) {
            Shell.Done empty = shell.run("send-message", node, "");
            assertThat(empty.status()).isEqualTo(2);
            assertThat(empty.err()).isEqualTo("a message of 0 bytes is outside 1..65536\n");
        }
        Shell.Done unknown = shell.run("why-dead", "99", "--json");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.out()).startsWith("{");
        assertThat(unknown.err()).isEqualTo(shell.run("why-dead", "99").err()).hasLineCount(1);
    }

    private void start(String name, int beyond) throws Exception {
        String ports = "" + (shell.ports + beyond);
        shell.run("start-network", "circular", "-n", "3", "--name", name, "--ports-origin", ports)
                .said();
    }
}
