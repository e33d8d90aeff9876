package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The address that {@code watch} names lets one browser in. */
class WatchIT {
    @TempDir
    private Path place;

    private Shell shell;

    @AfterEach
    void nothingIsLeft() throws Exception {
        shell.stopAll();
    }

    @Test
    void its_address_lets_one_browser_in_and_there_is_one_for_each() throws Exception {
        shell = new Shell(place);
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
