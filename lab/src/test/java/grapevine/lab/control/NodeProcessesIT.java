package grapevine.lab.control;

import static grapevine.lab.control.ProcessNetwork.PATIENCE;
import static grapevine.lab.control.ProcessNetwork.kill;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that have a process each are stopped and killed from a shell, and the network does as any other. */
class NodeProcessesIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void one_that_is_killed_is_told_so_and_its_neighbours_close_the_gap() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "join", "-n", "7");
        List<Long> pids = network.pids();
        assertThat(pids).doesNotHaveDuplicates().doesNotContain(network.host());

        kill("-KILL", pids.get(2));

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> network.nodes().stream().allMatch(NodeProcessesIT::isThirdOrLinkedWithoutIt));
        assertThat(shell.run("status").said())
                .containsPattern("Gossip-Node-3 .* killed ")
                .endsWith("Gossip-Node-3: its process " + pids.get(2) + " ended by SIGKILL\n")
                .satisfies(said -> assertThat(said.lines()).allMatch(line -> line.length() <= 80));
        assertThat(shell.run("send-message", "3", "x").err())
                .isEqualTo("Gossip-Node-3 did not send it: it is killed\n");
        shell.run("send-message", "1", "apple").said();
        for (int node : List.of(1, 2, 4, 5, 6, 7)) {
            network.awaitMessages(node, 1);
        }
        assertThat(shell.run("add-node").said()).startsWith("Gossip-Node-8 started on ");
        assertThat(shell.run("remove-node", "3").said()).isEqualTo("Gossip-Node-3 removed\n");
    }

    @Test
    void in_a_network_of_given_links_the_gap_is_closed_by_the_network() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "circular", "-n", "4");

        kill("-KILL", network.pids().get(1));

        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(neighbours(network.node(1))).containsExactly(3, 4);
            assertThat(neighbours(network.node(3))).containsExactly(1, 4);
        });
        assertThat(shell.run("restart-node", "2").said()).startsWith("Gossip-Node-2 restarted on ");
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(neighbours(network.node(1))).containsExactly(2, 4);
            assertThat(neighbours(network.node(2))).containsExactly(1, 3);
        });
    }

    private static boolean isThirdOrLinkedWithoutIt(JsonNode node) {
        List<Integer> links = neighbours(node);
        return node.get("number").asInt() == 3 || (!links.isEmpty() && !links.contains(3));
    }

    private static List<Integer> neighbours(JsonNode node) {
        List<Integer> neighbours = new ArrayList<>();
        node.get("neighbours").forEach(each -> neighbours.add(each.asInt()));
        return neighbours;
    }

    @Test
    void one_that_is_stopped_keeps_nobody_waiting_and_has_everything_when_it_goes_on() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "circular", "-n", "6");
        long pid = network.pids().get(3);
        kill("-STOP", pid);

        network.awaitState(4, "frozen");
        long before = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(network.state(4)).isEqualTo("frozen");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        assertThat(shell.run("send-message", "4", "x").err())
                .isEqualTo("Gossip-Node-4 did not send it: it is frozen\n");
        shell.run("remove-node", "3").said();
        shell.run("send-message", "5", "apple").said();
        for (int node : List.of(1, 2, 5, 6)) {
            network.awaitMessages(node, 1);
        }
        assertThat(shell.run("get-messages", "4").said()).isEqualTo("Gossip-Node-4: no messages\n");

        kill("-CONT", pid);
        network.awaitMessages(4, 1);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(neighbours(network.node(4))).containsExactly(2, 5)); // which it was told late
        assertThat(network.state(4)).isEqualTo("ready");
    }

    @Test
    void several_that_are_stopped_are_waited_for_no_longer_than_one() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "circular", "-n", "8");
        for (long pid : network.pids().subList(1, 8)) {
            kill("-STOP", pid);
        }

        long before = System.nanoTime();
        List<JsonNode> nodes = network.nodes();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10)); // 2 for each
        assertThat(nodes.get(0).get("state").asText()).isEqualTo("ready");
        for (int node = 2; node <= 8; node++) {
            network.awaitState(node, "frozen"); // what it said before may be read after it was asked
        }
    }

    @Test
    void one_that_is_killed_or_stopped_is_started_anew_with_its_messages() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "circular", "-n", "3");
        List<Long> pids = network.pids();
        shell.run("send-message", "1", "apple").said();
        network.awaitMessages(2, 1);
        network.awaitMessages(3, 1);
        kill("-KILL", pids.get(1));
        network.awaitState(2, "killed");
        kill("-STOP", pids.get(2));

        for (int node : List.of(2, 3)) {
            assertThat(shell.run("restart-node", "" + node).said())
                    .isEqualTo("Gossip-Node-" + node + " restarted on 127.0.0.1:" + (shell.ports + node) + "\n");
        }

        assertThat(network.pids()).doesNotContain(pids.get(1), pids.get(2)).contains(pids.get(0));
        assertThat(shell.run("get-messages", "2").said()).isEqualTo("Gossip-Node-2: 1 message\n• apple\n");
        shell.run("send-message", "1", "pear").said();
        network.awaitMessages(2, 2);
        network.awaitMessages(3, 2);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(neighbours(network.node(2))).containsExactly(1, 3));
    }

    @Tag("slow")
    @Test
    void a_click_stops_and_kills_processes_and_commands_do_as_in_any_other_network() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "circular", "-n", "6");
        List<Long> pids = network.pids();
        assertThat(network.change(2, "freeze").get("state").asText()).isEqualTo("frozen");
        network.change(2, "thaw");
        network.awaitState(2, "ready");
        network.change(3, "freeze");
        kill("-CONT", pids.get(2)); // from a shell
        network.awaitState(3, "ready");

        shell.run("cut-network", "1-3").said();
        shell.run("send-message", "2", "here").said();
        network.awaitMessages(1, 1);
        network.awaitMessages(3, 1);
        assertThat(shell.run("get-messages", "5").said()).isEqualTo("Gossip-Node-5: no messages\n");
        shell.run("mend-network").said();
        for (int node = 1; node <= 6; node++) {
            network.awaitMessages(node, 1);
        }
        shell.run("send-message", "2", "round", "--relays", "1").said();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> network.ways(1, "round").toString().contains("[2,1]"));
        assertThat(shell.run("get-messages", "1", "-p").said()).endsWith("• round\n  ↳ 2 ➜ 1\n");
        assertThat(shell.run("restructure-network", "--min", "3", "--max", "3").said())
                .startsWith("Gossip network restructured: ");
        JsonNode killed = network.change(6, "kill");
        assertThat(killed.get("state").asText()).isEqualTo("killed");
        assertThat(killed.get("ending").asText()).isEqualTo("ended by SIGKILL");
        assertThat(ProcessNetwork.runs(pids.get(5))).isFalse();
    }

    @Test
    void too_many_are_refused_and_a_port_that_is_taken_leaves_nothing() throws Exception {
        Shell.Done many = shell.run("start-network", "-n", "66", "--processes", "--ports-origin", "" + shell.ports);
        assertThat(many.status()).isEqualTo(2);
        assertThat(many.err()).isEqualTo("--processes with 66 nodes is outside 1..64 nodes\n");

        try (ServerSocket taken = new ServerSocket(shell.ports + 2, 1, InetAddress.getLoopbackAddress())) {
            Shell.Done done = shell.run(
                    "start-network", "circular", "-n", "4", "--processes", "--ports-origin", "" + shell.ports);
            assertThat(done.status()).isEqualTo(1);
            assertThat(done.err())
                    .startsWith("Gossip-Node-2 cannot start: ")
                    .contains("" + taken.getLocalPort())
                    .hasLineCount(1);
        }
        assertThat(shell.run("networks").said()).isEqualTo("no networks\n");
    }
}
