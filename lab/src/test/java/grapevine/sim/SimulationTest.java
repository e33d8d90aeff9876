package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.policy.Dissemination;
import grapevine.policy.Topology;
import grapevine.sim.keys.Crypto;
import grapevine.sim.net.Drop;
import grapevine.sim.net.LinkFaults;
import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.MixedFaults;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import grapevine.wire.Ip;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scenario asks for happens, and is measured. */
class SimulationTest {
    @Test
    void peers_join_and_every_message_reaches_all_of_them() {
        Results results = run(scenario());

        assertThat(results.form().peers()).hasSize(40);
        assertThat(results.form().joined()).isBetween(1_000L, 25_000L);
        assertThat(Arrays.stream(results.form().degrees()).sum())
                .isEqualTo(results.form().edges().length);
        assertThat(results.messages()).hasSize(10).allSatisfy(spread -> {
            assertThat(spread.owed()).isEqualTo(39);
            assertThat(spread.reached()).isEqualTo(39);
            assertThat(spread.survivorsMissed() + spread.givenUp() + spread.underWay())
                    .isZero();
            assertThat(spread.hops()[0]).isZero();
            assertThat(Arrays.stream(spread.hops()).sum()).isEqualTo(39);
            assertThat(spread.latency().getTotalCount()).isEqualTo(39);
            assertThat(spread.latency().getMinValue()).isEqualTo(50);
        });
        assertThat(results.messages().get(3).at()).isEqualTo(3_000);
        assertThat(results.wholeness()).allMatch(moment -> moment.components() == 1 && moment.peers() == 40);
        Results.Figures none = new Results.Figures(0, 0, 0);
        assertThat(results.liveness()).isEqualTo(new Results.Liveness(0, 0, 0, 0, 0, 0, none, none));
        assertThat(results.counters()).containsEntry("messages_made", 10L).containsEntry("messages_delivered", 390L);
    }

    /** Of 100,000 messages, which a scenario may have, all together still fit a small machine. */
    @Test
    void the_times_of_one_message_take_little_room() {
        assertThat(run(scenario()).messages())
                .allMatch(spread -> spread.latency().getEstimatedFootprintInBytes() <= 4096);
    }

    @Test
    void what_was_sent_arrived_or_was_dropped_or_is_on_its_way() {
        Results.Traffic traffic = run(scenario().linkFaults(new LinkFaults(0, Duration.ZERO, 0.02, 0.002, 0.001, 0.02)))
                .traffic();

        long dropped =
                traffic.dropped().values().stream().mapToLong(Long::longValue).sum();
        assertThat(traffic.messages() - traffic.arrived() - dropped).isBetween(0L, 50L);
        assertThat(traffic.dropped()).containsKeys(Drop.OVERLOADED, Drop.BROKEN, Drop.BLACKHOLED);
        assertThat(traffic.sent().get("Hello").bytes())
                .isGreaterThan(30 * traffic.sent().get("Hello").messages());
    }

    @EachSeed(upTo = 3)
    void a_scenario_runs_twice_to_the_same_transcript(long seed) {
        LinkFaults troubles = new LinkFaults(0.05, Duration.ofMillis(300), 0.02, 0.002, 0.001, 0.01);
        Scenario scenario = scenario()
                .seedNumber(seed)
                .latencyHigh(Duration.ofMillis(90))
                .joinTime(Duration.ZERO)
                .churn(0.2)
                .faults(at(20, "kill-hubs=3"))
                .linkFaults(troubles)
                .build();

        int once = transcript(scenario).hashCode();

        assertThat(transcript(scenario).hashCode()).isEqualTo(once);
    }

    @Test
    void a_scenario_drawn_at_random_is_the_same_for_the_same_number() {
        for (int seed = 0; seed < 200; seed++) {
            Scenario drawn = MixedFaults.scenario(seed, Dissemination.FLOOD, false);

            assertThat(MixedFaults.scenario(seed, Dissemination.FLOOD, false)).isEqualTo(drawn);
            assertThat(drawn.peers()).isBetween(50, 200);
        }
    }

