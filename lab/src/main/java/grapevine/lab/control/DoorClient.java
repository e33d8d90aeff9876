package grapevine.lab.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import grapevine.lab.console.LabException;
import grapevine.lab.door.Json;
import grapevine.lab.door.NetworkFile;
import grapevine.node.Quoted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks at the door of a network. */
final class DoorClient {
    private static final int BAD_REQUEST = 400;

    /** What was asked for is wrong, whatever state the network is in. */
    static final class WrongRequest extends LabException {
        private static final long serialVersionUID = 1L;

        WrongRequest(String line) {
            super(line);
        }
    }

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final String network;
    private final NetworkFile.Contents found;
    private final Duration patience;

    DoorClient(String network, NetworkFile.Contents found) {
        this(network, found, ANSWER);
    }

    /** One that waits so long for an answer. */
    DoorClient(String network, NetworkFile.Contents found, Duration patience) {
        this.network = network;
        this.found = found;
        this.patience = patience;
    }

    <T> T get(String path, Class<T> answer) throws LabException, InterruptedException {
        return ask("GET", path, null, answer);
    }

    <T> T post(String path, @Nullable Object body, Class<T> answer) throws LabException, InterruptedException {
        return ask("POST", path, body, answer);
    }

    <T> T delete(String path, Class<T> answer) throws LabException, InterruptedException {
        return ask("DELETE", path, null, answer);
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws LabException if the door refuses, with its reason, or does not answer
     */
    private <T> T ask(String method, String path, @Nullable Object body, Class<T> answer)
            throws LabException, InterruptedException {
        try {
            HttpRequest.BodyPublisher said = body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(Json.objects().writeValueAsString(body));
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + found.door() + "/api" + path))
                            .method(method, said)
                            .header("Authorization", "Bearer " + found.token())
                            .header("Content-Type", "application/json")
                            .timeout(patience)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == BAD_REQUEST) {
                throw new WrongRequest(reason(response));
            }
            if (response.statusCode() / 100 != 2) {
                throw new LabException(reason(response));
            }
            return Json.tolerant().readValue(response.body(), answer);
        } catch (JsonProcessingException e) {
            throw new LabException(who() + " gives an answer that means nothing here: "
                    + Quoted.inLine(e.getOriginalMessage()) + " (is it of another version?)");
        } catch (IOException e) {
            throw new LabException(who() + " does not answer: "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
        }
    }

    private String who() {
        return "network " + network + " (process " + found.pid() + ")";
    }

    private static String reason(HttpResponse<String> response) {
        try {
            JsonNode error = Json.tolerant().readTree(response.body()).path("error");
            if (error.isTextual()) {
                return error.asText();
            }
        } catch (JsonProcessingException e) {
            // It is no answer of ours.
        }
        return "the door answered " + response.statusCode();
    }
}
