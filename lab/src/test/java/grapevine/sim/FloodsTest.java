package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import grapevine.wire.Gossip;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hundred peers whose ways take 4 Mbit/s each; every tenth makes ninety times what another makes, and heeds nobody
 * who asks it to wait. What that does to the others.
 */
class FloodsTest {
    private static final long SENT_FROM = 12_000;
    private static final long SENT_UNTIL = 28_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void what_the_others_say_gets_everywhere_and_takes_at_most_twice_as_long(long seed) {
        Run calm = new Run(seed, "thin=100%:4000kbit:60s");
        Run flooded = new Run(seed, "thin=100%:4000kbit:60s", "floods=10%:10/s:25s");

        assertThat(flooded.results.violations()).isEmpty();
        assertThat(flooded.results.messages()).allMatch(spread -> spread.reached() == spread.owed());
        assertThat(flooded.counted(Counter.MESSAGES_AHEAD)).isPositive();
        assertThat(calm.counted(Counter.MESSAGES_AHEAD)).isZero();
        assertThat(calm.took.getTotalCount()).isGreaterThan(10_000);
        assertThat(flooded.took.getValueAtPercentile(99))
                .as("p99, ms; without a flood " + calm.took.getValueAtPercentile(99))
                .isLessThanOrEqualTo(2 * calm.took.getValueAtPercentile(99));
    }

    /** One network, and how long (ms) what was said after ten seconds of the flood took, but for the flood's own. */
    private static final class Run {
        final Histogram took = new Histogram(3);
        final Simulation simulation;
        final Results results;

        Run(long seed, String... faults) {
            List<TimedFault> timed = new ArrayList<>();
            for (String fault : faults) {
                timed.add(new TimedFault(Duration.ofSeconds(1 + timed.size()), FaultText.parse(fault)));
            }
            Scenario scenario = Scenario.builder()
                    .seedNumber(seed)
                    .peers(100)
                    .seeds(3)
                    .messages(400)
                    .senders(90)
                    .messageEvery(Duration.ofMillis(100))
                    .faults(timed)
                    .build();
            simulation = new Simulation(scenario);
            long formed = simulation.network().wallTime() + scenario.formed().toMillis();
            simulation.network().watch(new Watcher() {
                @Override
                public void delivered(VirtualHost to, Gossip message) {
                    long sent = message.timestamp() - formed;
                    if (sent > SENT_FROM && sent < SENT_UNTIL && !isOfFlood(message)) {
                        took.recordValue(simulation.network().wallTime() - message.timestamp());
                    }
                }
            });
            results = simulation.run(new Simulation.Onlooker() {});
        }

        private static boolean isOfFlood(Gossip message) {
            return new String(message.payload(), StandardCharsets.US_ASCII).startsWith("flood");
        }

        long counted(Counter counter) {
            return simulation.network().hosts().stream()
                    .mapToLong(host -> host.node().counters().get(counter))
                    .sum();
        }
    }
}
