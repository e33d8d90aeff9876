package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.console.LabException;
import grapevine.lab.graph.GraphPlan;
import grapevine.lab.live.NetworkPlan.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jgrapht.Graph;
import org.jgrapht.Graphs;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which links nodes are told of, among nodes that do as they are told, or do not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WiringTest {
    private static final int ORIGIN = 7000;

    private final Map<Integer, Obedient> nodes = new TreeMap<>();
    private Wiring wiring;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 6, 7, 8, 9, 11, 12}) // of the others no ring is found, which is said
    void nobody_is_parted_by_links_that_were_taken_because_there_was_a_way_through_the_dead(long seed)
            throws Exception {
        start(GraphPlan.random(16, 3, seed), seed);
        node(3).kill();
        node(11).kill();

        wiring.restructure(2, 2);

        Graph<Integer, DefaultEdge> living = living();
        assertThat(living.vertexSet())
                .hasSize(14)
                .allMatch(node -> living.degreeOf(node) == 2, "has two neighbours that live");
        assertThat(new ConnectivityInspector<>(living).isConnected()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void who_lost_a_neighbour_is_joined_to_a_part_that_only_the_dead_had_held_together(long seed) throws Exception {
        start(GraphPlan.random(16, 3, seed), seed);
        for (int dead : List.of(2, 5, 9, 14)) {
            node(dead).kill();
        }

        leave(7, true);

        assertThat(new ConnectivityInspector<>(living()).isConnected()).isTrue();
    }

    @Test
    void whoever_dies_while_a_gap_is_closed_lived_or_did_not() throws Exception {
        start(GraphPlan.given("1:2,3,4,5/2:3"), 1);
        node(4).questionsUntilDeath = 1;

        leave(1, true);

        assertThat(node(4).isAnswering()).isFalse();
        assertThat(new ConnectivityInspector<>(living()).isConnected()).isTrue();
    }

    @Test
    void whoever_goes_has_its_links_until_it_is_gone_beside_those_that_others_get() throws Exception {
        start(GraphPlan.circular(4), 1);

        wiring.heal(3);

        assertThat(node(3).links).containsExactly(node(2).port(), node(4).port());
        assertThat(node(2).links).contains(node(3).port(), node(4).port());
    }

    @Test
    void nobody_lets_go_of_whoever_has_left_before_its_goodbye_has_come() throws Exception {
        start(GraphPlan.circular(4), 1);
        node(4).links.remove(node(3).port());
        node(2).leaving = node(3).port();
        node(2).looksUntilGoodbye = 3;

        wiring.awaitGoodbye(3);

        assertThat(node(2).links).containsExactly(node(1).port());
    }

    @Test
    void without_healing_the_gap_stays() throws Exception {
        start(GraphPlan.given("1:2/2:3"), 1);

        leave(2, false);

        assertThat(living().edgeSet()).isEmpty();
    }

    @Test
    void where_a_new_link_does_not_stand_none_is_taken_and_those_that_were_made_go_again() throws Exception {
        start(GraphPlan.powerLaw(16, 2, 4), 4);
        String before = living().edgeSet().toString();
        node(16).refusesNew = true;

        assertThatThrownBy(() -> wiring.restructure(3, 5))
                .isInstanceOf(LabException.class)
                .hasMessageMatching("Gossip-Node-\\d+ and Gossip-Node-16 did not link within 0.3 s;"
                        + " the links are as they were");

        assertThat(living().edgeSet()).hasToString(before);
        node(16).refusesNew = false;
        wiring.restructure(3, 5);
        assertThat(living().vertexSet()).allMatch(node -> living().degreeOf(node) >= 3);
    }

    @Test
    void whoever_is_interrupted_while_links_come_to_stand_waits_no_longer_and_finds_them_as_they_were()
            throws Exception {
        start(GraphPlan.powerLaw(16, 2, 4), 4, Duration.ofMinutes(10));
        String before = living().edgeSet().toString();
        node(16).refusesNew = true;

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> wiring.restructure(3, 5)).isInstanceOf(InterruptedException.class);

        assertThat(living().edgeSet()).hasToString(before);
    }

    @Test
    void more_links_than_a_node_can_be_given_are_refused_before_any_is_made() throws Exception {
        String leaves =
                IntStream.rangeClosed(2, 256).mapToObj(leaf -> leaf + ",").collect(Collectors.joining());
        start(GraphPlan.given("1:" + leaves + "300/300:301,302,303"), 1);
        IntStream.rangeClosed(2, 256).forEach(leaf -> node(leaf).kill());
        String before = living().edgeSet().toString();

        assertThatThrownBy(() -> wiring.restructure(2, 257))
                .isInstanceOf(LabException.class)
                .hasMessage("max=257 is outside 1..256, the most links of a node");
        assertThatThrownBy(() -> wiring.restructure(3, 5))
                .isInstanceOf(LabException.class)
                .hasMessage("Gossip-Node-1 would have more than 256 links while new ones are made and old ones stand");
        assertThat(living().edgeSet()).hasToString(before);
    }

    private void start(GraphPlan plan, long seed) {
        start(plan, seed, Duration.ofMillis(300));
    }

    private void start(GraphPlan plan, long seed, Duration linkedWithin) {
        NetworkPlan network =
                new NetworkPlan("test", Kind.RANDOM, plan.nodes().size(), 3, null, ORIGIN, seed, null, false, null);
        wiring = new Wiring(network, new GivenLinks(), number -> Optional.ofNullable(nodes.get(number)), linkedWithin);
        plan.neighbours().forEach((number, others) -> {
            wiring.give(number, others);
            nodes.put(number, new Obedient(number, network.port(number)));
        });
        plan.nodes().forEach(wiring::tell);
    }

    private Obedient node(int number) {
        return Optional.ofNullable(nodes.get(number)).orElseThrow();
    }

    private void leave(int number, boolean heals) {
        Obedient gone = node(number);
        if (heals) {
            wiring.heal(number);
        }
        nodes.remove(number);
        wiring.remove(number);
        nodes.values().forEach(node -> node.links.remove(gone.port()));
    }

    /** Which links stand between those that live. */
    private Graph<Integer, DefaultEdge> living() {
        Map<Integer, Integer> byPort = new HashMap<>();
        Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);
        nodes.values().stream().filter(LiveNode::isAnswering).forEach(node -> {
            byPort.put(node.port(), node.number());
            graph.addVertex(node.number());
        });
        nodes.values().stream()
                .filter(LiveNode::isAnswering)
                .forEach(node -> node.links.stream()
                        .filter(byPort::containsKey)
                        .forEach(port -> Graphs.addEdgeWithVertices(graph, node.number(), byPort.get(port))));
        return graph;
    }

    /** Links with whom it is told to, if that one agrees, and at once. */
    private final class Obedient extends IdleNode {
        final Set<Integer> links = new TreeSet<>();
        boolean refusesNew;
        int questionsUntilDeath;
        int looksUntilGoodbye;
        int leaving;
        private boolean isDead;

        Obedient(int number, int port) {
            super(number, port);
        }

        @Override
        protected void connect(List<String> addresses) {
            for (Obedient other : isDead ? List.<Obedient>of() : at(addresses)) {
                if (!other.isDead && !refusesNew && !other.refusesNew) {
                    links.add(other.port());
                    other.links.add(port());
                }
            }
        }

        @Override
        protected void disconnect(List<String> addresses) {
            for (Obedient other : at(addresses)) {
                links.remove(other.port());
                other.links.remove(port());
            }
        }

        private List<Obedient> at(List<String> addresses) {
            return nodes.values().stream()
                    .filter(node -> addresses.contains("127.0.0.1:" + node.port()))
                    .toList();
        }

        @Override
        protected void kill() {
            isDead = true;
        }

        @Override
        public String state() {
            boolean wasDead = isDead;
            isDead |= questionsUntilDeath > 0 && --questionsUntilDeath == 0;
            return wasDead ? "killed" : "ready";
        }

        @Override
        public boolean isAnswering() {
            return !isDead;
        }

        @Override
        protected CompletableFuture<Optional<Look>> askLook() {
            Map<Integer, Boolean> eager = new TreeMap<>();
            links.forEach(port -> eager.put(port, true));
            if (looksUntilGoodbye > 0 && --looksUntilGoodbye == 0) {
                links.remove(leaving);
            }
            return CompletableFuture.completedFuture(
                    isDead ? Optional.empty() : Optional.of(new Look(eager, Map.of())));
        }
    }
}
