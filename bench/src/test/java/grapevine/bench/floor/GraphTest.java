package grapevine.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphTest {
    @Test
    void the_power_law_graph_of_32_nodes_has_61_links_and_reaches_all() {
        assertThat(Graph.powerLaw(32).edges()).hasSize(61).doesNotHaveDuplicates();
        assertThat(reached(Graph.powerLaw(32))).hasSize(32);
    }

    @Test
    void the_tree_has_a_link_less_than_nodes_and_reaches_all() {
        assertThat(Graph.tree(32).edges()).hasSize(31);
        assertThat(reached(Graph.tree(32))).hasSize(32);
    }

    @Test
    void two_nodes_have_one_link() {
        assertThat(Graph.powerLaw(2).edges()).hasSize(1);
        assertThat(Graph.tree(2).edges()).hasSize(1);
    }

    private static Set<Integer> reached(Graph graph) {
        Set<Integer> reached = new HashSet<>(List.of(0));
        int before = 0;
        while (reached.size() > before) {
            before = reached.size();
            for (Graph.Edge edge : graph.edges()) {
                if (reached.contains(edge.one()) || reached.contains(edge.other())) {
                    reached.addAll(List.of(edge.one(), edge.other()));
                }
            }
        }
        return reached;
    }
}
