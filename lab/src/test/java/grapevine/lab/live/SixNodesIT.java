package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import grapevine.lab.live.NetworkPlan.Kind;
import grapevine.peer.Flood;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Six nodes, each named by its port: 5000 is linked with 5010, 5020 and 5050, and 5010 with 5030 and 5040; here on
 * other ports, which are written 0 to 5 below. What they tell of a message, and which trouble they get over.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SixNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration HOP = Duration.ofSeconds(1);
    private static final int MOST_AHEAD = 20;

    /** The times of a story are told by another clock than the delays. */
    private static final long CLOCK_MILLIS = 50;

    @RegisterExtension
    private final OwnPorts ports = new OwnPorts();

    @Test
    void each_gets_a_slow_message_when_it_is_to_and_tells_from_whom_and_to_whom_it_sends_it_on() throws Exception {
        try (LiveNetwork network = start()) {
            awaitTree(network);
            Instant before = Instant.now(); // the first line of its story may be told late
            MessageId id = publish(network, 0, "hello", HOP);
            awaitStories(network, id, 5);

            assertThat(told(network, id))
                    .containsExactlyInAnyOrder(
                            port(0) + " Now forwarding to: " + ports(1, 2, 5),
                            port(1) + " Received message: 'hello'. From " + ports(0),
                            port(1) + " Now forwarding to: " + ports(3, 4),
                            port(2) + " Received message: 'hello'. From " + ports(0),
                            port(5) + " Received message: 'hello'. From " + ports(0),
                            port(3) + " Received message: 'hello'. From " + ports(1),
                            port(4) + " Received message: 'hello'. From " + ports(1));
            Map<Integer, Integer> hops = Map.of(1, 1, 2, 2, 5, 3, 3, 3, 4, 4);
            Map<Integer, Long> came = cameAfter(network, id, before);
            hops.forEach((node, count) -> assertThat(came.get(port(node)))
                    .as("ms until it came to " + node + "; how late it may be is for virtual time to say")
                    .isGreaterThanOrEqualTo(count * HOP.toMillis() - CLOCK_MILLIS));
        }
    }

    @Test
    void without_nodes_on_which_nobody_depends_it_reaches_the_others_and_without_the_hub_all_once_its_place_is_closed()
            throws Exception {
        try (LiveNetwork network = start()) {
            network.kill(node(network, 2));
            network.kill(node(network, 5));
            MessageId first = publish(network, 0, "first", null);
            for (int each : List.of(1, 3, 4)) {
                awaitAt(network, each, first);
            }

            network.kill(node(network, 1));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Stream.of(0, 3, 4)
                            .allMatch(each -> network.neighbours(node(network, each)).stream()
                                    .anyMatch(other -> other != port(1))));
            MessageId second = publish(network, 0, "second", null);
            for (int each : List.of(3, 4)) {
                awaitAt(network, each, second);
            }
        }
    }

    @Test
    void two_at_once_are_each_told_by_themselves_and_come_once_to_each() throws Exception {
        try (LiveNetwork network = start()) {
            int ahead = awaitTree(network);
            MessageId one = publish(network, 0, "one", Duration.ofMillis(200));
            MessageId other = publish(network, 4, "other", Duration.ofMillis(200));
            awaitStories(network, one, 5);
            awaitStories(network, other, 5);

            assertThat(told(network, one)).hasSize(7).allMatch(line -> !line.contains("'other'"));
            assertThat(told(network, other)).allMatch(line -> !line.contains("'one'"));
            assertThat(network.nodes())
                    .allMatch(node -> node.inbox().look(Inbox.Which.ALL).size() == ahead + 2);
        }
    }

    @Test
    void any_characters_come_as_they_were_sent_and_are_told_in_one_line() throws Exception {
        String text = "gr\u00fc\u00dfe '\u4f60'\n\u001b[31m \ud83d\ude00\u0000";
        try (LiveNetwork network = start()) {
            MessageId id = publish(network, 0, text, Duration.ofMillis(50));
            awaitStories(network, id, 5);

            awaitAt(network, 4, id);
            assertThat(node(network, 4).inbox().look(Inbox.Which.ALL).get(0).payload())
                    .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
            assertThat(told(network, id))
                    .contains(port(2)
                            + " Received message: 'gr\u00fc\u00dfe '\u4f60'\\n\\u001b[31m \ud83d\ude00\\u0000'. From "
                            + ports(0));
        }
    }

    @Test
    void a_node_that_is_added_later_gets_what_is_sent_then() throws Exception {
        try (LiveNetwork network = start()) {
            LiveNode added = network.add();
            assertThat(added.number()).isEqualTo(port(5) + 1);

            MessageId id = publish(network, 3, "welcome", Duration.ofMillis(50));

            awaitStories(network, id, 6);
            assertThat(added.inbox().look(Inbox.Which.ALL))
                    .extracting(Inbox.Letter::id)
                    .containsExactly(id);
        }
    }

    private LiveNetwork start() throws Exception {
        String links = port(0) + ":" + port(1) + "," + port(2) + "," + port(5) + "/" + port(1) + ":" + port(0) + ","
                + port(3) + "," + port(4);
        LiveNetwork network = LiveNetwork.start(
                new NetworkPlan("six", Kind.STATIC, 0, 3, links, ports.first(), 1, null, false, null), ready -> {});
        assertThat(network.neighbours(node(network, 0))).containsExactly(port(1), port(2), port(5));
        assertThat(network.neighbours(node(network, 1))).containsExactly(port(0), port(3), port(4));
        return network;
    }

    /**
     * New links compare what their ends have, and what is fetched then shows no way; what comes by both ways makes a
     * link lazy, and the next message mends that: so messages go ahead until none is.
     */
    private int awaitTree(LiveNetwork network) throws Exception {
        for (int ahead = 1; ; ahead++) {
            MessageId first = publish(network, 0, "ahead", null);
            for (int node = 1; node < 6; node++) {
                awaitAt(network, node, first);
            }
            if (isTree(network)) {
                return ahead;
            }
            assertThat(ahead).as("messages that went ahead").isLessThan(MOST_AHEAD);
        }
    }

    private static boolean isTree(LiveNetwork network) {
        return network.nodes().stream()
                .allMatch(node -> network.linksOf(node.look()).values().stream().allMatch(eager -> eager));
    }

    private int port(int node) {
        return ports.first() + 1 + node;
    }

    private String ports(int... nodes) {
        return Arrays.stream(nodes).map(this::port).boxed().toList().toString();
    }

    private LiveNode node(LiveNetwork network, int node) {
        return network.node(port(node)).orElseThrow();
    }

    private MessageId publish(LiveNetwork network, int node, String text, @Nullable Duration hop) throws Exception {
        return node(network, node)
                .publish(text.getBytes(StandardCharsets.UTF_8), hop == null ? null : new Flood(1, hop));
    }

    private static List<Story.Line> story(LiveNetwork network, MessageId id) {
        return network.story().after(0, Story.MOST).stream()
                .filter(line -> id.toString().equals(line.message()))
                .toList();
    }

    private static List<String> told(LiveNetwork network, MessageId id) {
        return story(network, id).stream()
                .map(line -> line.node() + " " + line.what())
                .toList();
    }

    /** How many ms after it was sent it came to each. */
    private static Map<Integer, Long> cameAfter(LiveNetwork network, MessageId id, Instant before) {
        return story(network, id).stream()
                .filter(line -> line.what().startsWith("Received"))
                .collect(Collectors.toMap(
                        Story.Line::node,
                        line -> Duration.between(before, line.at()).toMillis(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static void awaitStories(LiveNetwork network, MessageId id, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                told(network, id).stream().filter(line -> line.contains(" Received message: ")))
                        .as(() -> "" + told(network, id))
                        .hasSize(count));
    }

    private void awaitAt(LiveNetwork network, int node, MessageId id) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> node(network, node).inbox().look(Inbox.Which.ALL).stream()
                        .anyMatch(letter -> letter.id().equals(id)));
    }
}
