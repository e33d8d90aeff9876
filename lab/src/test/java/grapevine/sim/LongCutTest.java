package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is owed after a cut that is longer than messages, or what is known of them, are kept. */
class LongCutTest {
    @Test
    void who_was_cut_off_for_longer_than_an_origin_that_fell_silent_is_remembered_is_not_told_of_its_messages() {
        Results results =
                run(Scenario.builder().peers(20).messages(20).senders(20).messageEvery(Duration.ofSeconds(10)));

        assertThat(results.violations()).isEmpty();
        assertThat(results.messages()).anyMatch(spread -> spread.survivorsMissed() > 0);
    }

    @Test
    void of_an_origin_that_goes_on_it_is_told_of_all_that_it_missed() {
        Results results = run(Scenario.builder().peers(20).messages(150).messageEvery(Duration.ofSeconds(10)));

        assertThat(results.violations()).isEmpty();
        assertThat(results.checks())
                .filteredOn(check -> check.invariant() == Invariant.DELIVERY)
                .as("each message when the cut is over, and most of them on their side before")
                .allMatch(check -> check.evaluated() > 150 * 20 + 100 * 5);
        assertThat(results.messages()).allMatch(spread -> spread.survivorsMissed() == 0);
    }

    private static Results run(Scenario.Builder scenario) {
        TimedFault cut = new TimedFault(Duration.ofSeconds(5), FaultText.parse("partition=50/50:25m"));
        return new Simulation(scenario.faults(List.of(cut)).build()).run(new Simulation.Onlooker() {});
    }
}
