package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Inboxes that outlive their network, by the commands of the real jar. */
class KeptInboxesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void the_next_network_of_the_folder_has_the_messages_read_or_not_also_when_the_last_one_was_killed()
            throws Exception {
        start("gossip", 0).said();
        send("apple", 1);
        assertThat(shell.run("get-messages", "2", "unread").said()).endsWith("• apple\n");
        send("banana", 1);
        shell.run("stop-network").said();

        start("gossip", 0, "--processes").said(); // the inboxes are with the host, wherever the nodes are
        assertThat(shell.run("get-messages", "2", "read").said()).isEqualTo("Gossip-Node-2: 1 read message\n• apple\n");
        FileTime before = Files.getLastModifiedTime(file());
        send("cherry", 2);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.getLastModifiedTime(file()).compareTo(before) > 0
                        && Files.readString(file(), StandardCharsets.ISO_8859_1).contains("cherry"));
        kill();

        start("gossip", 0).said();
        assertThat(shell.run("get-messages", "2", "unread").said())
                .isEqualTo("Gossip-Node-2: 2 unread messages\n• banana\n• cherry\n");
    }

    @Tag("slow")
    @Test
    void a_folder_that_another_network_has_or_that_holds_something_else_is_told_and_nothing_is_left() throws Exception {
        start("gossip", 0).said();
        Shell.Done second = start("other", 50);
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err()).isEqualTo("another network keeps its inboxes in " + file() + "\n");
        shell.run("stop-network").said();

        Files.writeString(file(), "something else\n".repeat(1_000));
        Shell.Done foreign = start("gossip", 0);
        assertThat(foreign.status()).isEqualTo(1);
        assertThat(foreign.err())
                .startsWith(file() + " is no file of inboxes, or is damaged")
                .hasLineCount(1);
        assertThat(shell.run("networks").said()).isEqualTo("no networks\n");
    }

    private Shell.Done start(String name, int ports, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("start-network", "circular", "-n", "3", "--data", "kept"));
        words.addAll(List.of("--name", name, "--ports-origin", "" + (shell.ports + ports)));
        words.addAll(List.of(options));
        return shell.run(words.toArray(String[]::new));
    }

    private Path file() {
        return shell.place.resolve("kept").resolve("inboxes.mv");
    }

    /** Until node 2 has so many that nobody has read. */
    private void send(String text, int unread) throws Exception {
        shell.run("send-message", "1", text).said();
        Awaitility.await().atMost(PATIENCE).until(() -> {
            for (JsonNode node : shell.run("status", "--json").json().get("nodes")) {
                if (node.get("number").asInt() == 2) {
                    return node.get("unread").asInt() == unread;
                }
            }
            return false;
        });
    }

    private void kill() throws Exception {
        ProcessHandle host =
                ProcessHandle.of(shell.file("gossip").get("pid").asLong()).orElseThrow();
        host.destroyForcibly();
        host.onExit().get(30, TimeUnit.SECONDS);
    }
}