    @Test
    void times_of_a_transcript_count_from_the_moment_the_network_has_formed() {
        List<String> lines = transcript(scenario().build());

        assertThat(lines.get(0)).startsWith(" -31.000 192.168.0.1:5000 started");
        assertThat(lines.stream().filter(line -> line.contains("delivers")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith("   0.050 "));
    }

    // Faults

    @Test
    void a_crash_kills_the_share() {
        Results results = run(scenario().faults(at(5, "crash=30%")));

        assertThat(results.form().peers()).hasSize(28);
        assertThat(after(results, "crash=30%").peers()).isEqualTo(28);
        assertThat(last(results).components()).isEqualTo(1);
        assertThat(results.liveness().wronglyReported()).isZero();
        assertThat(results.liveness().reported()).isPositive();
    }

    @Test
    void a_machine_that_falls_silent_is_noticed_and_leaves_the_lists() {
        Results results = run(scenario().faults(at(5, "power-off=2")));

        Results.Liveness liveness = results.liveness();
        assertThat(liveness.died()).isEqualTo(2);
        assertThat(liveness.firstReport().count()).isEqualTo(2);
        assertThat(liveness.firstReport().mean()).isBetween(13_000.0, 41_000.0);
        assertThat(liveness.firstReport().most()).isLessThanOrEqualTo(41_000);
        assertThat(liveness.offAllLists().count()).isEqualTo(2);
        assertThat(liveness.offAllLists().most()).isLessThanOrEqualTo(46_000);
        assertThat(last(results).components()).isEqualTo(1);
    }

    @Test
    void what_a_join_costs_and_what_is_sent_in_quiet_is_measured() {
        Results results = run(scenario().messages(0).runTime(Duration.ofSeconds(60)));

        assertThat(results.joining().millis().count()).isEqualTo(40);
        assertThat(results.joining().millis().most()).isBetween(300L, 1_000L);
        assertThat(results.joining().bytes().count()).isEqualTo(40);
        assertThat(results.joining().bytes().mean()).isBetween(1_000.0, 8_192.0);
        assertThat(results.pace().bytes().count()).isEqualTo(40);
        assertThat(results.pace().bytes().mean()).isBetween(10.0, 500.0);
        assertThat(results.pace().hubLinks())
                .isEqualTo(Arrays.stream(results.form().degrees()).max().orElseThrow());
        assertThat(results.pace().hubBytes())
                .isBetween(
                        (long) results.pace().bytes().mean(),
                        results.pace().bytes().most());
        assertThat(results.views().size()).isBetween(20.0, 30.0);
        assertThat(results.views().dead()).isZero();
    }

    @Test
    void the_rounds_of_dials_until_an_orphan_is_linked_again_are_counted() {
        Results results = run(scenario().faults(at(5, "crash=70%")));

        Results.Healing healing = results.healing();
        assertThat(healing.rounds().count()).isBetween(1L, healing.orphaned());
        assertThat(healing.rounds().mean()).isBetween(1.0, 12.0);
        assertThat(healing.rounds().most()).isBetween((long) healing.rounds().mean(), 12L);
        assertThat(healing.millis().mean()).isGreaterThanOrEqualTo(100);
        assertThat(healing.lackMillis()).isPositive();
    }

    @Test
    void the_dead_in_the_views_are_counted_and_who_lost_a_neighbour_that_refuses_has_none_there() {
        assertThat(run(scenario().faults(at(5, "power-off=70%"))).views().dead())
                .isPositive();
        assertThat(run(scenario().faults(at(5, "crash=70%"))).views().dead()).isZero();
    }

    @Test
    void the_hubs_killed_are_those_with_the_most_links() {
        Results before = run(scenario());
        Results results = run(scenario().faults(at(5, "kill-hubs=3")));

        List<String> hubs = new ArrayList<>(
                before.form().peers().stream().map(String::valueOf).toList());
        int[] degrees = before.form().degrees();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < degrees.length; i++) {
            order.add(i);
        }
        order.sort((a, b) -> degrees[b] != degrees[a] ? degrees[b] - degrees[a] : a - b);
        assertThat(results.form().peers().stream().map(String::valueOf))
                .hasSize(37)
                .doesNotContain(hubs.get(order.get(0)), hubs.get(order.get(1)), hubs.get(order.get(2)));
    }

    @Test
    void a_partition_divides_the_network_for_its_time() {
        Results results = run(scenario().faults(at(2, "partition=30/70:10s")).messages(20));

        Results.Wholeness cut = after(results, "partition=30/70:10s");
        assertThat(cut.largest()).isEqualTo(28);
        assertThat(cut.components()).isGreaterThan(1);
        assertThat(last(results).components()).isEqualTo(1);
        assertThat(results.messages()).allMatch(spread -> spread.survivorsMissed() + spread.underWay() == 0);
        assertThat(results.messages().get(4).latency().getMaxValue()).isGreaterThan(5_000);
    }

