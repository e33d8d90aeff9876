package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.Counter;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks in which each node has little memory: it is bounded, what is refused is counted, what is owed comes. */
class SmallHeapsTest {
    private static final long HEAP = 4 << 20;

    @Test
    void origins_that_somebody_invents_are_refused_beyond_what_there_is_room_for_and_all_others_are_heard() {
        Results results =
                run(scenario().faults(at(5, "invented-origins=20000:20s")).runTime(Duration.ofSeconds(100)));

        assertThat(results.violations()).isEmpty();
        int most = Budget.ofHeap(HEAP).origins();
        assertThat(results.counters().get(Counter.DROPPED_ORIGIN_LIMIT.key())).isGreaterThan(20_000L - most);
        assertThat(results.messages()).hasSize(10).allMatch(spread -> spread.reached() == 11);
    }

    @Test
    void where_there_is_plenty_they_are_all_taken_and_given_to_nobody_twice() {
        Results results = run(Scenario.builder()
                .peers(6)
                .faults(at(5, "invented-origins=5000:5s"))
                .runTime(Duration.ofSeconds(80)));

        assertThat(results.violations()).isEmpty();
        assertThat(results.counters().get(Counter.DROPPED_ORIGIN_LIMIT.key())).isNull();
        assertThat(results.counters().get(Counter.MESSAGES_DELIVERED.key())).isGreaterThan(6 * 4_900L);
    }

    @Test
    void what_there_was_no_room_for_while_one_stood_still_is_told_or_fetched_when_it_goes_on() {
        Scenario.Builder scenario = scenario()
                .messages(100)
                .messageEvery(Duration.ofMillis(300))
                .payload(15_000)
                .faults(at(1, "freeze=1:34s"))
                .runTime(Duration.ofSeconds(120));

        Results results = run(scenario);

        assertThat(results.violations()).isEmpty();
        assertThat(results.counters().get(Counter.MESSAGES_MISSED.key()))
                .as("gone from all that have little memory")
                .isPositive();
        assertThat(results.messages()).allMatch(spread -> spread.survivorsMissed() == 0);
    }

    private static Scenario.Builder scenario() {
        return Scenario.builder().peers(12).heap(HEAP);
    }

    private static List<TimedFault> at(int second, String fault) {
        return List.of(new TimedFault(Duration.ofSeconds(second), FaultText.parse(fault)));
    }

    private static Results run(Scenario.Builder scenario) {
        return new Simulation(scenario.build()).run(new Simulation.Onlooker() {});
    }
}
