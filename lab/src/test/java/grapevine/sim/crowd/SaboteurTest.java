package grapevine.sim.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.scenario.Amount;
import grapevine.sim.scenario.Fault;
import grapevine.sim.scenario.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What lasts is undone at its end, and nothing else. */
class SaboteurTest {
    private static final Amount HALF = new Amount(0, 50);

    private final VirtualNetwork network = new VirtualNetwork(1);
    private final Scenario scenario = Scenario.builder().peers(4).messages(0).build();
    private final Population population = new Population(scenario, network);
    private final Agenda agenda = new Agenda();
    private final Saboteur saboteur = new Saboteur(network, population, agenda);

    @Test
    void of_two_narrow_ways_the_end_of_one_leaves_the_other() {
        assertEachLastsAsLongAsItSays(
                new Fault.Narrow(HALF, Duration.ofSeconds(60)), new Fault.Narrow(HALF, Duration.ofSeconds(20)));
        assertEachLastsAsLongAsItSays(
                new Fault.Narrow(HALF, Duration.ofSeconds(20)), new Fault.Narrow(HALF, Duration.ofSeconds(60)));
    }

    @Test
    void of_two_thin_ways_the_end_of_one_leaves_the_other() {
        assertEachLastsAsLongAsItSays(
                new Fault.Thin(HALF, 64, Duration.ofSeconds(60)), new Fault.Thin(HALF, 2_000, Duration.ofSeconds(20)));
        assertEachLastsAsLongAsItSays(
                new Fault.Thin(HALF, 64, Duration.ofSeconds(20)), new Fault.Thin(HALF, 2_000, Duration.ofSeconds(60)));
    }

    /** Nothing is sent meanwhile: what stands still on a narrow way would go on doing so. */
    private void assertEachLastsAsLongAsItSays(Fault first, Fault second) {
        population.startPeer();
        population.startPeer();
        long struck = network.now();
        saboteur.strike(first);
        saboteur.strike(second);

        for (int seconds = 1; seconds < 60; seconds++) {
            agenda.run(network, struck + seconds * 1000L);
            assertThat(network.isFair()).as("after %s s", seconds).isFalse();
        }
        agenda.run(network, struck + 60_000);
        assertThat(network.isFair()).isTrue();
    }
}
