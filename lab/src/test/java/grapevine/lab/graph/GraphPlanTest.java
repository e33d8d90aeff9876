package grapevine.lab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.console.UsageException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphPlanTest {
    @ParameterizedTest
    @CsvSource({"16, 3", "16, 5", "2, 1", "4, 3", "200, 4", "50, 2"})
    void in_a_random_graph_every_node_has_k_neighbours_and_all_are_connected(int nodes, int k) throws UsageException {
        for (long seed = 0; seed < 20; seed++) {
            GraphPlan plan = GraphPlan.random(nodes, k, seed);

            assertThat(plan.neighbours().values()).hasSize(nodes).allMatch(of -> of.size() == k);
            assertSound(plan);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "4, 3", "5, 4", "7, 4", "16, 3", "17, 4", "5000, 3"})
    void where_nobody_says_how_many_neighbours_it_is_so_many_as_can_be(int nodes, int k) throws UsageException {
        assertThat(GraphPlan.usualDegree(nodes)).isEqualTo(k);
        assertSound(GraphPlan.random(nodes, k, 1));
    }

    @Test
    void the_same_seed_makes_the_same_graph_and_another_another() throws UsageException {
        assertThat(GraphPlan.random(16, 3, 5)).isEqualTo(GraphPlan.random(16, 3, 5));
        assertThat(GraphPlan.random(16, 3, 5)).isNotEqualTo(GraphPlan.random(16, 3, 6));
        assertThat(GraphPlan.powerLaw(16, 3, 5)).isEqualTo(GraphPlan.powerLaw(16, 3, 5));
        assertThat(GraphPlan.powerLaw(16, 3, 5)).isNotEqualTo(GraphPlan.powerLaw(16, 3, 6));
    }

    @ParameterizedTest
    @CsvSource({"5, 3", "16, 0", "16, 16", "4, 1"})
    void what_cannot_be_is_refused(int nodes, int k) {
        assertThatThrownBy(() -> GraphPlan.random(nodes, k, 1)).isInstanceOf(UsageException.class);
    }

    @Test
    void a_ring_of_one_and_of_two_has_no_loop() throws UsageException {
        assertThat(GraphPlan.circular(1).neighbours()).isEqualTo(Map.of(1, Set.of()));
        assertThat(GraphPlan.circular(2).neighbours()).isEqualTo(Map.of(1, Set.of(2), 2, Set.of(1)));
        assertThat(GraphPlan.circular(4).neighbours().get(1)).containsExactly(2, 4);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 3", "3, 3", "4, 3", "16, 3", "200, 2"})
    void a_power_law_is_connected_and_has_hubs(int nodes, int m) throws UsageException {
        GraphPlan plan = GraphPlan.powerLaw(nodes, m, 7);

        assertThat(plan.nodes()).hasSize(nodes).first().isEqualTo(1);
        assertSound(plan);
        if (nodes == 200) {
            assertThat(plan.neighbours().values()).anyMatch(of -> of.size() > 12);
        }
    }

    @Test
    void a_given_graph_has_exactly_its_links_whichever_end_names_them() throws UsageException {
        GraphPlan plan = GraphPlan.given("5000:5010,5020/5010:5000,5030/5040");

        assertThat(plan.neighbours())
                .isEqualTo(Map.of(
                        5000, Set.of(5010, 5020),
                        5010, Set.of(5000, 5030),
                        5020, Set.of(5000),
                        5030, Set.of(5010),
                        5040, Set.of()));
        assertThat(plan.nodes()).containsExactly(5000, 5010, 5020, 5030, 5040);
    }

    private static void assertSound(GraphPlan plan) {
        plan.neighbours().forEach((node, of) -> {
            assertThat(of).doesNotContain(node);
            of.forEach(other -> assertThat(plan.neighbours().get(other)).contains(node));
        });
        Set<Integer> reached = new TreeSet<>();
        Deque<Integer> next = new ArrayDeque<>(Set.of(plan.nodes().get(0)));
        while (!next.isEmpty()) {
            Collection<Integer> of = plan.neighbours().get(next.peek());
            if (reached.add(next.remove())) {
                next.addAll(of);
            }
        }
        assertThat(reached).hasSameSizeAs(plan.nodes());
    }
}
