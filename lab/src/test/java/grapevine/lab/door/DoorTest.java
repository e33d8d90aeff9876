package grapevine.lab.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.live.HostedNode;
import grapevine.lab.live.Inbox;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.NetworkPlan;
import grapevine.lab.live.NodeStarter;
import grapevine.lab.network.PortBlock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom the door lets in, and what it says of messages. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DoorTest {
    @RegisterExtension
    private final OpenDoor open = new OpenDoor();

    @Test
    void a_code_lets_one_browser_in_which_has_a_token_of_its_own() throws Exception {
        String address =
                open.post("codes", open.token.text(), "").get("address").asText();
        assertThat(address).startsWith("http://127.0.0.1:" + open.door.port() + "/#");
        String code = "{\"code\": \"" + address.substring(address.indexOf('#') + 1) + "\"}";

        String browser = open.post("enter", null, code).get("token").asText();

        assertThat(browser).isNotEqualTo(open.token.text());
        assertThat(open.post("enter", null, code).get("error").asText()).startsWith("this address was used already");
        assertThat(open.watch(browser).next().get("nodes")).hasSize(4);
        assertThat(open.post("nodes/1/kill", browser, "").get("state").asText()).isEqualTo("killed");
        assertThat(open.post("nodes/2/kill", null, "").get("error").asText())
                .isEqualTo("the token is lacking or wrong");
    }

    @Test
    void what_cannot_be_is_refused_in_a_line() throws Exception {
        assertThat(open.post("enter", null, "null").get("error").asText()).isEqualTo("the request is null");
        open.post("nodes/1/kill", open.token.text(), "");
        for (String deed : List.of("kill", "freeze", "thaw")) {
            assertThat(open.post("nodes/1/" + deed, open.token.text(), "")
                            .get("error")
                            .asText())
                    .isEqualTo("Gossip-Node-1 is killed");
        }
    }

    @Test
    void a_message_is_as_long_as_the_way_it_goes_allows_and_another_is_refused_with_the_rule() throws Exception {
        assertThat(refused(message(65_537, "")))
                .isEqualTo("400 {\"error\":\"a message of 65537 bytes is outside 1..65536\"}");
        assertThat(refused(message(16_385, ", \"relays\": 1")))
                .isEqualTo("400 {\"error\":\"a message of 16385 bytes is outside 1..16384, which a flood carries\"}");
        assertThat(refused(message(16_385, ", \"hopDelayMillis\": 0"))).startsWith("400 ");
        assertThat(refused(message(16_384, ", \"relays\": 1"))).startsWith("200 ");
        assertThat(refused(message(65_536, ""))).startsWith("200 ");
    }

    @Test
    void any_bytes_are_sent_as_base64_and_given_out_so_where_they_are_no_text() throws Exception {
        assertThat(refused("{\"base64\": \"AP8K\"}")).startsWith("200 ");
        assertThat(refused("{\"base64\": \"YmVu\"}")).startsWith("200 ");
        assertThat(refused("{\"base64\": \"A\"}")).startsWith("400 {\"error\":\"base64 is none: ");
        assertThat(refused("{\"base64\": \"AP8K\", \"text\": \"a\"}"))
                .isEqualTo("400 {\"error\":\"a message has either text or base64\"}");

        JsonNode letters = open.get("nodes/1/messages").get("messages");
        assertThat(letters).hasSize(2);
        assertThat(letters.get(0).get("base64").asText()).isEqualTo("AP8K");
        assertThat(letters.get(0).path("text").isTextual()).isFalse();
        assertThat(letters.get(1).get("text").asText()).isEqualTo("ben");
    }

    @Test
    void whether_a_gap_is_healed_is_said_by_no_other_word() throws Exception {
        HttpResponse<String> answer = open.ask("DELETE", "nodes/2?heal=no", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"heal=\\\"no\\\" is neither true nor false\"}");
    }

    private String refused(String message) throws Exception {
        HttpResponse<String> answer = open.ask("POST", "nodes/1/messages", message);
        return answer.statusCode() + " " + answer.body();
    }

    private static String message(int bytes, String more) {
        return "{\"text\": \"" + "x".repeat(bytes) + "\"" + more + "}";
    }

    @Test
    void a_node_is_asked_whom_it_knows() throws Exception {
        assertThat(open.get("nodes/1/view").get("view").findValuesAsText("number"))
                .containsExactly("2", "4");

        try (PortBlock ports = PortBlock.take();
                LiveNetwork joined = LiveNetwork.start(
                        new NetworkPlan(
                                "joined", NetworkPlan.Kind.JOIN, 4, 2, null, ports.first(), 1, null, false, null),
                        ready -> {});
                Door door = Door.open(joined, open.token, () -> {})) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                JsonNode view = open.get(door.port(), "nodes/1/view").get("view");
                assertThat(view.findValuesAsText("number")).isNotEmpty().isSubsetOf("2", "3", "4");
                assertThat(view.get(0).get("address").asText())
                        .isEqualTo("127.0.0.1:"
                                + (ports.first() + view.get(0).get("number").asInt()));
                assertThat(view.get(0).has("links") && view.get(0).has("hops")).isTrue();
            });
        }
    }

    @Test
    void a_node_is_added_at_the_next_port_that_nobody_has() throws Exception {
        int taken = open.node(4).port() + 1;
        try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.getLocalPort()).isEqualTo(taken);
            assertThat(open.post("nodes", open.token.text(), "").get("address").asText())
                    .isEqualTo("127.0.0.1:" + (taken + 1));
        }
        assertThat(open.get("nodes").get("nodes").findValuesAsText("number")).containsExactly("1", "2", "3", "4", "6");
    }

    @Test
    void a_number_with_which_none_could_start_is_not_tried_again() throws Exception {
        NodeStarter starter = (plan, inbox, listener) -> {
            if (plan.number() == 4) {
                throw new LabException("port " + plan.port() + " is taken");
            }
            return HostedNode.start(plan, inbox, listener);
        };
        try (PortBlock block = PortBlock.take();
                LiveNetwork network = LiveNetwork.start(
                        new NetworkPlan(
                                "stuck", NetworkPlan.Kind.CIRCULAR, 3, 2, null, block.first(), 1, null, false, null),
                        starter,
                        ready -> {});
                Door door = Door.open(network, open.token, () -> {})) {
            assertThat(open.post(door.port(), "nodes", "").get("error").asText())
                    .isEqualTo("port " + (block.first() + 4) + " is taken");
            assertThat(open.post(door.port(), "nodes", "").get("number").asInt())
                    .isEqualTo(5);
        }
    }

    @Test
    void more_links_than_a_node_can_have_are_a_wrong_request() throws Exception {
        HttpResponse<String> answer = open.ask("POST", "restructure", "{\"min\": 2, \"max\": 257}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"max=257 is outside 1..256, the most links of a node\"}");
    }

    @Test
    void where_no_port_is_left_no_node_is_added() throws Exception {
        try (LiveNetwork last = LiveNetwork.start(
                        new NetworkPlan(
                                "last", NetworkPlan.Kind.STATIC, 2, 2, "65534:65535", 7000, 1, null, false, null),
                        ready -> {});
                Door door = Door.open(last, open.token, () -> {})) {
            assertThat(open.post(door.port(), "nodes", "").get("error").asText())
                    .isEqualTo("network last has no port for one more node: there is none after 65535 that is free");
        }
    }

    @Test
    void whoever_is_frozen_or_killed_is_not_said_to_have_no_peers() throws Exception {
        open.post("nodes/1/freeze", open.token.text(), "");
        open.post("nodes/2/kill", open.token.text(), "");

        assertThat(open.get("nodes/1/peers").get("error").asText())
                .isEqualTo("Gossip-Node-1 is frozen: it cannot be asked for its peers");
        assertThat(open.get("nodes/2/peers?depth=2").get("error").asText())
                .isEqualTo("Gossip-Node-2 is killed: it cannot be asked for its peers");
        assertThat(open.get("nodes/3/peers").has("error")).isFalse();
    }

    @Test
    void of_many_browsers_the_first_has_to_go() throws Exception {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            String address =
                    open.post("codes", open.token.text(), "").get("address").asText();
            String code = "{\"code\": \"" + address.substring(address.indexOf('#') + 1) + "\"}";
            tokens.add(open.post("enter", null, code).get("token").asText());
        }
        assertThat(open.post("nodes/1/thaw", tokens.get(0), "").has("error")).isTrue();
        assertThat(open.post("nodes/1/thaw", tokens.get(1), "").has("error")).isFalse();
        assertThat(open.post("nodes/1/thaw", open.token.text(), "").has("error"))
                .isFalse();
    }

    @Test
    void the_page_is_no_secret_but_only_its_own_name_gets_it_and_it_takes_nothing_from_elsewhere() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + open.door.port() + "/"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Grapevine</title>");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self';")
                .contains("frame-ancestors 'none'");
        HttpResponse<String> foreign = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + open.door.port() + "/"))
                        .header("Origin", "http://evil.example")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(foreign.statusCode()).isEqualTo(403);
    }

    @Test
    void a_host_of_another_port_is_another_host() throws Exception {
        int port = open.door.port();

        assertThat(open.raw("GET /api/network", "127.0.0.1:" + port)).startsWith("HTTP/1.1 200");
        assertThat(open.raw("GET /api/network", "localhost:" + port)).startsWith("HTTP/1.1 200");
        for (String host : List.of("127.0.0.1:" + (port + 1), "localhost:80", "127.0.0.1", "[::1]:" + port)) {
            assertThat(open.raw("GET /api/network", host)).as(host).startsWith("HTTP/1.1 403");
            assertThat(open.raw("POST /api/codes", host)).as(host).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void of_a_long_inbox_the_last_are_given_that_are_asked_for() throws Exception {
        Inbox inbox = open.node(2).inbox();
        for (int n = 1; n <= 40; n++) {
            inbox.put(letter(n));
        }
        inbox.read(Inbox.Which.ALL);
        inbox.put(letter(41));

        assertThat(texts("?last=3")).containsExactly("text 39", "text 40", "text 41");
        assertThat(texts("?which=read&last=1")).containsExactly("text 40");
        assertThat(texts("?last=10000")).hasSize(41);
        assertThat(texts("")).hasSize(41);
        for (String wrong : List.of("0", "10001", "-1", "x", "")) {
            assertThat(open.get("nodes/2/messages?last=" + wrong).get("error").asText())
                    .isEqualTo("last=\"" + wrong + "\" is outside 1..10000");
        }
        assertThat(open.post("nodes/2/messages/read?last=3", open.token.text(), "")
                        .get("error")
                        .asText())
                .startsWith("last is for GET");
        assertThat(inbox.unread()).isEqualTo(1);
    }

    private List<String> texts(String query) throws Exception {
        return open.get("nodes/2/messages" + query).get("messages").findValuesAsText("text");
    }

    static Inbox.Letter letter(long number) {
        return new Inbox.Letter(
                new MessageId("127.0.0.1:7001", 1, number),
                1,
                ("text " + number).getBytes(StandardCharsets.UTF_8),
                Instant.EPOCH,
                Instant.EPOCH,
                false,
                List.of());
    }
}
