package grapevine.sim.crowd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import grapevine.keys.KeyRole;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Proofs;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.sim.check.Invariants;
import grapevine.sim.keys.Authority;
import grapevine.sim.keys.Crypto;
import grapevine.sim.net.Keyring;
import grapevine.sim.net.LinkFaults;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results.Violation;
import grapevine.sim.scenario.Scenario;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.Proof;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the invariants of keys see when they are broken. */
class KeyInvariantsTest {
    private static final Address CREDULOUS = Address.parse("10.0.9.9:6000");
    private static final Address LIAR = Address.parse("10.0.9.8:6000");

    private final VirtualNetwork network = new VirtualNetwork(1);
    private final Keyring keys = network.keys(new Authority(Crypto.MODEL, 1));
    private final Invariants invariants = new Invariants(network);
    private final Population population =
            new Population(Scenario.builder().peers(3).seeds(1).build(), network);

    @BeforeEach
    void threePeersAreLinked() {
        population.seeds().forEach(population::startSeed);
        for (int i = 0; i < 3; i++) {
            population.startPeer();
            network.runFor(500);
        }
        run(5);
    }

    private void run(int seconds) {
        for (int i = 0; i < seconds; i++) {
            network.runFor(1_000);
            invariants.look();
        }
    }

    @Test
    void a_peer_that_believes_everything_is_found_to_deliver_what_nobody_made() {
        keys.certify(CREDULOUS, KeyRole.PEER, List.of());
        network.add(
                CREDULOUS,
                effects -> new PeerNode(
                        PeerSettings.at(CREDULOUS, effects.wallTime())
                                .seeds(population.seeds())
                                .gossipCount(0)
                                .build(),
                        network.random("credulous"),
                        believing(effects)));
        keys.certify(LIAR, KeyRole.PEER, List.of());
        LinkedStranger liar = network.add(LIAR, effects -> new LinkedStranger(effects, LIAR));
        run(5);
        network.act(LIAR, now -> liar.link(CREDULOUS, network.wallTime()));
        run(1);

        VirtualHost victim = population.peers().get(0);
        Origin origin =
                new Origin(victim.address(), Population.node(victim).look().epoch());
        long key = Objects.requireNonNull(keys.member(victim.address())).key();
        Gossip forged = Gossip.of(origin, 1, 5, new byte[0], "forged".getBytes(UTF_8))
                .proven(new Proof(key, 0, 1, List.of(), new byte[Proof.SIGNATURE]));
        network.act(LIAR, now -> liar.say(forged));
        run(5);

        assertThat(invariants.violations())
                .extracting(Violation::invariant, Violation::nodes)
                .contains(tuple(Invariant.NO_FORGED, List.of(CREDULOUS)))
                .allMatch(found -> ((List<?>) found.toList().get(1)).contains(CREDULOUS)); // who passes it on is blamed
    }

    /** The same effects with keys that find all signatures to hold, whoever made them. */
    private static Effects believing(Effects effects) {
        Proofs real = Objects.requireNonNull(effects.proofs());
        Map<String, Object> beliefs = Map.of(
                "verify",
                Proofs.Verdict.HOLDS,
                "judge",
                Proofs.Standing.FINE,
                "knows",
                true,
                "holder",
                "peer-10.0.0.1-6000");
        Proofs proofs = proxy(Proofs.class, real, beliefs);
        return proxy(Effects.class, effects, Map.of("proofs", proofs));
    }

    private static <T> T proxy(Class<T> type, T real, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            Object answer = answers.get(method.getName());
            try {
                return answer != null ? answer : method.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    @Test
    void a_link_to_whoever_was_revoked_is_found_after_ten_seconds() {
        run(65);
        invariants.revoked(population.peers().get(1)); // which the network does not know of
        run(9);
        assertThat(invariants.violations()).isEmpty();

        run(3);

        assertThat(invariants.violations())
                .isNotEmpty()
                .allMatch(violation -> violation.invariant() == Invariant.REVOKED_OUT);
    }

    @Test
    void one_that_keeps_all_rules_and_is_distrusted_is_found_however_bad_the_weather_is() {
        network.trouble(new LinkFaults(0, Duration.ZERO, 0, 0, 0, 0.1)); // which excuses what other rules forbid
        VirtualHost by = population.peers().get(0);
        Address honest = population.peers().get(1).address();
        keys.certify(LIAR, KeyRole.PEER, List.of());
        network.add(LIAR, effects -> new LinkedStranger(effects, LIAR));

        for (Address each : List.of(honest, LIAR)) {
            String name = Objects.requireNonNull(keys.member(each)).holder().name();
            invariants.told(by, new Fact.MemberDistrusted(name, each, "its proof does not hold"));
        }

        assertThat(invariants.violations())
                .extracting(Violation::invariant, Violation::nodes)
                .containsExactly(tuple(Invariant.NO_HONEST_BANNED, List.of(by.address(), honest)));
        assertThat(invariants.checks())
                .filteredOn(check -> check.invariant() == Invariant.NO_HONEST_BANNED)
                .allMatch(check -> check.evaluated() > 0)
                .hasSize(1);
    }

    @Test
    void a_connection_that_is_ended_for_what_an_honest_one_said_is_found() {
        VirtualHost by = population.peers().get(0);
        Address honest = population.peers().get(1).address();

        invariants.told(by, new Fact.ConnectionEnded(honest.ip(), "not-certified", "its proof does not hold"));
        invariants.told(by, new Fact.ConnectionEnded(LIAR.ip(), "not-certified", "its proof does not hold"));

        assertThat(invariants.violations())
                .extracting(Violation::invariant, Violation::nodes)
                .containsExactly(tuple(Invariant.NO_HONEST_BLAMED, List.of(by.address(), honest)));
    }
}
