package grapevine.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import grapevine.lab.door.Door;
import grapevine.lab.door.Json;
import grapevine.lab.door.Token;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.NetworkPlan;
import grapevine.lab.network.PortBlock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.openqa.selenium.Keys;

/** The page of a network of real nodes, in a real browser. One after the other: there is one person at it. */
@Execution(ExecutionMode.SAME_THREAD)
class PageIT {
    private static Browser browser;

    private final Token token = Token.fresh();
    private PortBlock ports;
    private LiveNetwork network;
    private Door door;

    @BeforeAll
    static void aBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void theBrowserEnds() {
        if (browser != null) {
            browser.close();
        }
    }

    private void start(NetworkPlan.Kind kind, int nodes) throws Exception {
        ports = PortBlock.take();
        network = LiveNetwork.start(new NetworkPlan("page", kind, nodes, 3, null, ports.first(), 1, null), ready -> {});
        door = Door.open(network, token, () -> {});
    }

    @AfterEach
    void itEnds() {
        if (door != null) {
            door.close();
            network.close();
            ports.close();
        }
    }

    @Test
    void it_shows_the_nodes_and_a_killed_hub_turns_red_while_its_orphans_find_others() throws Exception {
        start(NetworkPlan.Kind.JOIN, 12);
        enter();
        browser.await("#summary", text -> text.matches("12 nodes · \\d+ links · join"));
        assertThat(browser.title()).isEqualTo("page · Grapevine");
        long red = browser.pointsOf("#graph", 0xc0, 0x2b, 0x24); // in the legend
        LiveNode hub = network.nodes().stream()
                .max(Comparator.comparing(node -> network.neighbours(node).size()))
                .orElseThrow();
        int orphan = network.neighbours(hub).iterator().next();
        assertThat(linksOf(orphan)).contains(hub.number());

        browser.click("#node-" + hub.number() + " button");
        browser.click("button.grave");

        browser.await("#said", text -> text.equals(hub.name() + ": killed"));
        browser.await("#node-" + hub.number() + " td:nth-child(2)", "killed"::equals);
        browser.await("#node-" + hub.number() + " td:nth-child(3)", "0"::equals);
        Awaitility.await().until(() -> browser.pointsOf("#graph", 0xc0, 0x2b, 0x24) > red + 50);
        browser.click("#node-" + orphan + " button");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .atMost(Duration.ofSeconds(60))
                .until(() -> !linksOf(orphan).contains(hub.number())
                        && linksOf(orphan).stream().anyMatch(other -> other != orphan));
        assertThat(browser.attribute("#graph", "aria-label")).endsWith("; killed: " + hub.number());
    }

    /** The links of a node, as the page tells of them. */
    private static List<Integer> linksOf(int node) {
        browser.click("#node-" + node + " button");
        String facts = browser.await("#node-details p", text -> text.contains(" links to "));
        return Arrays.stream(facts.replaceAll("^[^·]*·", "").split("[^0-9]+", -1))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    @Test
    void a_message_is_sent_followed_on_its_way_and_read() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        enter();
        browser.click("#node-3 button");
        browser.type("#text", "apple\npie");
        browser.click("#send button");

        browser.await("#said", "Message sent to Gossip-Node-3"::equals);
        browser.await("#message-list button", text -> text.matches("apple\\\\npie — 6 of 6, \\d+ ms"));
        browser.click("#message-list button");
        assertThat(browser.text("#message-details p")).matches("apple\\\\npie: [1-9]\\d* hops, \\d+ ms. Show again");
        assertThat(browser.run("return document.querySelectorAll('#message-details tbody tr').length"))
                .isEqualTo(6L);
        assertThat(browser.text("#message-details tbody tr")).isEqualTo("3made it0+0");
        browser.click("#node-6 button");
        browser.await("#inbox .unread", text -> text.startsWith("apple\npie from 3, "));
        browser.await("#node-6 td:nth-child(4)", "1"::equals);
        browser.click("#node-details h3 button");
        browser.await("#node-6 td:nth-child(4)", "0"::equals);
        browser.await("#inbox .read", text -> text.startsWith("apple\npie from 3, "));
        browser.await("#chart-messages .u-axis", text -> true);
    }

    @Test
    void nodes_are_frozen_go_on_are_added_and_removed() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        enter();
        browser.click("#node-5 button");
        browser.click(".actions button:nth-child(1)");
        browser.await("#node-5 td:nth-child(2)", "frozen"::equals);
        browser.click(".actions button:nth-child(2)");
        browser.await("#node-5 td:nth-child(2)", "ready"::equals);