    @Test
    void what_is_published_in_a_cut_longer_than_a_message_may_take_is_owed_beyond_it_only_when_it_is_over() {
        Results results = run(
                scenario().faults(at(2, "partition=30/70:240s")).messages(20).messageEvery(Duration.ofSeconds(10)));

        assertThat(results.violations()).isEmpty();
        assertThat(results.messages()).allMatch(spread -> spread.survivorsMissed() + spread.underWay() == 0);
        assertThat(results.messages().get(4).latency().getMaxValue()).isGreaterThan(200_000);
        assertThat(results.checks())
                .filteredOn(check -> check.invariant() == Invariant.DELIVERY)
                .as("each message at the end, and 12 of them on a side of 12 or 28 peers before")
                .allMatch(check -> check.evaluated() > 20 * 40 + 12 * 11);
    }

    @Test
    void who_joins_during_a_partition_is_in_one_of_its_parts() {
        Results results =
                run(scenario().churn(1).faults(at(2, "partition=50/50:40s")).runTime(Duration.ofSeconds(150)));

        assertThat(results.wholeness())
                .filteredOn(moment -> moment.at() > 2_000 && moment.at() < 42_000)
                .hasSizeGreaterThan(20)
                .allMatch(moment -> moment.components() > 1);
        assertThat(last(results).components()).isEqualTo(1);
    }

    @Test
    void frozen_peers_get_messages_when_they_go_on_and_nobody_calls_them_dead() {
        Results results = run(scenario().faults(at(2, "freeze=10%:20s")));

        assertThat(results.form().peers()).hasSize(40);
        assertThat(results.liveness().reported()).isZero();
        assertThat(results.messages().get(5).latency().getMaxValue()).isBetween(16_000L, 18_000L);
    }

    @Test
    void strangers_that_say_that_they_are_slow_keep_no_message_from_anybody() {
        Results results = run(scenario().faults(at(5, "brakes=5:30s")));

        assertThat(results.violations()).isEmpty();
    }

    @ParameterizedTest(name = "with keys: {0}")
    @ValueSource(booleans = {false, true})
    void peers_that_flood_keep_no_message_from_anybody_where_there_is_room_and_are_given_none_to_publish(
            boolean hasKeys) {
        Scenario.Builder floods = scenario().senders(40).messages(40).faults(at(5, "floods=10%:100/s:20s"));

        Results results = run(hasKeys ? floods.crypto(Crypto.MODEL) : floods);

        assertThat(results.violations()).isEmpty();
        assertThat(results.traffic().sent().get("Gossip").messages()).isGreaterThan(4 * 100 * 20 * 30);
        assertThat(results.messages()).hasSize(40).allMatch(spread -> spread.reached() == spread.owed());
    }

    @Test
    void liars_have_nobody_removed() {
        Results results = run(scenario().faults(at(5, "liars=5")));

        assertThat(results.traffic().sent().get("DeadNode").messages()).isGreaterThan(15 * 3);
        assertThat(results.liveness().removed()).isZero();
        assertThat(results.counters().get("dead_reports")).isGreaterThan(45);
    }

    @Test
    void seeds_that_are_down_come_back_and_know_everybody_again() {
        Results results = run(scenario().faults(at(5, "seeds-down=3:30s")).runTime(Duration.ofSeconds(120)));

        assertThat(results.form().peers()).hasSize(40);
        assertThat(results.liveness().wronglyRemoved()).isZero();
        assertThat(last(results).components()).isEqualTo(1);
    }

    @Test
    void a_seed_that_lost_its_memory_starts_anew_at_once() {
        List<String> lines =
                transcript(scenario().faults(at(5, "seeds-wiped=1")).build());

        assertThat(lines).anyMatch(line -> line.startsWith("   5.000 192.168.0.1:5000 killed"));
        assertThat(lines).anyMatch(line -> line.startsWith("   5.000 192.168.0.1:5000 started"));
    }

