package grapevine.lab.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever fails is answered in the one form that docs/lab-api.md says. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailuresTest {
    @RegisterExtension
    private final OpenDoor open = new OpenDoor();

    @Test
    void what_there_is_not_and_what_is_too_long_is_told_in_that_form() throws Exception {
        assertThat(answer("GET", "nope", ""))
                .isEqualTo("404 {\"error\":\"there is no GET /api/nope (docs/lab-api.md says what there is)\"}");
        assertThat(answer("DELETE", "network", ""))
                .isEqualTo("405 {\"error\":\"there is no DELETE /api/network, but that path with another method\"}");
        assertThat(answer("POST", "nodes/1/messages", "x".repeat(Letters.MOST_BODY + 1)))
                .isEqualTo("413 {\"error\":\"POST /api/nodes/1/messages: the request is longer than "
                        + Letters.MOST_BODY + " bytes\"}");
        assertThat(answer("GET", "nodes/9", "")).startsWith("404 {\"error\":\"there is no node 9 in watched");
        assertThat(answer("POST", "cut", "[]"))
                .startsWith("400 {\"error\":\"the request is not what docs/lab-api.md says");
    }

    @Test
    void so_is_a_mistake_of_the_door() throws Exception {
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jsonMapper(Json.mapper());
            Failures.serve(config);
            config.routes.get("/odd", context -> {
                throw new IllegalStateException("two\nlines");
            });
        });
        server.start("127.0.0.1", 0);
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/odd"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(Json.objects().readTree(answer.body()).get("error").asText())
                    .isEqualTo("GET /odd failed: java.lang.IllegalStateException: two\\nlines");
        } finally {
            server.stop();
        }
    }

    private String answer(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = open.ask(method, path, body);
        return answer.statusCode() + " " + answer.body();
    }
}
