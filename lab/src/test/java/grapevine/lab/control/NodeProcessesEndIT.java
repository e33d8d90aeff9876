package grapevine.lab.control;

import static grapevine.lab.control.ProcessNetwork.awaitEnd;
import static grapevine.lab.control.ProcessNetwork.awaitNothingLeft;
import static grapevine.lab.control.ProcessNetwork.kill;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of a network whose nodes have a process each no process and no port is left, whatever befell them. */
class NodeProcessesEndIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void they_end_with_the_network_stopped_ones_too() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "-n", "6");
        List<Long> pids = network.pids();
        kill("-STOP", pids.get(1));
        kill("-STOP", pids.get(4));

        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");

        assertThat(pids).noneMatch(ProcessNetwork::runs);
        awaitNothingLeft(shell, pids);
        ProcessNetwork.start(shell, "-n", "6");
    }

    @Test
    void they_end_when_their_host_is_killed() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "-n", "6");
        List<Long> pids = network.pids();

        kill("-KILL", network.host());

        awaitNothingLeft(shell, pids);
        assertThat(shell.run("stop-network").said())
                .isEqualTo("Gossip network stopped: its process had ended before\n");
    }

    @Test
    void one_that_is_stopped_when_its_host_is_killed_ends_with_the_next_command_and_no_other_process_does()
            throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "circular", "-n", "4");
        List<Long> pids = network.pids();
        kill("-STOP", pids.get(1));
        kill("-KILL", network.host());
        awaitEnd(List.of(pids.get(0), pids.get(2), pids.get(3)));
        assertThat(ProcessNetwork.runs(pids.get(1))).isTrue();
        // Of another network of that name, elsewhere.
        Process other = new ProcessBuilder(
                        "sh", "-c", "read line", "grapevine.lab.process.NodeMain", "/elsewhere/gossip", "2")
                .start();
        try {
            assertThat(shell.run("stop-network").said())
                    .isEqualTo("Gossip network stopped: its process had ended before\n");

            awaitNothingLeft(shell, pids);
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.getOutputStream().close();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Tag("slow")
    @Test
    void a_network_can_be_started_where_one_that_is_stopped_was_left() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "circular", "-n", "4");
        long stopped = network.pids().get(1);
        kill("-STOP", stopped);
        kill("-KILL", network.host());
        awaitEnd(List.of(network.host()));

        ProcessNetwork.start(shell, "circular", "-n", "4");
        assertThat(ProcessNetwork.runs(stopped)).isFalse();
    }

    @Tag("slow")
    @Test
    void a_host_that_hangs_is_stopped_with_them() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "circular", "-n", "4");
        List<Long> pids = network.pids();
        kill("-STOP", network.host());
        kill("-STOP", pids.get(2));

        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");

        awaitNothingLeft(shell, pids);
    }
}
