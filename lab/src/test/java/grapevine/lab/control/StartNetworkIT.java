package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a network is started: what a person sees of it, its picture, and what is made up for what was not said. */
class StartNetworkIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void on_a_terminal_the_bar_is_gone_when_the_nodes_are_listed() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "skipped: there is no script, which has terminals");

        String typed = shell.runScript("script -qec 'stty cols 80 rows 24; " + java() + "start-network circular -n 2"
                        + " --ports-origin " + shell.ports + "' /dev/null")
                .said();

        assertThat(typed).as("the bar is drawn").contains("starting   0% [");
        assertThat(typed.lines())
                .endsWith(
                        "Gossip-Node-1 started on 127.0.0.1:" + (shell.ports + 1),
                        "Gossip-Node-2 started on 127.0.0.1:" + (shell.ports + 2),
                        "Gossip network started");
        String before = typed.substring(0, typed.indexOf("Gossip-Node-1"));
        assertThat(before)
                .as("one line, wiped")
                .endsWith("\r" + " ".repeat(79) + "\r")
                .doesNotContain("\n");
    }

    @Test
    void its_picture_is_drawn_and_one_that_cannot_be_is_refused_before_anything_starts() throws Exception {
        Shell.Done refused = start("random", "4", "-n", "6", "--plot", "none/ring.svg");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("cannot write none/ring.svg: there is no folder "
                        + shell.place.toRealPath().resolve("none") + "\n");
        assertThat(shell.run("networks").said()).isEqualTo("no networks\n");
        assertThat(start("random", "4", "-n", "6", "--plot", "graph.png").said())
                .endsWith("Gossip network started\ndrawn into graph.png\ndrawn into graph-degrees.png\n");
        assertThat(shell.place.resolve("graph.png")).isNotEmptyFile();
        assertThat(shell.place.resolve("graph-degrees.png")).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void any_number_of_nodes_is_a_network(int nodes) throws Exception {
        start("-n", "" + nodes).said();

        int neighbours = shell.run("status", "--json")
                .json()
                .get("nodes")
                .get(0)
                .get("neighbours")
                .size();
        assertThat(neighbours).isEqualTo(nodes - 1);
    }

    private Shell.Done start(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 3];
        command[0] = "start-network";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        command[arguments.length + 1] = "--ports-origin";
        command[arguments.length + 2] = "" + shell.ports;
        return shell.run(command);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 -jar "
                + Path.of(System.getProperty("grapevine.root"), "grapevine.jar") + " ";
    }
}
