package grapevine.lab.table;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.result.Results;
import grapevine.sim.result.Results.Figures;
import org.junit.jupiter.api.Test;

/** Each row of the table's second half says something, in words that fit its number. */
class HealthRowsTest {
    private static final Figures NONE = new Figures(0, 0, 0);

    @Test
    void one_orphan_that_lacked_nothing_for_long_is_told_in_words_and_without_a_zero() {
        String rows = rows(new Results.Healing(1, NONE, NONE, 20), liveness(1, 1));

        assertThat(rows)
                .contains("lost the last one  once\n", "found another      nobody", "left in order      1 peer\n")
                .contains("died               1 peer\n", "by neighbours      once, 0 while it could answer\n")
                .doesNotContain("0.0 s without one");
    }

    @Test
    void where_nobody_left_or_died_or_lost_a_neighbour_there_is_no_row_of_it() {
        assertThat(rows(new Results.Healing(0, NONE, NONE, 49), liveness(0, 0)))
                .doesNotContain("older neighbour", "left in order", "died");
        assertThat(rows(new Results.Healing(0, NONE, NONE, 50), liveness(0, 0)))
                .contains("0.1 s without one")
                .doesNotContain("found another", "lost the last one");
    }

    private static Results.Liveness liveness(long died, long left) {
        return new Results.Liveness(1, 0, 2, 0, died, left, NONE, NONE);
    }

    private static String rows(Results.Healing healing, Results.Liveness liveness) {
        Results run = RunExample.of(10);
        TextTable table = new TextTable();
        new HealthRows(
                        new Results(
                                run.scenario(),
                                run.form(),
                                run.messages(),
                                run.wholeness(),
                                run.traffic(),
                                liveness,
                                run.counters(),
                                run.checks(),
                                run.violations(),
                                run.joining(),
                                healing,
                                run.views(),
                                run.viewGraph(),
                                run.pace(),
                                run.events(),
                                run.virtualMillis()),
                        table)
                .add();
        return table.text();
    }
}
