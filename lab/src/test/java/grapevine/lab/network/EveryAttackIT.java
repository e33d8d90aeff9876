package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.NetworkKeys;
import grapevine.keys.NodeKeys;
import grapevine.lab.network.Attacks.Attack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** All that SECURITY.md names, at one peer of 48 MB and its seed. */
@Isolated("the attackers take a processor, and the attacked need the other")
class EveryAttackIT {
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
    void all_attacks_at_once_of_a_member_with_a_key_end_neither_a_peer_nor_its_seed(@TempDir Path folder)
            throws Exception {
        attack(NetworkKeys.make(folder.resolve("keys")), EveryAttackIT::atOnce);
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
            NodeKeys mallory = null;
            if (keys != null) {
                network.giveKeys(keys);
                Holder holder = new Holder("mallory", KeyRole.PEER, List.of(), List.of());
                mallory = NodeKeys.read(keys.makeNode(holder, 30));
            }
            network.startSeeds().startPeers(3);
            network.awaitWhole();
            NodeProcess peer = network.peers().get(0);
            NodeProcess seed = network.seed(1);
            long epoch = Long.parseLong(network.status(peer).get("epoch"));

            try (Attackers attackers = new Attackers(ports(network), mallory)) {
                List<Attack> onSeed = Attacks.onSeed(peer.address());
                List<Attack> onPeer = Attacks.onPeer(peer.address(), epoch);
                for (Attack attack : onSeed) {
                    begin.attack(attackers, attack, network, seed);
                }
                for (Attack attack : onPeer) {
                    begin.attack(attackers, attack, network, peer);
                }
                attackers.allAtOnce();
                network.awaitUptime(network.peers().get(1), ALL_AT_ONCE);
                eventually(() -> {
                    Map<Boolean, List<Attack>> wereMade = Stream.concat(onSeed.stream(), onPeer.stream())
                            .collect(Collectors.partitioningBy(attack -> attackers.made(attack) > 0));
                    assertThat(wereMade.get(true))
                            .as("made; whom the others kept out was kept out: %s", wereMade.get(false))
                            .hasSizeGreaterThan((onSeed.size() + onPeer.size()) / 2);
                });
            }

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

    private static void atOnce(Attackers attackers, Attack attack, RealNetwork network, NodeProcess victim) {
        attackers.begin(attack, victim.address());
    }

    /** Until it was made some times, and the victim tells that it is hit. */
    private static void untilItIsTold(Attackers attackers, Attack attack, RealNetwork network, NodeProcess victim) {
        long before = told(attack, network, victim);
        attackers.begin(attack, victim.address());
        eventually(() -> assertThat(attackers.made(attack)).as("%s", attack).isGreaterThanOrEqualTo(TURN));
        if (!attack.counters().isEmpty()) {
            eventually(() -> assertThat(told(attack, network, victim))
                    .as("told of %s by %s", attack, victim)
                    .isGreaterThan(before));
        }
    }

    private static long told(Attack attack, RealNetwork network, NodeProcess victim) {
        long[] sum = {0};
        eventually(() -> {
            Map<String, String> status = network.status(victim);
            sum[0] = attack.counters().stream()
                    .mapToLong(counter -> Long.parseLong(status.getOrDefault(counter, "0")))
                    .sum();
        });
        return sum[0];
    }
}
