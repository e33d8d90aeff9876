package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.RealNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the README shows of the laboratory, typed line by line as it stands there, but for ports and processes. */
class ReadmeIT {
    private static final Path README = Path.of(System.getProperty("grapevine.root"), "README.md");

    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void from_its_start_to_its_end() throws Exception {
        Map<String, String> said = type(block(0));

        assertThat(said.get("send-message 4 apple")).isEqualTo("Message sent to Gossip-Node-4\n");
        assertThat(said.get("get-messages 8 unread -t")).contains("apple");
        assertThat(said.get("get-messages 3 -p -pp")).contains("banana").contains("↳ 8 ➜");
        assertThat(said.get("watch")).contains("http://127.0.0.1:");
        assertThat(shell.place.resolve("network.svg")).isNotEmptyFile();
        assertThat(shell.run("networks").said()).isEqualTo("no networks\n");
    }

    @Test
    void with_processes_that_are_killed_and_stopped() throws Exception {
        type(block(1));

        Awaitility.await()
                .atMost(RealNetwork.PATIENCE)
                .untilAsserted(() -> assertThat(shell.run("status").said())
                        .contains("killed")
                        .contains("frozen"));
    }

    @Test
    void with_keys() throws Exception {
        Map<String, String> said = type(block(2));

        assertThat(said.get("status 127.0.0.1:7004 --keys lab-keys/lab-operator"))
                .contains("degree");
        assertThat(shell.run("networks").said()).contains("closed");
    }

    @Test
    void keys_are_made_shown_renewed_and_replaced() throws Exception {
        List<String> keys = blocks().stream()
                .filter(block -> block.get(0).startsWith("./grapevine keys network mine"))
                .findFirst()
                .orElseThrow()
                .stream()
                .filter(line -> line.startsWith("./grapevine keys "))
                .toList();

        Map<String, String> said = type(keys);

        assertThat(said.get("keys list mine")).contains("seed1").contains("alice");
        assertThat(said.get("keys show mine/alice")).contains("alice").contains("peer");
    }

    /** The demo and the bench take minutes, or fetch what they measure; they are started by tests of their own. */
    @Test
    void no_block_has_a_command_that_nobody_types() throws Exception {
        List<String> starts = blocks().stream()
                .flatMap(List::stream)
                .map(line -> line.replaceFirst("^\\$ ", ""))
                .filter(line -> line.startsWith("./grapevine "))
                .map(line -> line.split("[ ;]", -1)[1])
                .distinct()
                .toList();

        List<String> typed = Stream.of(block(0), block(1), block(2))
                .flatMap(List::stream)
                .flatMap(line -> Stream.of(line.split("; ", -1)))
                .filter(line -> line.startsWith("./grapevine "))
                .map(line -> line.split("[ ;]", -1)[1])
                .toList();
        assertThat(starts).containsSubsequence("--yes", "keys", "simulate", "bench");
        assertThat(starts.stream().filter(each -> !typed.contains(each))).containsExactly("--yes", "simulate", "bench");
    }

    @Test
    @Tag("slow")
    void and_what_it_shows_of_the_simulator_but_for_what_takes_an_hour() throws Exception {
        List<String> lines = Files.readString(README)
                .lines()
                .filter(line -> line.startsWith("./grapevine simulate ") && !line.contains("--soak"))
                .toList();

        Map<String, String> said = type(lines);

        assertThat(said).hasSize(4);
        assertThat(said.values()).allSatisfy(each -> assertThat(each).contains("deliveries"));
    }

    /** All that show commands or what these say. */
    private static List<List<String>> blocks() throws Exception {
        List<String> parts = List.of(Files.readString(README).split("(?m)^```\\w*\n", -1));
        return IntStream.range(0, parts.size())
                .filter(part -> part % 2 == 1)
                .mapToObj(part -> parts.get(part).lines().toList())
                .toList();
    }

    /** One of those that show commands, of the part about the laboratory. */
    private static List<String> block(int number) throws Exception {
        String laboratory = Files.readString(README).split("(?m)^## The laboratory\n|^## A network by hand\n")[1];
        return Stream.of(laboratory.split("(?m)^```\n"))
                .filter(block -> block.startsWith("./grapevine "))
                .skip(number)
                .findFirst()
                .orElseThrow()
                .lines()
                .toList();
    }

    /** What each command of ours said, by its words. */
    private Map<String, String> type(List<String> lines) throws Exception {
        Map<String, String> said = new HashMap<>();
        int victim = 1;
        for (String line : lines) {
            String words = line.replaceAll("\\s+#.*", "").replace("./grapevine ", "");
            String command = line.replaceAll("\\s+#.*", "")
                    .replace("./grapevine", "grapevine")
                    .replaceAll("(start-network.*)", "$1 --ports-origin " + shell.ports)
                    .replace(":7004", ":" + (shell.ports + 4));
            if (command.contains("PID")) {
                command = command.replace("PID", "" + process(victim++));
            }
            Shell.Done done = shell.runScript(command);
            assertThat(done.status())
                    .as("%s: %s%s", command, done.out(), done.err())
                    .isZero();
            said.put(words, done.out());
        }
        return said;
    }

    private long process(int node) throws Exception {
        return shell.run("status", "--json")
                .json()
                .at("/nodes/" + (node - 1) + "/pid")
                .asLong();
    }
}
