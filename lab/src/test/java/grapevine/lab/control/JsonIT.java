package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With {@code --json} a command prints what the door answered, and nothing else. */
class JsonIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void every_command_that_asks_or_changes_says_what_came_of_it() throws Exception {
        JsonNode started = shell.run(
                        "start-network", "circular", "-n", "4", "--ports-origin", "" + shell.ports, "--json")
                .json();
        assertThat(started.get("name").asText()).isEqualTo("gossip");
        assertThat(started.get("nodes").asInt()).isEqualTo(4);

        JsonNode sent = shell.run("send-message", "1", "apple", "--json").json();
        assertThat(sent.get("node").asInt()).isEqualTo(1);
        JsonNode inbox = shell.run("get-messages", "1", "--json").json();
        assertThat(inbox.at("/messages/0/id").asText()).isEqualTo(sent.get("id").asText());
        assertThat(inbox.at("/messages/0/text").asText()).isEqualTo("apple");

        JsonNode peers = shell.run("list-peers", "1", "--depth", "2", "--json").json();
        assertThat(peers.get("peers").findValuesAsText("number")).containsExactly("2", "4", "3");

        assertThat(shell.run("add-node", "--json").json().get("number").asInt()).isEqualTo(5);
        assertThat(shell.run("restart-node", "5", "--json").json().get("state").asText())
                .isEqualTo("ready");
        assertThat(shell.run("remove-node", "5", "--json").json().get("name").asText())
                .isEqualTo("Gossip-Node-5");
        assertThat(shell.run("restructure-network", "--min", "2", "--max", "3", "--json")
                        .json()
                        .get("changed")
                        .isInt())
                .isTrue();

        JsonNode drawn = shell.run("plot", "now.svg", "--json").json();
        assertThat(drawn).hasSize(2);
        for (JsonNode file : drawn) {
            assertThat(shell.place.resolve(file.asText())).isNotEmptyFile();
        }

        assertThat(shell.run("stop-network", "--json").json().get("stopped").asBoolean())
                .isTrue();
    }
}
