package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.policy.Dissemination;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Fault;
import grapevine.sim.scenario.MixedFaults;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Networks of 50 to 200 peers in which several things go wrong at once, twelve of them and with {@code -Pslow} two
 * hundred, and every invariant looked at in each run. {@code -Dseed=N} runs one; {@code ./grapevine simulate --soak}
 * runs thousands.
 */
class MixedFaultsTest {
    private static final int SEEDS = 12;
    private static final int ALL_SEEDS = 200;

    /**
     * Found by the soak: a seed heard of a dead peer from a seed that it had been cut off from until then; and a liar
     * was linked with a stranger, which the simulator took for a peer.
     */
    private static final long[] ONCE_BROKEN = {2043, 2061, 201};

    @Test
    void networks_in_trouble_break_no_invariant() throws Exception {
        assertUnbroken(seeds());
    }

    @Tag("slow")
    @Test
    void and_neither_do_the_others_up_to_two_hundred() throws Exception {
        assertUnbroken(LongStream.rangeClosed(SEEDS + 1, ALL_SEEDS).toArray());
    }

    private static void assertUnbroken(long[] seeds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<String>>> runs = new ArrayList<>();
            for (long seed : seeds) {
                runs.add(threads.submit(() -> wrong(seed)));
            }
            List<String> wrong = new ArrayList<>();
            for (Future<List<String>> run : runs) {
                wrong.addAll(run.get());
            }
            assertThat(wrong).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_third_have_small_heaps_and_some_live_in_other_years_or_hear_of_invented_origins() {
        List<Scenario> drawn = LongStream.rangeClosed(1, 600)
                .mapToObj(seed -> MixedFaults.scenario(seed, Dissemination.TREE, false))
                .toList();

        assertThat(drawn.stream().filter(each -> each.heap().isPresent()).count())
                .isBetween(150L, 250L);
        List<Fault> faults = drawn.stream()
                .flatMap(each -> each.faults().stream().map(TimedFault::fault))
                .toList();
        assertThat(faults)
                .anyMatch(each -> each instanceof Fault.InventedOrigins origins && origins.count() > 1_500)
                .anyMatch(each -> each instanceof Fault.ClockYear clocks && clocks.year() == 1970)
                .anyMatch(each -> each instanceof Fault.ClockYear clocks && clocks.year() == 2106);
    }

    @Test
    void a_third_of_those_without_sleep_have_large_messages_among_the_others() {
        List<Scenario> drawn = LongStream.rangeClosed(1, 600)
                .mapToObj(seed -> MixedFaults.scenario(seed, Dissemination.TREE, false))
                .toList();

        assertThat(drawn.stream().filter(each -> each.largeEvery().isPresent()).count())
                .isBetween(100L, 200L);
    }

    @Test
    void a_third_have_keys_and_of_these_some_are_attacked_in_every_way() {
        List<Scenario> drawn = LongStream.rangeClosed(1, 600)
                .mapToObj(seed -> MixedFaults.scenario(seed, Dissemination.TREE, false))
                .toList();

        assertThat(drawn.stream().filter(each -> each.crypto().isPresent()).count())
                .isBetween(150L, 250L);
        assertThat(drawn.stream().flatMap(each -> each.faults().stream().map(TimedFault::fault)))
                .hasAtLeastOneElementOfType(Fault.Revoke.class)
                .hasAtLeastOneElementOfType(Fault.ForgedMessages.class)
                .hasAtLeastOneElementOfType(Fault.Replays.class)
                .hasAtLeastOneElementOfType(Fault.StolenAddresses.class)
                .hasAtLeastOneElementOfType(Fault.Withheld.class);
    }

    private static long[] seeds() {
        Long one = Long.getLong("seed");
        return one != null
                ? new long[] {one}
                : LongStream.concat(LongStream.rangeClosed(1, SEEDS), LongStream.of(ONCE_BROKEN))
                        .toArray();
    }

    private static List<String> wrong(long seed) {
        List<String> wrong = new ArrayList<>();
        try {
            Scenario scenario = MixedFaults.scenario(seed, Dissemination.TREE, false);
            Results results = new Simulation(scenario).run(new Simulation.Onlooker() {});
            results.violations().forEach(violation -> wrong.add("seed " + seed + ": " + violation));
            results.checks().stream()
                    .filter(check -> check.evaluated() == 0)
                    .forEach(check -> wrong.add("seed " + seed + ": " + check.name() + " was never looked at"));
        } catch (IllegalStateException e) {
            wrong.add("seed " + seed + ": " + e.getMessage() + ": " + e.getCause());
        }
        return wrong;
    }
}
