package grapevine.lab.table;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.result.Effort;
import grapevine.sim.result.Results;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table fits a terminal of 80 columns, and nothing in it is cut. */
class ResultsTableTest {
    private static final String BELOW = " ".repeat(21);

    @ParameterizedTest(name = "{0} peers")
    @ValueSource(ints = {10, 1_000, 100_000, 1_000_000})
    void every_line_has_at_most_80_columns_and_ends_with_a_word(int peers) {
        List<String> lines = ResultsTable.of(RunExample.of(peers)).lines().toList();

        assertThat(lines)
                .allSatisfy(line -> assertThat(line)
                        .hasSizeLessThanOrEqualTo(80)
                        .isEqualTo(line.stripTrailing())
                        .doesNotContain("..."));
        assertThat(lines.stream().filter(line -> line.startsWith(BELOW)))
                .as(
                        "all link faults at once, bytes of a join, how views differ, a fault with a long name, how long healing took")
                .hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void a_broken_invariant_stands_beside_its_name() {
        Results broken = RunExample.of(1_000_000, RunExample.violation(1));

        assertThat(ResultsTable.of(broken).lines())
                .anyMatch(line -> line.startsWith("  older-link") && line.endsWith("broken"))
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void what_a_run_cost_fits_too() {
        Duration days = Duration.ofDays(3);
        Results results = RunExample.of(1_000_000);

        assertThat(ResultsTable.effort(results, new Effort(days, days, days, 1_000_000))
                        .lines())
                .hasSize(3)
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void what_is_too_long_goes_on_below() {
        TextTable table = new TextTable();

        table.row("name", "%s", "word ".repeat(30) + "x".repeat(100));

        assertThat(table.text().lines())
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.length() <= 80 && line.equals(line.stripTrailing()));
        assertThat(table.text().replaceAll("\\s", "")).isEqualTo("name" + "word".repeat(30) + "x".repeat(100));
    }
}