    @Test
    void wrong_clocks_are_named_and_keep_nobody_out() {
        List<String> lines = transcript(
                scenario().faults(at(5, "wrong-clocks=30%:26h")).churn(0.5).build());
        Results results =
                run(scenario().faults(at(5, "wrong-clocks=30%:26h")).churn(0.5).runTime(Duration.ofSeconds(180)));

        assertThat(lines).anyMatch(line -> line.contains("clock_differs"));
        assertThat(results.form().peers()).hasSizeBetween(38, 40);
        assertThat(last(results).components()).isEqualTo(1);
        assertThat(results.messages()).isNotEmpty().allMatch(spread -> spread.reached() >= 38);
        assertThat(results.liveness().wronglyRemoved()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {1970, 2106})
    void clocks_that_begin_another_year_are_that_year_s_and_keep_nobody_out(int year) {
        Scenario.Builder scenario =
                scenario().faults(at(5, "clock-year=30%:" + year)).runTime(Duration.ofSeconds(120));
        List<String> lines = new ArrayList<>();
        Results results =
                new Simulation(scenario.build()).transcribeTo(lines::add).run(new Simulation.Onlooker() {});

        long begin = LocalDate.of(year, 1, 1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
        assertThat(lines)
                .as("messages made in the first hour of that year")
                .anyMatch(line -> madeAt(line) >= begin && madeAt(line) < begin + 3_600_000);
        assertThat(lines).anyMatch(line -> line.contains("clock_differs"));
        assertThat(results.violations()).isEmpty();
        assertThat(results.messages()).hasSize(10).allMatch(spread -> spread.reached() == 39);
    }

    /** The time that a message of a transcript bears, ms; -1 if the line is of none. */
    private static long madeAt(String line) {
        Matcher gossip = Pattern.compile("Gossip (\\d+):").matcher(line);
        return gossip.find() ? Long.parseLong(gossip.group(1)) : -1;
    }

    @Test
    void large_messages_are_accounted_for_as_small_ones_are() {
        Results results = run(scenario().payload(60_000));

        assertThat(results.counters()).containsEntry("large_taken", 390L);
        assertThat(results.violations()).isEmpty();
    }

    @Test
    void each_so_many_th_message_may_be_a_large_one() {
        Results results = run(scenario().messages(9).largeEvery(4));

        assertThat(results.counters())
                .containsEntry("large_taken", 2 * 39L)
                .containsEntry("messages_delivered", 9 * 39L);
        assertThat(results.violations()).isEmpty();
    }

    @Test
    void liars_beside_strangers_who_are_linked_accuse_peers_alone() {
        List<TimedFault> faults = new ArrayList<>(at(1, "brakes=20:60s"));
        faults.addAll(at(10, "liars=20"));

        Results results = run(scenario().faults(faults));

        assertThat(results.violations()).isEmpty();
        assertThat(results.counters().get("dead_reports")).isPositive();
    }

    @Test
    void churn_replaces_the_share_of_the_peers() {
        Results results = run(scenario().churn(0.5).runTime(Duration.ofSeconds(180)));

        assertThat(results.form().peers()).hasSizeBetween(38, 40);
        assertThat(last(results).components()).isEqualTo(1);
        assertThat(results.form().peers().stream().filter(peer -> peer.ip().compareTo(original(40)) > 0))
                .hasSizeBetween(15, 40);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"sibuya", "top-half", "preferential"})
    void each_topology_makes_one_component(String word) {
        Topology topology = Arrays.stream(Topology.values())
                .filter(rule -> rule.word().equals(word))
                .findFirst()
                .orElseThrow();

        Results results = run(scenario().topology(topology));

        assertThat(last(results).components()).isEqualTo(1);
        assertThat(results.messages()).allMatch(spread -> spread.reached() == 39);
    }

    @Test
    void all_may_join_at_once() {
        Results results = run(scenario().joinTime(Duration.ZERO));

        assertThat(results.form().peers()).hasSize(40);
        assertThat(results.form().joined()).isPositive();
        assertThat(last(results).components()).isEqualTo(1);
    }

    private static Ip original(int peer) {
        return Ip.v4(0x0a00_0000 + peer);
    }

    private static Scenario.Builder scenario() {
        return Scenario.builder().peers(40);
    }

    private static List<TimedFault> at(int second, String fault) {
        return List.of(new TimedFault(Duration.ofSeconds(second), FaultText.parse(fault)));
    }

    private static Results run(Scenario.Builder scenario) {
        return new Simulation(scenario.build()).run(new Simulation.Onlooker() {});
    }

    private static List<String> transcript(Scenario scenario) {
        List<String> lines = new ArrayList<>();
        new Simulation(scenario).transcribeTo(lines::add).run(new Simulation.Onlooker() {});
        return lines;
    }

    private static Results.Wholeness after(Results results, String fault) {
        return results.wholeness().stream()
                .filter(moment -> moment.after().equals(fault))
                .findFirst()
                .orElseThrow();
    }

    private static Results.Wholeness last(Results results) {
        return results.wholeness().get(results.wholeness().size() - 1);
    }
}
