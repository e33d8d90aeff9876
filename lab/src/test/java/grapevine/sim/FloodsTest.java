package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * A hundred peers whose ways take 4 Mbit/s each; every tenth makes ninety times what another makes, and heeds nobody
 * who asks it to wait. What that does to the others.
 */
class FloodsTest {
    private static final long SENT_FROM = 12_000;
    private static final long SENT_UNTIL = 28_000;

    /** When the flood begins, ms. */
    private static final long BEGUN = 2000;

    private static final long NAMED_WITHIN = 10_000;

    @EachSeed(upTo = 3)
    void what_the_others_say_takes_at_most_twice_as_long_and_those_that_flood_are_named_within_ten_seconds(long seed) {
        Run calm = new Run(seed, "thin=100%:4000kbit:60s");
        Run flooded = new Run(seed, "thin=100%:4000kbit:60s", "floods=10%:10/s:25s");

        assertThat(flooded.results.violations()).isEmpty();
        assertThat(flooded.results.messages()).allMatch(spread -> spread.reached() == spread.owed());
        assertThat(flooded.counted(Counter.MESSAGES_AHEAD)).isPositive();
        assertThat(calm.counted(Counter.MESSAGES_AHEAD)).isZero();
        assertThat(flooded.flooders).hasSize(10);
        assertThat(flooded.named.keySet()).isEqualTo(flooded.flooders);
        assertThat(flooded.named.values()).allMatch(at -> at <= BEGUN + NAMED_WITHIN);
        assertThat(flooded.namedBy).hasSizeGreaterThan(10);
        assertThat(calm.named).isEmpty();
        assertThat(calm.took.getTotalCount()).isGreaterThan(10_000);
        assertThat(flooded.took.getValueAtPercentile(99))
                .as("p99, ms; without a flood " + calm.took.getValueAtPercentile(99))
                .isLessThanOrEqualTo(2 * calm.took.getValueAtPercentile(99));
    }

    @Test
    void who_is_honest_is_not_named_neither_alone_nor_in_a_burst() {
        Run burst = new Run(1, "thin=100%:4000kbit:60s", "floods=10%:10/s:3s");
        Run alone = new Run(
                builder -> builder.senders(1).messages(4000).messageEvery(Duration.ofMillis(5)),
                1,
                "thin=100%:1000kbit:60s");

        assertThat(burst.named).isEmpty();
        assertThat(alone.named).isEmpty();
    }

    /** One network, and how long (ms) what was said after ten seconds of the flood took, but for the flood's own. */
    private static final class Run {
        final Histogram took = new Histogram(3);

        /** Who was named as one that floods, and when first (ms); and by whom. */
        final Map<Address, Long> named = new TreeMap<>();

        final Set<Address> namedBy = new TreeSet<>();
        final Set<Address> flooders = new TreeSet<>();
        final Simulation simulation;
        final Results results;

        Run(long seed, String... faults) {
            this(builder -> builder, seed, faults);
        }

        Run(UnaryOperator<Scenario.Builder> change, long seed, String... faults) {
            List<TimedFault> timed = new ArrayList<>();
            for (String fault : faults) {
                timed.add(new TimedFault(Duration.ofSeconds(1 + timed.size()), FaultText.parse(fault)));
            }
            Scenario scenario = change.apply(Scenario.builder()
                            .seedNumber(seed)
                            .peers(100)
                            .seeds(3)
                            .messages(400)
                            .senders(90)
                            .messageEvery(Duration.ofMillis(100))
                            .faults(timed))
                    .build();
            simulation = new Simulation(scenario);
            long formed = simulation.network().wallTime() + scenario.formed().toMillis();
            simulation.network().watch(new Watcher() {
                @Override
                public void told(VirtualHost by, Fact fact) {
                    if (fact instanceof Fact.OriginsFlooding told) {
                        long at = simulation.network().wallTime() - formed;
                        told.origins().forEach(origin -> named.putIfAbsent(origin, at));
                        namedBy.add(by.address());
                    }
                }

                @Override
                public void delivered(VirtualHost to, Gossip message) {
                    long sent = message.timestamp() - formed;
                    if (isOfFlood(message)) {
                        flooders.add(message.origin().address());
                    }
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
