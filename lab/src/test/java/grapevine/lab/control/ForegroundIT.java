package grapevine.lab.control;

import static grapevine.lab.control.ProcessNetwork.PATIENCE;
import static grapevine.lab.control.ProcessNetwork.awaitEnd;
import static grapevine.lab.control.ProcessNetwork.kill;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A network that stays in the foreground ends with its command, and its command with it. */
class ForegroundIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void it_stays_until_the_network_is_stopped() throws Exception {
        Shell.Running staying = stay();

        shell.run("stop-network").said();

        assertThat(staying.done().said()).endsWith("Gossip network started\n");
    }

    @Test
    void a_signal_to_it_ends_the_network() throws Exception {
        Shell.Running staying = stay();
        long host = shell.file("gossip").get("pid").asLong();

        kill("-TERM", staying.process().pid());

        assertThat(staying.done().status()).isEqualTo(143);
        awaitEnd(List.of(host));
        assertThat(shell.states().resolve("gossip.json")).doesNotExist();
    }

    @Test
    void it_fails_where_the_process_of_the_network_is_killed() throws Exception {
        Shell.Running staying = stay();
        long host = shell.file("gossip").get("pid").asLong();

        kill("-KILL", host);

        Shell.Done done = staying.done();
        assertThat(done.status()).isEqualTo(1);
        assertThat(done.err()).isEqualTo("network gossip is gone: its process " + host + " ended by SIGKILL\n");
        assertThat(shell.run("stop-network").err()).startsWith("there is no network gossip");
    }

    @Test
    void a_network_whose_file_is_old_is_asked_by_a_signal_before_it_is_killed() throws Exception {
        Shell.Running staying = stay();
        ObjectNode file = (ObjectNode) shell.file("gossip");
        long host = file.get("pid").asLong();
        file.put("door", 1);
        Files.writeString(shell.states().resolve("gossip.json"), new ObjectMapper().writeValueAsString(file));

        shell.run("stop-network").said();

        assertThat(ProcessHandle.of(host)).isEmpty();
        staying.done().said(); // in order: a network that was killed is an error
    }

    @Test
    void where_it_cannot_be_drawn_no_network_is_left() throws Exception {
        Files.createDirectory(shell.place.resolve("ring-degrees.svg"));

        Shell.Done done = shell.run(
                "start-network",
                "circular",
                "-n",
                "3",
                "--foreground",
                "--plot",
                "ring.svg",
                "--ports-origin",
                "" + shell.ports);

        assertThat(done.status()).isEqualTo(1);
        assertThat(done.err()).isEqualTo("cannot write ring-degrees.svg: it is a folder\n");
        assertThat(shell.run("networks").said()).isEqualTo("no networks\n");
    }

    private Shell.Running stay() throws Exception {
        Shell.Running staying =
                shell.start("start-network", "circular", "-n", "3", "--foreground", "--ports-origin", "" + shell.ports);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.readString(staying.out()).endsWith("Gossip network started\n"));
        return staying;
    }
}
