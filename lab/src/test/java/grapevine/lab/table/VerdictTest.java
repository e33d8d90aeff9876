package grapevine.lab.table;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.result.Results;
import org.junit.jupiter.api.Test;

/** How a broken invariant is told. */
class VerdictTest {
    @Test
    void a_good_run_says_nothing() {
        assertThat(Verdict.broken(RunExample.of(10))).isEmpty();
    }

    @Test
    void a_violation_is_told_with_its_name_its_time_and_the_first_nodes() {
        Results results = RunExample.of(10, RunExample.violation(7));

        assertThat(Verdict.broken(results))
                .containsExactly("broken: older-link at 12.3 s, 10.0.0.1:6000, 10.0.0.2:6000, 10.0.0.3:6000,"
                        + " 10.0.0.4:6000, 10.0.0.5:6000 and 2 more: no live older neighbour");
    }

    @Test
    void a_violation_of_the_whole_network_names_no_node() {
        assertThat(Verdict.broken(RunExample.of(10, RunExample.violation(0))).get(0))
                .contains("no node in particular");
    }
}
