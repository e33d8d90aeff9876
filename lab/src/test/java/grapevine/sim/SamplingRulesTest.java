package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers as the daemons run them, with views kept by each rule of the framework; a third of them is killed. */
class SamplingRulesTest {
    private static final int PEERS = 60;
    private static final Duration PERIOD = Duration.ofSeconds(10);

    static List<String> rules() {
        return Stream.of(PeerSelection.values())
                .flatMap(whom -> Stream.of(Propagation.PUSH, Propagation.PULL, Propagation.PUSH_PULL)
                        .flatMap(way -> Stream.of(ViewSelection.RANDOM, ViewSelection.HEAD, ViewSelection.TAIL)
                                .map(who -> SamplingRule.DEFAULT
                                        .with(whom, way, who)
                                        .words())))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_overlay_heals_and_the_views_are_in_order(String words) {
        SamplingRule rule = SamplingRule.of(words).withPeriod(PERIOD, 0.2).withViewSize(12);
        Simulation simulation = new Simulation(Scenario.builder()
                .peers(PEERS)
                .messages(3)
                .sampling(rule)
                .looksAtViews(true)
                .faults(List.of(new TimedFault(Duration.ofSeconds(60), FaultText.parse("crash=20"))))
                .runTime(Duration.ofSeconds(180))
                .build());
        ViewWitness witness = new ViewWitness(simulation.network(), rule);
        simulation.network().watch(witness);

        Results results = simulation.run(new Simulation.Onlooker() {
            @Override
            public void passed(long virtualMillis, long of) {
                witness.look();
            }
        });

        assertThat(witness.complaints()).isEmpty();
        assertThat(witness.exchanges()).as("exchanges looked at").isGreaterThan(500);
        assertThat(witness.left()).as("failed contacts").isGreaterThan(20);
        assertThat(results.violations()).isEmpty();
        assertThat(results.wholeness().get(results.wholeness().size() - 1).components())
                .isEqualTo(1);
        Results.ViewGraph graph = Objects.requireNonNull(results.viewGraph());
        assertThat(graph.named()).hasSize(40);
        assertThat(Objects.requireNonNull(graph.recovery()).dead()).isBetween(0.2, 0.5);
    }
}
