package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ten minutes of sixty peers whose ways take 2.6 Mbit/s each. Six make 86 times what another makes from the first
 * to the sixth minute; in the last minute all make a message a second, those six too.
 */
@Tag("slow")
class FloodSoakTest {
    private static final int PEERS = 60;
    private static final int FLOODERS = 6;
    private static final long MINUTE = 60_000;
    private static final long BEGUN = MINUTE;
    private static final long OVER = 6 * MINUTE;
    private static final long ALL_SPEAK = 9 * MINUTE;
    private static final long NAMED_WITHIN = 10_000;

    /** So long after what goes on changed (ms) nothing is measured. */
    private static final long SETTLES = 10_000;

    private final Histogram before = new Histogram(3);
    private final Histogram during = new Histogram(3);
    private final Histogram after = new Histogram(3);
    private final Histogram ofMended = new Histogram(3);
    private final Histogram besideMended = new Histogram(3);

    private final Set<Address> flooders = new TreeSet<>();

    /** Who was named, and when first (ms); when last anybody was, and when last it was said to be over. */
    private final Map<Address, Long> named = new TreeMap<>();

    private long lastNamed;
    private final Set<Address> over = new TreeSet<>();
    private final List<String> cut = new ArrayList<>();

    @Test
    void all_comes_and_takes_at_most_three_times_as_long_nobody_is_cut_off_and_who_floods_no_more_is_like_the_others() {
        Scenario scenario = Scenario.builder()
                .seedNumber(1)
                .peers(PEERS)
                .seeds(3)
                .messages(5300)
                .senders(PEERS - FLOODERS)
                .messageEvery(Duration.ofMillis(100))
                .faults(List.of(
                        at(1000, "thin=100%:2600kbit:10m"),
                        at(BEGUN, "floods=10%:16/s:5m"),
                        at(ALL_SPEAK, "floods=100%:1/s:60s")))
                .build();
        Simulation simulation = new Simulation(scenario);
        long formed = simulation.network().wallTime() + scenario.formed().toMillis();
        simulation.network().watch(new Witness(simulation, formed));
        Results results = simulation.run(new Simulation.Onlooker() {});

        System.out.printf(
                "before %s%nduring %s%nafter %s%nof the mended %s%nbeside them %s%nnamed %s, the last at %d%n",
                text(before), text(during), text(after), text(ofMended), text(besideMended), named, lastNamed);
        assertThat(results.violations()).isEmpty();
        assertThat(results.messages()).allMatch(spread -> spread.reached() == spread.owed());
        assertThat(cut).isEmpty();
        assertThat(flooders).hasSize(FLOODERS);
        assertThat(named.keySet()).isEqualTo(flooders);
        assertThat(named.values()).allMatch(at -> at <= BEGUN + NAMED_WITHIN);
        assertThat(over).isEqualTo(flooders);
        assertThat(lastNamed).isLessThan(OVER + MINUTE);
        assertThat(during.getValueAtPercentile(99)).isLessThanOrEqualTo(3 * before.getValueAtPercentile(99));
        assertThat(after.getValueAtPercentile(99)).isLessThanOrEqualTo(3 * before.getValueAtPercentile(99));
        assertThat(ofMended.getValueAtPercentile(99))
                .isLessThanOrEqualTo(besideMended.getValueAtPercentile(99) * 3 / 2);
    }

    private static TimedFault at(long millis, String fault) {
        return new TimedFault(Duration.ofMillis(millis), FaultText.parse(fault));
    }

    private static String text(Histogram took) {
        return took.getTotalCount() + " deliveries, ms: p50 " + took.getValueAtPercentile(50) + ", p99 "
                + took.getValueAtPercentile(99) + ", most " + took.getMaxValue();
    }

    /** Sees what was delivered when, and what operators are told. */
    private final class Witness implements Watcher {
        private final Simulation simulation;
        private final long formed;

        Witness(Simulation simulation, long formed) {
            this.simulation = simulation;
            this.formed = formed;
        }

        @Override
        public void told(VirtualHost by, Fact fact) {
            long at = simulation.network().wallTime() - formed;
            if (fact instanceof Fact.OriginsFlooding told) {
                told.origins().forEach(origin -> named.putIfAbsent(origin, at));
                lastNamed = at;
            } else if (fact instanceof Fact.FloodingOver told) {
                over.addAll(told.origins());
            } else if (at > 0 && (fact instanceof Fact.NeighbourDead || fact instanceof Fact.PeerRemoved)) {
                cut.add(at + " " + fact);
            }
        }

        @Override
        public void delivered(VirtualHost to, Gossip message) {
            long sent = message.timestamp() - formed;
            long took = simulation.network().wallTime() - message.timestamp();
            boolean isOfFlood = new String(message.payload(), StandardCharsets.US_ASCII).startsWith("flood");
            Address origin = message.origin().address();
            if (isOfFlood && sent < OVER + SETTLES) {
                flooders.add(origin);
            } else if (isOfFlood && sent > ALL_SPEAK) {
                (flooders.contains(origin) ? ofMended : besideMended).recordValue(took);
            } else if (sent < BEGUN) {
                before.recordValue(took);
            } else if (sent > BEGUN + SETTLES && sent < OVER) {
                during.recordValue(took);
            } else if (sent > OVER + SETTLES) {
                after.recordValue(took);
            }
        }
    }
}
