package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.sim.keys.Crypto;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import grapevine.wire.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks whose nodes have keys, and members that attack them. */
class KeysScenarioTest {
    private static final int SEEDS = 3;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "forged-messages=3:20s, dropped_forged",
        "forged-messages=3:20s, dropped_foreign",
        "forged-messages=3:20s, dropped_unproven",
        "replays=3:20s, dropped_duplicate",
        "replays=3:20s, " + AttackWitness.BROUGHT,
        "stolen-addresses=3:20s, dropped_not_certified",
        "withheld=3:20s, " + AttackWitness.UNANSWERED,
        "withheld=3:2m, dropped_answer_timeout",
        "lying-seeds=1:20s, " + AttackWitness.LIES,
        "lying-seeds=1:20s, " + AttackWitness.BELIEVED,
        "revoke=10%, tls_failed"
    })
    void an_attack_breaks_nothing(String fault, String counter) {
        long counted = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation simulation = new Simulation(scenario(seed, Crypto.MODEL, 30, fault));
            AttackWitness attack = new AttackWitness(simulation.network());
            Results results = simulation.run(new Simulation.Onlooker() {});
            assertThat(results.violations()).as("seed number " + seed).isEmpty();
            counted += results.counters().getOrDefault(counter, attack.counted().getOrDefault(counter, 0L));
        }
        assertThat(counted).as("what the attack is known by").isPositive();
    }

    @Test
    void who_has_no_certificate_is_let_in_by_nobody() {
        Results results = run(1, Crypto.MODEL, 30, "brakes=3:20s");

        assertThat(results.violations()).isEmpty();
        assertThat(results.counters()).containsEntry("tls_failed", 3L);
    }

    @ParameterizedTest
    @CsvSource({"withheld=3:20s, " + AttackWitness.UNANSWERED, "lying-seeds=1:20s, " + AttackWitness.LIES})
    void what_members_may_do_without_keys_too_breaks_nothing_there_either(String fault, String known) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Scenario scenario = builder(seed, 30, fault).payload(20_000).build();
            Simulation simulation = new Simulation(scenario);
            AttackWitness attack = new AttackWitness(simulation.network());
            Results results = simulation.run(new Simulation.Onlooker() {});
            assertThat(results.violations()).as("seed number " + seed).isEmpty();
            assertThat(attack.counted()).as("seed number " + seed).containsKey(known);
        }
    }

    @ParameterizedTest
    @CsvSource({"withheld=3:20s, " + AttackWitness.UNANSWERED, "forged-messages=3:20s, " + AttackWitness.BROUGHT})
    void large_messages_are_proven_as_others_are(String fault, String known) {
        Simulation simulation = new Simulation(
                builder(1, 30, fault).crypto(Crypto.MODEL).payload(20_000).build());
        AttackWitness attack = new AttackWitness(simulation.network());
        Results results = simulation.run(new Simulation.Onlooker() {});

        assertThat(results.violations()).isEmpty();
        assertThat(attack.counted()).containsKey(known);
        assertThat(results.messages()).allMatch(spread -> spread.reached() == spread.owed());
    }

    @Test
    void whoever_is_revoked_is_out_within_ten_seconds() {
        Results results = run(1, Crypto.MODEL, 30, "revoke=3");

        assertThat(results.violations()).isEmpty();
        assertThat(results.checks())
                .anyMatch(check -> check.invariant() == Invariant.REVOKED_OUT && check.evaluated() > 0);
        assertThat(results.form().peers()).hasSize(27);
    }

    /** When each process took the list, in virtual time. */
    private static final class Hearing implements Watcher {
        private final VirtualNetwork network;
        private final Map<Address, Long> at = new HashMap<>();
        private long revokedAt;

        Hearing(VirtualNetwork network) {
            this.network = network;
            network.watch(this);
        }

        @Override
        public void revoked(VirtualHost host) {
            revokedAt = network.now();
        }

        @Override
        public void told(VirtualHost by, Fact fact) {
            if (fact instanceof Fact.RevokedListTaken) {
                at.put(by.address(), network.now());
            }
        }
    }

    /** No link of one that is revoked stands where the list is: {@code RevokingTest}, and the invariant. */
    @ParameterizedTest
    @ValueSource(ints = {30, 300})
    void the_list_is_at_each_peer_and_seed_within_ten_seconds_of_its_reaching_one_seed(int peers) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Scenario scenario = scenario(seed, Crypto.MODEL, peers, "revoke=3");
            Simulation simulation = new Simulation(scenario);
            Hearing hearing = new Hearing(simulation.network());
            Results results = simulation.run(new Simulation.Onlooker() {});

            assertThat(results.violations()).as("seed number " + seed).isEmpty();
            assertThat(hearing.at.keySet())
                    .as("seed number " + seed)
                    .containsAll(results.form().peers())
                    .hasSizeGreaterThanOrEqualTo(peers - 3 + scenario.seeds());
            assertThat(hearing.at)
                    .as("seed number " + seed)
                    .allSatisfy(
                            (at, heard) -> assertThat(heard - hearing.revokedAt).isBetween(0L, 10_000L));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_same_seed_number_gives_the_same_run(Crypto crypto) {
        assertThat(transcript(crypto)).isEqualTo(transcript(crypto));
    }

    private static List<String> transcript(Crypto crypto) {
        List<String> lines = new ArrayList<>();
        Simulation simulation = new Simulation(scenario(7, crypto, 8, "forged-messages=2:5s", "revoke=1"));
        Results results = simulation.transcribeTo(lines::add).run(new Simulation.Onlooker() {});
        assertThat(results.violations()).isEmpty();
        assertThat(lines).anyMatch(line -> line.contains("proof="));
        return lines;
    }

    private static Results run(long seed, Crypto crypto, int peers, String... faults) {
        return new Simulation(scenario(seed, crypto, peers, faults)).run(new Simulation.Onlooker() {});
    }

    private static Scenario scenario(long seed, Crypto crypto, int peers, String... faults) {
        return builder(seed, peers, faults).crypto(crypto).build();
    }

    private static Scenario.Builder builder(long seed, int peers, String... faults) {
        List<TimedFault> timed = new ArrayList<>();
        for (String fault : faults) {
            timed.add(new TimedFault(Duration.ofSeconds(4), FaultText.parse(fault)));
        }
        return Scenario.builder()
                .seedNumber(seed)
                .peers(peers)
                .joinTime(Duration.ofSeconds(5))
                .latencyLow(Duration.ofMillis(10))
                .senders(4)
                .messages(20)
                .faults(timed);
    }
}
