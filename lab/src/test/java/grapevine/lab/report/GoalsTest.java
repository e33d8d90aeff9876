package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.Simulation;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mark says no only where chance is no excuse. */
class GoalsTest {
    private static Results run;

    @BeforeAll
    static void simulate() {
        Scenario scenario = Scenario.builder()
                .peers(60)
                .messages(1)
                .runTime(Duration.ofSeconds(5))
                .build();
        run = new Simulation(scenario).run(new Simulation.Onlooker() {});
    }

    @ParameterizedTest(name = "{0} with a standard error of {1}")
    @CsvSource({
        "2.95, 0.09, REACHED",
        "3.01, 0.09, WITHIN_CHANCE",
        "3.17, 0.09, WITHIN_CHANCE",
        "3.19, 0.09, MISSED",
        "3.01, 0.001, MISSED",
        "2.15, 0.03, WITHIN_CHANCE",
        "2.1, 0.03, MISSED"
    })
    void an_exponent_is_missed_only_beyond_two_standard_errors(double exponent, double error, Mark mark) {
        assertThat(marks(1000, fit(500, exponent, error, 0.01)).get("exponent of the degree law"))
                .isEqualTo(mark);
    }

    @ParameterizedTest(name = "{0} of {1} peers in the tail")
    @CsvSource({
        "0.02, 500, REACHED",
        "0.0227, 508, WITHIN_CHANCE",
        "0.06, 508, MISSED",
        "0.0227, 50000, MISSED",
        "0.015, 50000, REACHED"
    })
    void a_distance_is_missed_only_where_samples_of_the_law_are_nearer(double distance, long tail, Mark mark) {
        assertThat(marks(1000, fit(tail, 2.9, 0.01, distance)).get("distance of degrees and law (KS)"))
                .isEqualTo(mark);
    }

    @Test
    void a_law_is_asked_of_a_thousand_peers_and_more() {
        assertThat(marks(999, fit(500, 4, 0.01, 0.5)))
                .containsEntry("exponent of the degree law", Mark.NOT_JUDGED)
                .containsEntry("distance of degrees and law (KS)", Mark.NOT_JUDGED);
    }

    @Test
    void the_bytes_of_the_dearest_join_are_judged_and_not_the_mean() {
        Results.Joining dear = new Results.Joining(run.joining().millis(), new Results.Figures(60, 5_000, 8_193));

        assertThat(marks(with(dear)).get("bytes of a join, most")).isEqualTo(Mark.MISSED);
        assertThat(marks(run).get("bytes of a join, most")).isEqualTo(Mark.REACHED);
    }

    @Test
    void messages_are_not_judged_while_some_are_under_way() {
        String goal = "messages that a survivor neither got nor was told of as missed";
        Scenario cutShort = Scenario.builder()
                .peers(60)
                .messages(1)
                .runTime(Duration.ofMillis(10))
                .build();

        assertThat(marks(new Simulation(cutShort).run(new Simulation.Onlooker() {})))
                .containsEntry(goal, Mark.NOT_JUDGED);
        assertThat(marks(run)).containsEntry(goal, Mark.REACHED);
    }

    @Test
    void a_goal_that_is_not_judged_says_under_which_conditions_it_is() {
        Scenario struck = Scenario.builder()
                .peers(60)
                .messages(2)
                .faults(List.of(new TimedFault(Duration.ofSeconds(2), FaultText.parse("crash=30%"))))
                .build();
        Results results = new Simulation(struck).run(new Simulation.Onlooker() {});

        List<Goal> open = Goals.of(results, overlay(42), fit(500, 2.9, 0.01, 0.01), List.of()).stream()
                .filter(goal -> goal.mark() == Mark.NOT_JUDGED)
                .toList();

        assertThat(open).extracting(Goal::what).contains("most hops", "off all lists after, longest");
        assertThat(open)
                .allSatisfy(goal -> assertThat(goal.reach())
                        .containsPattern(
                                "nothing goes wrong|nothing else|the only fault|1,000 peers or more up at the end"));
    }

    private static Results with(Results.Joining joining) {
        return new Results(
                run.scenario(),
                run.form(),
                run.messages(),
                run.wholeness(),
                run.traffic(),
                run.liveness(),
                run.counters(),
                run.checks(),
                run.violations(),
                joining,
                run.healing(),
                run.views(),
                run.viewGraph(),
                run.pace(),
                run.events(),
                run.virtualMillis());
    }

    private static PowerLawFit fit(long tail, double exponent, double error, double distance) {
        return new PowerLawFit(1000, tail, 6, exponent, error, distance, 30, 4, 0.001, exponent, distance);
    }

    private static Map<String, Mark> marks(Results results) {
        return marks(Goals.of(results, overlay(60), new Fit.NoFit("few"), List.of()));
    }

    private static Map<String, Mark> marks(int peers, Fit law) {
        return marks(Goals.of(run, overlay(peers), law, List.of()));
    }

    private static Map<String, Mark> marks(List<Goal> goals) {
        Map<String, Mark> marks = new LinkedHashMap<>();
        goals.forEach(goal -> marks.put(goal.what(), goal.mark()));
        return marks;
    }

    private static RunSummary.Overlay overlay(int peers) {
        return new RunSummary.Overlay(peers, 4 * peers, 1, peers, 4, 5, 8, 100, 3, 6, 0.1, 12_000);
    }
}
