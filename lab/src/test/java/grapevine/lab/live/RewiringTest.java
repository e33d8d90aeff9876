package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.console.LabException;
import grapevine.lab.graph.GraphPlan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jgrapht.Graph;
import org.jgrapht.Graphs;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewiringTest {
    @Test
    void whichever_node_goes_the_others_stay_connected_and_keep_their_number_of_links() throws Exception {
        for (long seed = 0; seed < 30; seed++) {
            GraphPlan plan = GraphPlan.random(16, 3, seed);
            for (int gone : plan.nodes()) {
                Map<Integer, Set<Integer>> links = copy(plan);
                Set<Integer> orphans = Objects.requireNonNull(links.remove(gone));
                links.values().forEach(of -> of.remove(gone));

                apply(links, new Rewiring(graph(links)).heal(orphans), List.of());

                assertThat(isConnected(links))
                        .as("seed %d without %d", seed, gone)
                        .isTrue();
                assertThat(links.values()).allMatch(of -> of.size() >= 2 && of.size() <= 4);
                assertThat(links.values().stream().filter(of -> of.size() < 3).count())
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void a_ring_is_closed_again_and_a_star_without_its_hub_is_one_network() throws Exception {
        Map<Integer, Set<Integer>> ring = copy(GraphPlan.circular(6));
        ring.remove(3);
        ring.values().forEach(of -> of.remove(3));
        assertThat(new Rewiring(graph(ring)).heal(List.of(2, 4))).containsExactly(new Link(2, 4));

        Map<Integer, Set<Integer>> star = new TreeMap<>();
        List.of(2, 3, 4, 5, 6).forEach(leaf -> star.put(leaf, new TreeSet<>()));
        apply(star, new Rewiring(graph(star)).heal(star.keySet()), List.of());
        assertThat(isConnected(star)).isTrue();
    }

    @Test
    void links_can_go_one_after_the_other_until_the_next_would_part_somebody() throws Exception {
        Map<Integer, Set<Integer>> ring = copy(GraphPlan.circular(4));

        assertThat(new Rewiring(graph(ring)).spare(List.of(new Link(1, 2), new Link(2, 3), new Link(7, 8))))
                .containsExactly(new Link(1, 2), new Link(7, 8));
    }

    @ParameterizedTest
    @CsvSource({"2, 5, 200", "2, 3, 50", "3, 3, 16", "4, 8, 200", "1, 4, 30", "2, 2, 10"})
    void every_node_gets_as_many_links_as_asked_for_and_at_no_moment_anything_is_apart(int min, int max, int nodes)
            throws Exception {
        for (long seed = 0; seed < 10; seed++) {
            for (GraphPlan plan : List.of(
                    GraphPlan.powerLaw(nodes, 2, seed), GraphPlan.circular(nodes), GraphPlan.random(nodes, 4, seed))) {
                Map<Integer, Set<Integer>> links = copy(plan);
                Rewiring.Change change;
                try {
                    change = new Rewiring(graph(links)).within(min, max, seed);
                } catch (LabException e) {
                    assertThat(max - min).as(e.getMessage()).isLessThan(2); // a narrow goal may be missed, and is told
                    continue;
                }
                apply(links, change.made(), List.of());
                assertThat(isConnected(links)).isTrue();
                apply(links, List.of(), change.taken());

                assertThat(isConnected(links)).isTrue();
                assertThat(links.values()).allMatch(of -> of.size() >= min && of.size() <= max);
            }
        }
    }

    @Test
    void what_cannot_be_is_refused() {
        Map<Integer, Set<Integer>> two = new TreeMap<>(Map.of(1, Set.of(2), 2, Set.of(1)));

        assertThatThrownBy(() -> new Rewiring(graph(two)).within(2, 5, 1)).isInstanceOf(LabException.class);
        assertThatThrownBy(() -> new Rewiring(graph(two)).within(3, 2, 1)).isInstanceOf(LabException.class);
    }

    private static Map<Integer, Set<Integer>> copy(GraphPlan plan) {
        Map<Integer, Set<Integer>> links = new TreeMap<>();
        plan.neighbours().forEach((node, of) -> links.put(node, new TreeSet<>(of)));
        return links;
    }

    private static Graph<Integer, DefaultEdge> graph(Map<Integer, Set<Integer>> links) {
        Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);
        links.forEach((node, of) -> {
            graph.addVertex(node);
            of.forEach(other -> Graphs.addEdgeWithVertices(graph, node, other));
        });
        return graph;
    }

    private static void apply(Map<Integer, Set<Integer>> links, List<Link> made, List<Link> taken) {
        for (Link link : made) {
            assertThat(of(links, link.one()).add(link.other())).isTrue();
            of(links, link.other()).add(link.one());
        }
        for (Link link : taken) {
            assertThat(of(links, link.one()).remove(link.other())).isTrue();
            of(links, link.other()).remove(link.one());
        }
    }

    private static Set<Integer> of(Map<Integer, Set<Integer>> links, int node) {
        return Objects.requireNonNull(links.get(node));
    }

    private static boolean isConnected(Map<Integer, Set<Integer>> links) {
        Set<Integer> reached = new HashSet<>();
        Deque<Integer> next = new ArrayDeque<>(List.of(links.keySet().iterator().next()));
        while (!next.isEmpty()) {
            int node = next.remove();
            if (reached.add(node)) {
                next.addAll(of(links, node));
            }
        }
        return reached.size() == links.size();
    }
}
