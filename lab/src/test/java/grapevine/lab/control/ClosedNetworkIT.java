package grapevine.lab.control;

import static grapevine.lab.control.ProcessNetwork.PATIENCE;
import static grapevine.lab.control.ProcessNetwork.kill;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.keys.NetworkKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A laboratory network with keys: what works as without, and who is turned away. */
class ClosedNetworkIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void all_commands_work_nobody_else_gets_a_word_and_the_next_network_has_the_same_keys() throws Exception {
        NetworkKeys.make(mine());
        start("join", "-n", "3");
        ProcessNetwork network = new ProcessNetwork(shell);

        assertThat(shell.run("networks").said())
                .startsWith("gossip           join           3 nodes, process ")
                .endsWith(", closed\n");
        assertThat(shell.run("status").said())
                .startsWith("gossip: join, 3 nodes, closed, process ")
                .contains("\nkeys: " + mine().toRealPath() + "\n");
        shell.run("send-message", "1", "apple").said();
        network.awaitMessages(2, 1);
        network.awaitMessages(3, 1);

        strangersGetNothing(shell.ports + 2);
        String node = "127.0.0.1:" + (shell.ports + 2);
        assertThat(shell.run("status", node, "--keys", "mine/lab-operator").said())
                .contains(" lab-gossip\n");

        network.change(3, "kill");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shell.run("why-dead", "3").said())
                        .startsWith("Gossip-Node-3 is held for dead since ")
                        .containsPattern("seed 127.0.0.1:\\d+ looked: 1 dial, refused; removed it\n"));
        assertThat(shell.run("add-node").said()).startsWith("Gossip-Node-4 started on ");
        assertThat(log("")).contains("event=keys_in_use of=lab-node-4 ");
        nothingSecretIsTold();

        byte[] key = Files.readAllBytes(mine().resolve("lab-node-2/node.p12"));
        shell.run("stop-network").said();
        start("circular", "-n", "2");
        new ProcessNetwork(shell).awaitState(2, "ready");
        assertThat(mine().resolve("lab-node-2/node.p12")).hasBinaryContent(key);
    }

    @Test
    void each_process_has_the_key_of_its_node_alone_and_one_that_is_killed_is_missed_by_nobody() throws Exception {
        NetworkKeys.make(mine());
        start("circular", "-n", "3", "--processes");
        ProcessNetwork network = new ProcessNetwork(shell);
        List<Long> pids = network.pids();
        for (int node = 1; node <= 3; node++) {
            assertThat(log("" + (shell.ports + node)))
                    .contains("event=keys_in_use of=lab-node-" + node + " ")
                    .containsOnlyOnce("event=keys_in_use");
        }
        strangersGetNothing(shell.ports + 3);

        kill("-KILL", pids.get(1));
        network.awaitState(2, "killed");
        shell.run("send-message", "1", "apple").said();
        network.awaitMessages(3, 1);
        nothingSecretIsTold();
        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");
        ProcessNetwork.awaitNothingLeft(shell, pids);
    }

    private Path mine() {
        return shell.place.resolve("mine");
    }

    private void start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("start-network"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--keys", "mine", "--ports-origin", "" + shell.ports));
        assertThat(shell.run(command.toArray(String[]::new)).said()).endsWith("Gossip network started\n");
    }

    /** Who speaks plain, as anybody can, is answered by the end of the connection. */
    private static void strangersGetNothing(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write("Status\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    /** Neither in what is kept of the network nor where every user of the machine can read it. */
    private void nothingSecretIsTold() throws IOException {
        List<String> told = new ArrayList<>(List.of(log("")));
        told.add(Files.readString(shell.states().resolve("gossip.err")));
        told.add(Files.readString(shell.states().resolve("gossip.json")));
        ProcessHandle.allProcesses()
                .forEach(each ->
                        told.add(String.join(" ", each.info().arguments().orElse(new String[0]))));
        try (Stream<Path> files = Files.walk(mine())) {
            for (Path password : files.filter(file -> file.endsWith("password")).toList()) {
                String secret = Files.readString(password).strip();
                assertThat(told).noneMatch(each -> each.contains(secret));
            }
        }
    }

    /** Of the process of the node with this port, or of all. */
    private String log(String port) throws IOException {
        StringBuilder log = new StringBuilder();
        try (Stream<Path> files = Files.list(shell.states())) {
            for (Path file : files.filter(each -> each.toString().endsWith(port + ".log"))
                    .toList()) {
                log.append(Files.readString(file));
            }
        }
        return log.toString();
    }
}