        browser.click("#add");
        browser.await("#node-7 td:nth-child(2)", "ready"::equals);
        browser.await("#summary", text -> text.startsWith("7 nodes"));
        browser.click("#node-7 button");
        browser.click(".actions button:nth-child(4)");
        browser.await("#summary", text -> text.startsWith("6 nodes"));
        assertThat(browser.text("#node-7")).isEmpty();
        browser.await("#lines", text -> text.contains("Gossip-Node-7 was removed"));
    }

    @Test
    void the_network_is_cut_in_two_and_mended() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        enter();
        browser.type("#side", "1-3");
        browser.click("#cut button");
        browser.await("#said", "Cut off: 1-3"::equals);
        browser.await("#summary", text -> text.endsWith("cut off: 1-3"));
        browser.click("#node-2 button");
        browser.type("#text", "to three");
        browser.click("#send button");
        browser.await("#message-list button", text -> text.startsWith("to three — 3 of 6"));

        browser.click("#mend");
        browser.await("#summary", text -> text.endsWith("links · circular"));
        browser.await("#message-list button", text -> text.startsWith("to three — 6 of 6"));

        browser.type("#side", "1-");
        browser.click("#cut button");
        browser.await("#said.wrong", "\"1-\" is no list of nodes, such as 1-3, 7"::equals);
    }

    @Test
    void what_is_refused_is_said() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        enter();
        browser.type("#least", "6");
        browser.click("#restructure button");

        browser.await(
                "#said.wrong", "no graph of 6 nodes has 6 to 5 links at each (1 <= min <= max, min < nodes)"::equals);
    }

    @Test
    void it_can_be_used_by_keys_alone() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        enter();
        browser.await("#node-2 td:nth-child(2)", "ready"::equals);
        browser.tabTo("#node-2 button");
        browser.press(Keys.ENTER);
        browser.await("#node-title", "Gossip-Node-2"::equals);
        browser.tabTo("#arrange");
        browser.tabTo("#text");
        browser.press("by keys");
        browser.tabTo("#send button");
        browser.press(Keys.ENTER);

        browser.await("#message-list button", text -> text.startsWith("by keys — 6 of 6"));
    }

    @Test
    void nothing_in_it_keeps_people_out_be_it_light_or_dark() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        enter();
        browser.click("#node-3 button");
        browser.type("#text", "apple");
        browser.click("#send button");
        browser.await("#message-list button", text -> text.contains(" of 6"));
        browser.click("#message-list button");
        browser.click("#node-4 button");
        browser.click("button.grave");
        browser.await("#node-4 td:nth-child(2)", "killed"::equals);

        assertThat(browser.barriers()).isEmpty();
        assertThat(ground()).isEqualTo("rgb(246, 246, 243)");
        browser.prefer("dark");
        assertThat(browser.barriers()).isEmpty();
        assertThat(ground()).isEqualTo("rgb(18, 21, 24)");
        browser.prefer("light");
    }

    private static Object ground() {
        return browser.run("return getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void the_address_works_once_and_the_tab_stays_in() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        String address = address();
        browser.open(address);
        browser.await("#summary", text -> text.startsWith("6 nodes"));
        assertThat(browser.address()).endsWith(":" + door.port() + "/");
        browser.reload();
        browser.await("#summary", text -> text.startsWith("6 nodes"));

        browser.openInNewTab(address);
        browser.await(
                "#said",
                "this address was used already, or is older than 10 minutes (./grapevine watch makes another)"::equals);
        browser.openInNewTab("http://127.0.0.1:" + door.port() + "/");
        browser.await("#said", "This page wants a fresh address: ./grapevine watch prints one."::equals);
    }

    /** Whoever has said that this page wants a fresh address pastes it into the very tab. */
    @Test
    void an_address_may_be_pasted_into_a_tab_that_is_open() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        browser.openInNewTab("http://127.0.0.1:" + door.port() + "/");
        browser.await("#said", "This page wants a fresh address: ./grapevine watch prints one."::equals);

        browser.open(address());

        browser.await("#summary", text -> text.startsWith("6 nodes"));
    }

    @Test
    void no_other_page_can_use_the_door() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] page = "<!doctype html><title>other</title>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            browser.open("http://127.0.0.1:" + other.getAddress().getPort() + "/");
            String kill = "http://127.0.0.1:" + door.port() + "/api/nodes/1/kill";
            for (String how : List.of(
                    "{method: 'POST'}",
                    "{method: 'POST', mode: 'no-cors'}",
                    "{method: 'POST', headers: {Authorization: 'Bearer " + token.text() + "'}}")) {
                browser.runAndWait(
                        "const done = arguments[1]; fetch(arguments[0], " + how
                                + ").then(() => done(1), () => done(2))",
                        kill);
            }
            assertThat(network.node(1).orElseThrow().state()).isEqualTo("ready");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void a_network_that_is_gone_is_missed() throws Exception {
        start(NetworkPlan.Kind.CIRCULAR, 6);
        enter();
        browser.await("#summary", text -> text.startsWith("6 nodes"));
        door.close();

        browser.await("#said.wrong", "The network does not answer; trying again."::equals);
    }

    private void enter() throws IOException, InterruptedException {
        browser.open(address());
        browser.await("#summary", text -> text.contains(" nodes · "));
    }

    /** As {@code watch} prints it. */
    private String address() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/api/codes"))
                                .header("Authorization", "Bearer " + token.text())
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return Json.objects().readTree(answer.body()).get("address").asText();
    }
}
