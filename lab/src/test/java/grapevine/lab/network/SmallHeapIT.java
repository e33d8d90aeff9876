package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.Attacks.Attack;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes with a heap of 48 MB bear what there is to bear, from friends and from others. */
class SmallHeapIT {
    private static final String HEAP = "-Xmx48m";

    /** For so long all attacks go on at the same time. */
    private static final Duration ALL_AT_ONCE = Duration.ofSeconds(6);

    @Test
    void a_hundred_thousand_lines_at_full_speed_are_at_every_peer() throws Exception {
        bear(100_000);
    }

    @Test
    @Tag("slow")
    void and_a_million() throws Exception {
        bear(1_000_000);
    }

    private static void bear(int lines) throws Exception {
        try (RealNetwork network =
                RealNetwork.withSeeds(1).tellJvms(HEAP).startSeeds().startPeers(4)) {
            network.awaitWhole();
            NodeProcess speaker = network.peers().get(0);
            try (OutputStream typed = new BufferedOutputStream(speaker.process().getOutputStream())) {
                for (int i = 0; i < lines; i++) {
                    typed.write(String.format("message %08d with some sixty bytes of text in it, for life%n", i)
                            .getBytes(StandardCharsets.US_ASCII));
                }
            }
            for (NodeProcess peer : network.peers().subList(1, 4)) {
                RealNetwork.within(
                        RealNetwork.PATIENCE.multipliedBy(1 + lines / 100_000),
                        () -> assertThat(network.count(peer, "messages_delivered"))
                                .as("delivered at %s", peer)
                                .isEqualTo(lines));
            }
            assertAllWell(network);
        }
    }

    @Test
    void everything_at_once_at_one_peer_and_its_seed_ends_neither() throws Exception {
        try (RealNetwork network =
                RealNetwork.withSeeds(1).tellJvms(HEAP).startSeeds().startPeers(3)) {
            network.awaitWhole();
            NodeProcess peer = network.peers().get(0);
            NodeProcess seed = network.seed(1);
            long epoch = Long.parseLong(network.status(peer).get("epoch"));

            try (Attackers attackers = new Attackers()) {
                for (Attack attack : Attacks.onSeed(peer.address())) {
                    begin(attackers, attack, network, seed);
                }
                for (Attack attack : Attacks.onPeer(peer.address(), epoch)) {
                    begin(attackers, attack, network, peer);
                }
                attackers.allAtOnce();
                network.awaitUptime(network.peers().get(1), ALL_AT_ONCE);
            }

            assertHeard(network.peers().get(1), peer, "after all of that");
            assertHeard(network.startPeer(), peer, "somebody new");
            assertAllWell(network);
        }
    }

    /** Until the victim tells that it is hit. */
    private static void begin(Attackers attackers, Attack attack, RealNetwork network, NodeProcess victim) {
        long before = told(attack, network, victim);
        attackers.begin(attack, victim.address());
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

    /** Typed again and again, for a line may come while the hearer is still busy with the attackers. */
    private static void assertHeard(NodeProcess speaker, NodeProcess hearer, String text) {
        eventually(() -> {
            speaker.type(text);
            assertThat(hearer.lines()).as("lines of %s", hearer.name()).anyMatch(line -> line.contains(text));
        });
    }

    private static void assertAllWell(RealNetwork network) {
        List<NodeProcess> all = new ArrayList<>(network.peers());
        all.addAll(network.seeds());
        eventually(() -> assertThat(all).allMatch(NodeProcess::isAlive));
        for (NodeProcess each : all) {
            assertThat(each.errors()).as("errors of %s", each).noneMatch(line -> line.contains("OutOfMemory"));
            assertThat(each.lines()).as("lines of %s", each).noneMatch(line -> line.contains("OutOfMemory"));
        }
    }
}
