package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The address that {@code watch} names lets one browser in. */
class WatchIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void its_address_lets_one_browser_in_and_there_is_one_for_each() throws Exception {
        Shell.Done none = shell.run("watch");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).isEqualTo("there is no network gossip (./grapevine start-network starts one)\n");
        shell.run("start-network", "circular", "-n", "3", "--ports-origin", "" + shell.ports)
                .said();

        String address = shell.run("watch").said().strip();
        JsonNode second = shell.run("watch", "--json").json();

        assertThat(address).matches("http://127\\.0\\.0\\.1:\\d+/#[0-9a-f]{64}");
        assertThat(second.get("address").asText()).isNotEqualTo(address);
        assertThat(second.get("validSeconds").asInt()).isEqualTo(600);
        assertThat(enter(address).statusCode()).isEqualTo(200);
        assertThat(new ObjectMapper()
                        .readTree(enter(address).body())
                        .get("error")
                        .asText())
                .startsWith("this address was used already");
        assertThat(shell.run("watch", "1").status()).isEqualTo(2);
    }

    /** Other users of the machine can read the arguments of every process. */
    @Test
    void a_browser_that_it_opens_is_told_of_a_file_and_not_of_the_code() throws Exception {
        shell.run("start-network", "circular", "-n", "3", "--ports-origin", "" + shell.ports)
                .said();
        Path told = shell.place.resolve("told");
        Path browser = Files.writeString(
                shell.place.resolve("browser"), "#!/bin/sh\necho \"$@\" > told.new; mv told.new told\n");
        Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
        shell.export("BROWSER", browser.toString());

        String address = shell.run("watch", "--open").said().strip();

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(told));
        Path page = shell.states().resolve("gossip.watch.html");
        assertThat(Files.readString(told)).isEqualTo(page.toUri() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(page)).contains("url=" + address + "\"");
        assertThat(enter(address).statusCode()).isEqualTo(200);
        shell.run("stop-network").said();
        assertThat(page).doesNotExist();

        shell.run("start-network", "circular", "-n", "3", "--ports-origin", "" + shell.ports)
                .said();
        shell.export("BROWSER", "no-such-browser");
        assertThat(shell.run("watch", "--open").err())
                .startsWith("BROWSER=\"no-such-browser\" does not start: ")
                .hasLineCount(1);
    }

    private static HttpResponse<String> enter(String address) throws Exception {
        URI uri = URI.create(address);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri.resolve("/api/enter"))
                                .POST(HttpRequest.BodyPublishers.ofString("{\"code\": \"" + uri.getFragment() + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
