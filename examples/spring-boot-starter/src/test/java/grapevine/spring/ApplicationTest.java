package grapevine.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.peer.Member;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.PeerState;
import grapevine.policy.Clocks;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The application in a network of a seed and another peer: each with a socket of its own. */
class ApplicationTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Queue<String> heardByOther = new ConcurrentLinkedQueue<>();
    private final Queue<PeerEvent> seenByOther = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path directory;

    private Seed seed;
    private Peer other;
    private ConfigurableApplicationContext application;

    @BeforeEach
    void start() throws Exception {
        seed = new Seed(directory);
        other = Peer.join(
                PeerConfig.builder()
                        .seeds(seed.address())
                        .clocks(Clocks.ON)
                        .build(),
                (self, message) -> heardByOther.add(message.text()),
                (self, event) -> seenByOther.add(event));
        other.ready().get(60, TimeUnit.SECONDS);
        application = new SpringApplicationBuilder(Application.class)
                .run(
                        "--grapevine.seeds[0]=" + seed.address(),
                        "--grapevine.ping-period=2s",
                        "--grapevine.clocks=on",
                        "--grapevine.receive-own=true",
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--management.endpoints.web.exposure.include=health,metrics,prometheus",
                        "--management.prometheus.metrics.export.enabled=true",
                        "--management.endpoint.health.show-details=always",
                        "--management.endpoint.health.group.readiness.include=grapevine",
                        "--spring.main.banner-mode=off");
    }

    @AfterEach
    void stop() throws Exception {
        application.close();
        other.close();
        seed.close();
    }

    @Test
    void it_speaks_hears_says_how_it_is_and_leaves() throws Exception {
        Peer peer = application.getBean(Peer.class);
        Queue<String> notes = application.getBean(Application.Notes.class).messages;
        peer.ready().get(60, TimeUnit.SECONDS);

        assertThat(peer.publish("from=the application", LONG).get().isAccepted())
                .isTrue();
        assertThat(other.publish("greeting=hello", LONG).get().isAccepted()).isTrue();
        assertThat(other.publish("now=throw", LONG).get().isAccepted()).isTrue();
        await().atMost(LONG).until(() -> notes.size() == 6);
        assertThat(notes)
                .containsExactly(
                        "first: from=the application",
                        "second: from=the application",
                        "first: greeting=hello", "second: greeting=hello", "first: now=throw", "second: now=throw");
        await().atMost(LONG).until(() -> List.copyOf(heardByOther).equals(List.of("from=the application")));
        await().atMost(LONG)
                .until(() -> application.getBean(Application.Notes.class).events.stream()
                        .anyMatch(event -> event.equals(new PeerEvent.Joined(other.self()))));

        await().atMost(LONG).until(() -> peer.health().leases() == 1);
        assertThat(get("health"))
                .startsWith("200 ")
                .contains("\"grapevine\":{")
                .contains(
                        "\"state\":\"ready\",\"neighbours\":1,\"olderNeighbours\":1,\"seedsListing\":1,\"seedsWanted\":1")
                .doesNotContain("DOWN", "OUT_OF_SERVICE");
        String tag = "{peer=\"" + peer.self() + "\"} ";
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(get("prometheus"))
                        .contains(
                                "\ngrapevine_messages_delivered_messages_total" + tag + "2.0\n",
                                "\ngrapevine_messages_made_messages_total" + tag + "1.0\n",
                                "\ngrapevine_neighbours" + tag + "1.0\n",
                                "\ngrapevine_up" + tag + "1.0\n"));
        assertThat(get("metrics/grapevine.messages.delivered")).contains("\"value\":2.0", "\"baseUnit\":\"messages\"");

        Member member = peer.self();
        application.close();

        assertThat(peer.state()).isEqualTo(PeerState.CLOSED);
        await().atMost(LONG).until(() -> seenByOther.contains(new PeerEvent.Left(member)));
        assertThat(seenByOther).noneMatch(PeerEvent.Dead.class::isInstance);
        assertThat(other.neighbours()).isEmpty();
        try (ServerSocket free = new ServerSocket()) {
            free.bind(member.address());
        }
    }

    @Test
    void what_is_set_by_a_request_here_is_heard_there_and_the_other_way_round() throws Exception {
        application.getBean(Peer.class).ready().get(60, TimeUnit.SECONDS);

        assertThat(send(request("/prices/apples").PUT(HttpRequest.BodyPublishers.ofString("3"))))
                .startsWith("202 ");
        other.publish("no price at all", LONG);
        other.publish("pears=4", LONG);

        await().atMost(LONG).until(() -> List.copyOf(heardByOther).equals(List.of("apples=3")));
        await().atMost(LONG).until(() -> send(request("/prices/pears")).equals("200 4"));
        await().atMost(LONG).until(() -> send(request("/prices/apples")).equals("200 3"));
    }

    @Test
    void whoever_has_lost_everybody_is_not_up() throws Exception {
        Peer peer = application.getBean(Peer.class);
        peer.ready().get(60, TimeUnit.SECONDS);
        await().atMost(LONG).until(() -> peer.health().neighbours() == 1);
        assertThat(get("health/readiness")).startsWith("200 {").contains("\"status\":\"UP\"");

        seed.close();
        other.close();

        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(get("health/readiness")).startsWith("503 {").contains("\"status\":\"DOWN\""));
    }

    @Test
    void a_context_that_is_stopped_and_started_again_has_another_peer_by_the_same_bean() throws Exception {
        Peer peer = application.getBean(Peer.class);
        peer.ready().get(60, TimeUnit.SECONDS);
        Member first = peer.self();

        application.stop();
        assertThat(peer.state()).isEqualTo(PeerState.CLOSED);
        application.start();
        peer.ready().get(60, TimeUnit.SECONDS);

        assertThat(peer.self()).isNotEqualTo(first);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(get("prometheus"))
                        .contains("grapevine_up{peer=\"" + peer.self() + "\"} 1.0")
                        .doesNotContain("peer=\"" + first + "\""));
    }

    private String get(String endpoint) throws Exception {
        return send(request("/actuator/" + endpoint));
    }

    private HttpRequest.Builder request(String path) {
        String port = application.getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
