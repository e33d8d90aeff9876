package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.live.NetworkPlan.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks of real nodes that are cut in two, and mended. */
class CutIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @RegisterExtension
    private final OwnPorts ports = new OwnPorts();

    @ParameterizedTest
    @EnumSource(names = {"RANDOM", "CIRCULAR", "JOIN"})
    void a_message_reaches_its_own_side_and_after_the_cut_all(Kind kind) throws Exception {
        try (LiveNetwork network = start(kind, 8)) {
            awaitAll(network, network.nodes(), publish(network, 1, "before"));

            network.cut(Set.of(1, 2, 3));
            assertThat(network.side()).containsExactly(1, 2, 3);
            MessageId here = publish(network, 2, "on this side");
            MessageId there = publish(network, 7, "on that side");
            awaitSome(network, 2, 2);
            awaitSome(network, 7, 2);
            List<LiveNode> side = side(network, true);
            List<LiveNode> others = side(network, false);
            assertThat(side).noneMatch(node -> has(node, there));
            assertThat(others).noneMatch(node -> has(node, here));

            network.mend();
            awaitAll(network, network.nodes(), here);
            awaitAll(network, network.nodes(), there);
            awaitAll(network, network.nodes(), publish(network, 5, "after"));
            assertThat(network.nodes())
                    .allMatch(node -> node.inbox().look(Inbox.Which.ALL).size() == 4);
            assertThat(network.story().after(0, Story.MOST))
                    .extracting(Story.Line::what)
                    .contains("cut in two: 1-3 | 4-8", "mended");
        }
    }

    @Tag("slow")
    @Test
    void sides_that_found_each_other_dead_meet_again() throws Exception {
        try (LiveNetwork network = start(Kind.CIRCULAR, 4)) {
            network.cut(Set.of(1, 2));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> network.nodes().stream()
                            .allMatch(node -> network.neighbours(node).size() == 1));
            MessageId missed = publish(network, 1, "missed");

            network.mend();

            awaitAll(network, network.nodes(), missed);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> network.nodes().stream()
                            .allMatch(node -> network.neighbours(node).size() == 2));
        }
    }

    @Test
    void a_cut_moves_and_who_comes_meanwhile_is_with_the_others() throws Exception {
        try (LiveNetwork network = start(Kind.RANDOM, 6)) {
            network.cut(Set.of(1, 2, 3));
            network.cut(Set.of(6));
            LiveNode added = network.add();
            MessageId id = publish(network, 1, "to all but one");
            awaitAll(
                    network,
                    network.nodes().stream().filter(node -> node.number() != 6).toList(),
                    id);
            assertThat(has(network.node(6).orElseThrow(), id)).isFalse();
            assertThat(network.neighbours(added)).isNotEmpty().doesNotContain(6);

            assertThatThrownBy(() -> network.restructure(2, 4)).hasMessageContaining("is cut in two");
            network.mend();
            awaitAll(network, network.nodes(), id);
        }
    }

    @Test
    void what_is_no_cut_is_refused() throws Exception {
        try (LiveNetwork network = start(Kind.CIRCULAR, 3)) {
            for (Set<Integer> none : List.of(Set.<Integer>of(), Set.of(1, 2, 3))) {
                assertThatThrownBy(() -> network.cut(none))
                        .isInstanceOf(LabException.class)
                        .hasMessage("a cut has two sides, and on one of these there is no node of 1-3");
            }
            assertThatThrownBy(() -> network.cut(Set.of(4))).hasMessage("there is no node 4 in cut (there are 1-3)");
            assertThat(network.side()).isEmpty();
            network.mend();
        }
    }

    private LiveNetwork start(Kind kind, int nodes) throws Exception {
        return LiveNetwork.start(
                new NetworkPlan("cut", kind, nodes, 3, null, ports.first(), 1, null, false, null), ready -> {});
    }

    private static MessageId publish(LiveNetwork network, int node, String text) throws Exception {
        return network.node(node).orElseThrow().publish(text.getBytes(StandardCharsets.UTF_8), null);
    }

    private static List<LiveNode> side(LiveNetwork network, boolean isNamed) {
        return network.nodes().stream()
                .filter(node -> network.side().contains(node.number()) == isNamed)
                .toList();
    }

    private static void awaitSome(LiveNetwork network, int node, int messages) {
        LiveNode there = network.node(node).orElseThrow();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> there.inbox().look(Inbox.Which.ALL).size() == messages);
    }

    private static void awaitAll(LiveNetwork network, Iterable<LiveNode> nodes, MessageId id) {
        for (LiveNode node : nodes) {
            Awaitility.await().atMost(PATIENCE).until(() -> has(node, id));
        }
    }

    private static boolean has(LiveNode node, MessageId id) {
        return node.inbox().look(Inbox.Which.ALL).stream()
                .anyMatch(letter -> letter.id().equals(id));
    }
}
