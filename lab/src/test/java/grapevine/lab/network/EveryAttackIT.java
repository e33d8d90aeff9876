package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.NetworkKeys;
import grapevine.keys.NodeKeys;
import grapevine.lab.network.Attacks.Attack;
import grapevine.wire.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** All that SECURITY.md names, at one peer of 48 MB and its seed. */
@Isolated("the attackers take a processor, and the attacked need the other")
class EveryAttackIT {
    private static final String LARGE = "x".repeat(60_000);

    private static final String HEAP = "-Xmx48m";

    /** So often each is made alone. */
    private static final int TURN = 20;

    /** For so long all attacks go on at the same time. */
    private static final Duration ALL_AT_ONCE = Duration.ofSeconds(6);

    @FunctionalInterface
    private interface Begin {
        void attack(Attackers attackers, Attack attack, RealNetwork network, NodeProcess victim);
    }

    @Test
    void all_attacks_at_once_end_neither_a_peer_nor_its_seed() throws Exception {
        attack(null, EveryAttackIT::atOnce);
    }

    /** Whoever has no key gets no word in; this is somebody to whom one was given. */
    @Test
    @Tag("slow")
    void each_attack_of_a_member_with_a_key_and_then_all_at_once_end_neither_a_peer_nor_its_seed(@TempDir Path folder)
            throws Exception {
        attack(NetworkKeys.make(folder.resolve("keys")), EveryAttackIT::untilItIsMade);
    }

    /** Wants a machine for itself. */
    @Test
    @Tag("slow")
    void each_attack_alone_and_then_all_at_once_end_neither_a_peer_nor_its_seed() throws Exception {
        attack(null, EveryAttackIT::untilItIsTold);
    }

    /** @param keys of the network; null if it is open */
    private static void attack(NetworkKeys keys, Begin begin) throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).tellJvms(HEAP)) {
            if (keys != null) {
                network.giveKeys(keys);
            }
            network.startSeeds().startPeers(3);
            network.awaitWhole();
            NodeProcess peer = network.peers().get(0);
            NodeProcess seed = network.seed(1);
            Origin itself = new Origin(
                    peer.address(), Long.parseLong(network.status(peer).get("epoch")));
            peer.type("large, before " + LARGE);
            RealNetwork.awaitLine(network.peers().get(1), "large, before ");
            long large = network.count(peer, "messages_made");

            List<Attack> onSeed = Attacks.onSeed(peer.address());
            List<Attack> onPeer = Attacks.onPeer(itself, large);
            AtomicInteger members = new AtomicInteger(); // one for each attack, for a name is judged by its deeds
            try (Attackers attackers =
                    new Attackers(ports(network), () -> ofMember(keys, "mallory" + members.incrementAndGet()))) {
                for (Attack attack : onSeed) {
                    begin.attack(attackers, attack, network, seed);
                }
                for (Attack attack : onPeer) {
                    begin.attack(attackers, attack, network, peer);
                }
                attackers.allAtOnce();
                network.awaitUptime(network.peers().get(1), ALL_AT_ONCE);
                peer.type("large, under attack " + LARGE);
                eventually(() -> {
                    assertMade(attackers, onSeed, keys != null);
                    assertMade(attackers, onPeer, keys != null);
                });
            }

            eventually(() -> {
                assertTold(onSeed, network.status(seed));
                assertTold(onPeer, network.status(peer));
            });
            RealNetwork.awaitLine(network.peers().get(1), "large, under attack ");
            SmallHeapIT.assertHeard(network.peers().get(1), peer, "after all of that");
            SmallHeapIT.assertHeard(network.startPeer(), peer, "somebody new");
            SmallHeapIT.assertAllWell(network);
        }
    }

    private static Set<Integer> ports(RealNetwork network) {
        return Stream.concat(network.peers().stream(), network.seeds().stream())
                .map(node -> node.address().port())
                .collect(Collectors.toSet());
    }

    /** Of one that is in the hands of somebody else; none where the network is open. */
    private static NodeKeys ofMember(NetworkKeys keys, String name) {
        if (keys == null) {
            return null;
        }
        try {
            Holder holder = new Holder(name, KeyRole.PEER, List.of(), List.of());
            return NodeKeys.read(keys.makeNode(holder, 30));
        } catch (KeysException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All were, but some for whom the others had left no link, or with keys no time for their handshakes. */
    private static void assertMade(Attackers attackers, List<Attack> attacks, boolean shakesHands) {
        List<Attack> left =
                attacks.stream().filter(each -> attackers.made(each) == 0).toList();
        assertThat(left).as("not made").hasSizeLessThanOrEqualTo(attacks.size() / 4);
        assertThat(left).allSatisfy(attack -> {
            assertThat(shakesHands || attack.entry().isLink())
                    .as("it wants more than a connection")
                    .isTrue();
            assertThat(attackers.keptOut(attack))
                    .isNotEmpty()
                    .isSubsetOf("Link refused full", "Link refused distrusted", Attackers.NO_WORD);
        });
    }

    /** More than half of those that are counted: what is said on a link is heard later, if the link still is there. */
    private static void assertTold(List<Attack> attacks, Map<String, String> status) {
        List<Attack> counted =
                attacks.stream().filter(each -> !each.counters().isEmpty()).toList();
        assertThat(counted.stream().filter(each -> told(each, status) > 0))
                .as("told of by %s", status)
                .hasSizeGreaterThan(counted.size() / 2);
    }

    private static long told(Attack attack, Map<String, String> status) {
        return attack.counters().stream()
                .mapToLong(counter -> Long.parseLong(status.getOrDefault(counter, "0")))
                .sum();
    }

    private static void atOnce(Attackers attackers, Attack attack, RealNetwork network, NodeProcess victim) {
        attackers.begin(attack, victim.address());
    }

    /** Until it was made some times, or who made it is given no link any more for that. */
    private static void untilItIsMade(Attackers attackers, Attack attack, RealNetwork network, NodeProcess victim) {
        attackers.begin(attack, victim.address());
        eventually(() -> {
            boolean isDistrusted = attackers.keptOut(attack).contains("Link refused distrusted");
            assertThat(attackers.made(attack)).as("%s", attack).isGreaterThanOrEqualTo(isDistrusted ? 1 : TURN);
        });
    }

    /** And the victim tells that it is hit. */
    private static void untilItIsTold(Attackers attackers, Attack attack, RealNetwork network, NodeProcess victim) {
        long before = told(attack, network, victim);
        untilItIsMade(attackers, attack, network, victim);
        if (!attack.counters().isEmpty()) {
            eventually(() -> assertThat(told(attack, network, victim))
                    .as("told of %s by %s", attack, victim)
                    .isGreaterThan(before));
        }
    }

    private static long told(Attack attack, RealNetwork network, NodeProcess victim) {
        long[] sum = {0};
        eventually(() -> sum[0] = told(attack, network.status(victim)));
        return sum[0];
    }
}
