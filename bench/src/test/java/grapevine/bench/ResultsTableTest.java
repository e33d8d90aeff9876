package grapevine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTableTest {
    private final Results results = new Results();

    private void add(Entrant entrant, double rate) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            figures.put(figure, 1_234.5);
        }
        figures.put(Figure.ONE_RATE, rate);
        figures.put(Figure.ALL_RATE, rate);
        results.add(new Case(entrant, 64), new Outcome(figures, null));
    }

    private String text() {
        return new ResultsTable(results, 64).text(List.of());
    }

    @Test
    void no_line_has_more_than_80_columns() {
        for (Entrant entrant : Entrant.values()) {
            add(entrant, 10_000_000);
        }

        assertThat(text().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void ratios_are_of_medians_to_the_floor() {
        add(Entrant.FLOOR_FLOOD, 4_000_000);
        add(Entrant.GRAPEVINE_TREE, 1_000_000);
        add(Entrant.GRAPEVINE_TREE, 9_000_000);
        add(Entrant.GRAPEVINE_TREE, 3_000_000);

        assertThat(new ResultsTable(results, 64).speed(64).get(2).subList(0, 3))
                .containsExactly("grapevine-tree", "3.000", "0.75");
    }

    @Test
    void a_floor_below_twice_jgroups_is_called_suspect() {
        add(Entrant.FLOOR_FLOOD, 3_900_000);
        add(Entrant.JGROUPS, 2_000_000);

        assertThat(text()).contains("The floor is suspect: with one publisher it is below 2 x jgroups.");
    }

    @Test
    void a_floor_above_twice_jgroups_is_not() {
        add(Entrant.FLOOR_FLOOD, 4_100_000);
        add(Entrant.JGROUPS, 2_000_000);

        assertThat(text()).doesNotContain("suspect");
    }

    @Test
    void it_is_said_which_system_had_less_to_do() {
        add(Entrant.NATS, 1_000_000);
        assertThat(text()).doesNotContain("warm-up");

        add(Entrant.SCALECUBE, 1_000);
        assertThat(text()).contains("scalecube had at most 64 under way, and 1/3 of the warm-up.");
    }

    @Test
    void one_that_failed_is_in_the_table_with_its_reason() {
        results.add(new Case(Entrant.HAZELCAST, 64), Outcome.failed("a cluster of 32 members: not within 60 s"));

        assertThat(text())
                .contains("hazelcast        -")
                .contains("    failed: a cluster of 32 members: not within 60 s");
    }
}
