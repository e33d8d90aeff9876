package grapevine.lab.control;

import static grapevine.lab.control.ProcessNetwork.PATIENCE;
import static grapevine.lab.control.ProcessNetwork.awaitEnd;
import static grapevine.lab.control.ProcessNetwork.kill;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Networks are stopped, and started once, whatever their files say. */
class StateFileIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void a_file_of_another_version_is_read_as_far_as_it_is_known() throws Exception {
        start().said();
        ObjectNode file = (ObjectNode) shell.file("gossip");
        file.put("since", "tomorrow");
        Files.writeString(file(), new ObjectMapper().writeValueAsString(file));

        assertThat(shell.run("status").said()).startsWith("gossip: circular, 3 nodes");
        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");
    }

    @Test
    void the_process_of_a_network_whose_memory_is_full_ends() throws Exception {
        start().said();

        assertThat(ProcessHandle.of(shell.file("gossip").get("pid").asLong())
                        .flatMap(host -> host.info().arguments())
                        .map(List::of)
                        .orElse(List.of()))
                .contains("-XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void a_network_whose_file_is_damaged_or_gone_is_stopped() throws Exception {
        start().said();
        long damaged = shell.file("gossip").get("pid").asLong();
        Files.writeString(file(), "{\"pid\": ");
        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");
        awaitEnd(List.of(damaged));

        start().said();
        long gone = shell.file("gossip").get("pid").asLong();
        Files.delete(file());
        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");
        awaitEnd(List.of(gone));
        assertThat(shell.run("networks").said()).isEqualTo("no networks\n");
    }

    /** As of a network that died, in whose place another was just started. */
    @Test
    void a_number_in_an_old_file_ends_nobody_else() throws Exception {
        start().said();
        ObjectNode file = (ObjectNode) shell.file("gossip");
        long host = file.get("pid").asLong();
        Process other = new ProcessBuilder("sh", "-c", "read line").start();
        try {
            file.put("pid", other.pid());
            file.put("door", 1);
            Files.writeString(file(), new ObjectMapper().writeValueAsString(file));

            assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");

            awaitEnd(List.of(host));
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.getOutputStream().close();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void of_several_that_start_one_network_at_once_one_does_and_the_others_say_why_not() throws Exception {
        List<Shell.Running> starts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            starts.add(shell.start("start-network", "circular", "-n", "3", "--ports-origin", "" + shell.ports));
        }

        List<Shell.Done> done = new ArrayList<>();
        for (Shell.Running each : starts) {
            done.add(each.done());
        }
        assertThat(done).filteredOn(each -> each.status() == 0).hasSize(1);
        assertThat(done).filteredOn(each -> each.status() != 0).hasSize(2).allSatisfy(each -> {
            assertThat(each.status()).isEqualTo(1);
            assertThat(each.err())
                    .matches("network gossip (runs already \\(.*\\)|(is just being started or stopped"
                            + "|is being started, [0-3] nodes are ready); try again)\n");
        });
        assertThat(shell.run("status").said()).startsWith("gossip: circular, 3 nodes");
    }

    @Test
    void whoever_ends_in_order_takes_the_file_along() throws Exception {
        start().said();
        long host = shell.file("gossip").get("pid").asLong();
        Files.createFile(shell.states().resolve("gossip.watch.html"));

        kill("-TERM", host);

        awaitEnd(List.of(host));
        assertThat(file()).doesNotExist();
        assertThat(shell.states().resolve("gossip.watch.html")).doesNotExist();
    }

    @Tag("slow")
    @Test
    void a_start_that_another_command_stops_says_that() throws Exception {
        Shell.Running start =
                shell.start("start-network", "circular", "-n", "3", "--processes", "--ports-origin", "" + shell.ports);
        kill("-STOP", awaitNode(start.process()).pid());
        for (Shell.Done refused : List.of(start(), shell.run("status"))) {
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).matches("network gossip is being started, [0-3] nodes are ready; try again\n");
        }

        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");

        Shell.Done done = start.done();
        assertThat(done.status()).isEqualTo(1);
        assertThat(done.err()).isEqualTo("network gossip was stopped while it started\n");
    }

    @Tag("slow")
    @Test
    void a_start_that_is_ended_while_a_node_hangs_ends_at_once_and_leaves_nothing() throws Exception {
        Shell.Running start =
                shell.start("start-network", "circular", "-n", "3", "--processes", "--ports-origin", "" + shell.ports);
        ProcessHandle node = awaitNode(start.process());
        kill("-STOP", node.pid());
        List<Long> all = Stream.concat(start.process().descendants(), Stream.of(node))
                .map(ProcessHandle::pid)
                .distinct()
                .toList();
        long before = System.nanoTime();

        kill("-TERM", start.process().pid());

        assertThat(start.done().status()).isEqualTo(143);
        awaitEnd(all);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(40); // a start has 60
        assertThat(shell.states().resolve("gossip.json")).doesNotExist();
        shell.run("start-network", "circular", "-n", "3", "--ports-origin", "" + shell.ports)
                .said();
    }

    /** The first process of a node that this command has started, before that node is up. */
    static ProcessHandle awaitNode(Process start) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> start.descendants().filter(StateFileIT::isNode).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private static boolean isNode(ProcessHandle process) {
        return process.info()
                .arguments()
                .filter(arguments -> List.of(arguments).contains("grapevine.lab.process.NodeMain"))
                .isPresent();
    }

    private Shell.Done start() throws Exception {
        return shell.run("start-network", "circular", "-n", "3", "--ports-origin", "" + shell.ports);
    }

    private Path file() {
        return shell.states().resolve("gossip.json");
    }
}
