package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import grapevine.lab.live.NetworkPlan.Kind;
import grapevine.peer.Flood;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A real node is removed: what it has made is there, it has said goodbye, and messages still reach all. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemovedNodeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int MOST_BYTES = 65_536;

    @RegisterExtension
    private final OwnPorts ports = new OwnPorts();

    /** Some that are announced and fetched, and one that is some time under way. */
    static Stream<Sent> sent() {
        return Stream.of(
                new Sent("announced", 8, MOST_BYTES, null),
                new Sent("slow", 1, 5, new Flood(1, Duration.ofMillis(300))));
    }

    record Sent(
            String name, int messages, int bytes, @Nullable Flood how) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("sent")
    void what_it_has_just_made_comes_to_all_others(Sent sent) throws Exception {
        try (LiveNetwork network = start(Kind.CIRCULAR, 4)) {
            LiveNode leaver = node(network, 3);
            List<MessageId> made = new ArrayList<>();
            for (int i = 0; i < sent.messages; i++) {
                made.add(leaver.publish(new byte[sent.bytes], sent.how));
            }

            network.remove(leaver, true);

            for (LiveNode other : network.nodes()) {
                Arrivals.await(other, made);
            }
            assertThat(network.nodes()).hasSize(3);
            assertThat(told(network)).noneMatch(line -> line.contains("may be nowhere else"));
        }
    }

    @Test
    void what_nobody_took_is_told_when_it_is_gone() throws Exception {
        try (LiveNetwork network = start(Kind.CIRCULAR, 3)) {
            network.freeze(node(network, 1));
            network.freeze(node(network, 2));
            LiveNode leaver = node(network, 3);
            leaver.publish(new byte[] {1}, null);

            network.remove(leaver, true);

            assertThat(told(network)).contains("3 leaves, and a message that it made may be nowhere else");
        }
    }

    /** The one with the most links: as many others as can be have lost one. */
    @ParameterizedTest
    @EnumSource
    void then_messages_reach_all_whatever_the_network_is_like(Kind kind) throws Exception {
        try (LiveNetwork network = start(kind, 8)) {
            LiveNode hub = network.nodes().stream()
                    .max(Comparator.comparingInt(
                            node -> network.neighbours(node).size()))
                    .orElseThrow();

            network.remove(hub, true);

            List<MessageId> sent = new ArrayList<>();
            for (LiveNode node : network.nodes()) {
                sent.add(published(node));
            }
            assertThat(sent).hasSize(7);
            for (LiveNode node : network.nodes()) {
                Arrivals.await(node, sent);
            }
        }
    }

    /** In a network that joins, one that loses its only link looks for another before it can send anything. */
    private static MessageId published(LiveNode node) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(
                        failure -> String.valueOf(failure.getMessage()).endsWith("it has no neighbour"))
                .until(() -> node.publish(node.name().getBytes(StandardCharsets.UTF_8), null), id -> true);
    }

    private LiveNetwork start(Kind kind, int nodes) throws Exception {
        return LiveNetwork.start(
                new NetworkPlan("one-fewer", kind, nodes, 2, star(nodes), ports.first(), 1, null, false, null),
                ready -> {});
    }

    /** The first is linked with all others, and these with nobody else. */
    private String star(int nodes) {
        return ports.first() + 1 + ":"
                + Stream.iterate(ports.first() + 2, port -> port + 1)
                        .limit(nodes - 1)
                        .map(String::valueOf)
                        .collect(Collectors.joining(","));
    }

    private static LiveNode node(LiveNetwork network, int number) {
        return network.node(number).orElseThrow();
    }

    private static List<String> told(LiveNetwork network) {
        return network.story().after(0, Story.MOST).stream()
                .map(line -> line.node() + " " + line.what())
                .toList();
    }
}
