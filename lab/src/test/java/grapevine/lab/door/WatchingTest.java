package grapevine.lab.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.NetworkPlan;
import grapevine.lab.network.PortBlock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the door tells those who watch, and whom it lets in. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WatchingTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Token token = Token.fresh();
    private final List<Watcher> watchers = new ArrayList<>();
    private PortBlock ports;
    private LiveNetwork network;
    private Door door;

    @BeforeEach
    void aNetwork() throws Exception {
        ports = PortBlock.take();
        network = LiveNetwork.start(
                new NetworkPlan("watched", NetworkPlan.Kind.CIRCULAR, 4, 2, null, ports.first(), 1, null), ready -> {});
        door = Door.open(network, token, () -> {});
    }

    @AfterEach
    void itEnds() throws IOException {
        for (Watcher watcher : watchers) {
            watcher.close();
        }
        door.close();
        network.close();
        ports.close();
    }

    @Test
    void first_all_there_is_and_then_what_has_changed() throws Exception {
        Watcher watcher = watch(token.text());
        JsonNode first = watcher.next();
        assertThat(first.get("whole").asBoolean()).isTrue();
        assertThat(first.get("nodes")).hasSize(4);
        assertThat(first.at("/nodes/0/links")).hasSize(2);
        assertThat(first.at("/nodes/0/links/0/to").asInt()).isEqualTo(2);
        assertThat(first.at("/totals/messages_made").isMissingNode()).isTrue();

        network.kill(network.node(3).orElseThrow());

        JsonNode killed =
                watcher.await(tick -> !tick.get("nodes").findParents("number").isEmpty()
                        && tick.toString().contains("\"killed\""));
        assertThat(killed.get("whole").asBoolean()).isFalse();
        watcher.await(tick -> tick.get("nodes").isEmpty());

        network.remove(network.node(4).orElseThrow(), true);
        JsonNode removed = watcher.await(tick -> tick.get("gone").toString().equals("[4]"));
        if (!removed.get("story").findValuesAsText("what").contains("was removed")) {
            watcher.await(tick -> tick.get("story").findValuesAsText("what").contains("was removed"));
        }
    }

    @Test
    void by_which_links_a_message_went() throws Exception {
        Watcher watcher = watch(token.text());
        watcher.next();
        LiveNode second = network.node(2).orElseThrow();
        String message = second.publish("apple pie".getBytes(StandardCharsets.UTF_8), null)
                .toString();

        Map<Integer, Integer> from = new HashMap<>();
        while (from.size() < 4) {
            for (JsonNode step : watcher.next().get("steps")) {
                assertThat(step.get("message").asText()).isEqualTo(message);
                assertThat(step.get("text").asText()).isEqualTo(step.get("from").asInt() == 0 ? "apple pie" : "");
                assertThat(from.put(step.get("to").asInt(), step.get("from").asInt()))
                        .isNull();
            }
        }
        assertThat(from.get(2)).isZero();
        from.remove(2);
        from.forEach((to, by) -> {
            assertThat(network.neighbours(network.node(to).orElseThrow())).contains(by);
            assertThat(by == 2 || from.containsKey(by)).isTrue();
        });
    }

    @Test
    void there_is_room_for_eight_and_a_place_of_one_that_went_is_free_again() throws Exception {
        for (int i = 0; i < Watching.MOST_WATCHERS; i++) {
            watch(token.text()).next();
        }
        assertThat(watch(token.text()).nextEvent()).startsWith("refused {\"error\":\"there are 8 watching already\"}");

        watchers.get(0).close();

        String event;
        do {
            event = watch(token.text()).nextEvent();
        } while (!event.startsWith("tick "));
    }

    @Test
    void whoever_has_gone_leaves_no_thread_at_work() throws Exception {
        for (int i = 0; i < Watching.MOST_WATCHERS; i++) {
            watch(token.text()).next();
        }
        for (Watcher watcher : watchers) {
            watcher.close();
        }
        door.close();

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(atWork()).isEmpty());
    }

    /** The threads that answer somebody at a door. */
    private static List<String> atWork() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> Arrays.stream(each.getValue())
                        .map(StackTraceElement::getClassName)
                        .anyMatch(name -> name.startsWith(Watching.class.getName() + "$")
                                || name.startsWith("io.javalin.http.servlet")))
                .map(each -> each.getKey().getName())
                .toList();
    }

    @Test
    void whoever_does_not_read_holds_up_nobody() throws Exception {
        watch(token.text());
        Watcher reading = watch(token.text());
        for (int i = 0; i < 5; i++) {
            reading.next();
        }
    }

    @Test
    void a_code_lets_one_browser_in_which_has_a_token_of_its_own() throws Exception {
        String address = post("codes", token.text(), "").get("address").asText();
        assertThat(address).startsWith("http://127.0.0.1:" + door.port() + "/#");
        String code = "{\"code\": \"" + address.substring(address.indexOf('#') + 1) + "\"}";

        String browser = post("enter", null, code).get("token").asText();

        assertThat(browser).isNotEqualTo(token.text());
        assertThat(post("enter", null, code).get("error").asText()).startsWith("this address was used already");
        assertThat(watch(browser).next().get("nodes")).hasSize(4);
        assertThat(post("nodes/1/kill", browser, "").get("state").asText()).isEqualTo("killed");
        assertThat(post("nodes/2/kill", null, "").get("error").asText()).isEqualTo("the token is lacking or wrong");
    }

    @Test
    void what_cannot_be_is_refused_in_a_line() throws Exception {
        assertThat(post("enter", null, "null").get("error").asText()).isEqualTo("the request is null");
        post("nodes/1/kill", token.text(), "");
        for (String deed : List.of("kill", "freeze", "thaw")) {
            assertThat(post("nodes/1/" + deed, token.text(), "").get("error").asText())
                    .isEqualTo("Gossip-Node-1 is killed");
        }
    }

    @Test
    void of_many_browsers_the_first_has_to_go() throws Exception {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            String address = post("codes", token.text(), "").get("address").asText();
            String code = "{\"code\": \"" + address.substring(address.indexOf('#') + 1) + "\"}";
            tokens.add(post("enter", null, code).get("token").asText());
        }
        assertThat(post("nodes/1/thaw", tokens.get(0), "").has("error")).isTrue();
        assertThat(post("nodes/1/thaw", tokens.get(1), "").has("error")).isFalse();
        assertThat(post("nodes/1/thaw", token.text(), "").has("error")).isFalse();
    }

    @Test
    void the_page_is_no_secret_but_only_its_own_name_gets_it_and_it_takes_nothing_from_elsewhere() throws Exception {
        HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + door.port() + "/"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Grapevine</title>");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self';")
                .contains("frame-ancestors 'none'");
        HttpResponse<String> foreign = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/"))
                        .header("Origin", "http://evil.example")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(foreign.statusCode()).isEqualTo(403);
    }

    private JsonNode post(String path, String bearer, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return Json.objects()
                .readTree(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + door.port() + "/api/" + path);
    }

    private Watcher watch(String bearer) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("events"))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + bearer)
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        Watcher watcher = new Watcher(response.body());
        watchers.add(watcher);
        return watcher;
    }

    /** Reads the events of one connection. */
    private static final class Watcher {
        private final InputStream body;
        private final BufferedReader lines;

        Watcher(InputStream body) {
            this.body = body;
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        JsonNode next() throws IOException {
            String event = nextEvent();
            assertThat(event).startsWith("tick ");
            return Json.objects().readTree(event.substring("tick ".length()));
        }

        JsonNode await(Predicate<JsonNode> expected) throws IOException {
            JsonNode tick;
            do {
                tick = next();
            } while (!expected.test(tick));
            return tick;
        }

        /** Its kind, a space, its data. */
        String nextEvent() throws IOException {
            String kind = "";
            StringBuilder data = new StringBuilder();
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.startsWith("event: ")) {
                    kind = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring("data: ".length()));
                } else if (line.isEmpty() && !kind.isEmpty()) {
                    return kind + " " + data;
                }
            }
            throw new IOException("the door has ended the connection");
        }

        void close() throws IOException {
            body.close();
        }
    }
}
