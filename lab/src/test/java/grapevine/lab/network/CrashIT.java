package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static grapevine.lab.network.RealNetwork.facts;
import static grapevine.lab.network.RealNetwork.within;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processes that end without a word, and what the others make of it. */
class CrashIT {
    @Test
    void the_biggest_hub_is_killed_and_the_seeds_know_within_5_s_and_its_orphans_are_linked_again() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(3).startSeeds().startPeers(6)) {
            NodeProcess hub = network.biggestHub();

            network.kill(hub);

            within(Duration.ofSeconds(5), () -> {
                for (NodeProcess seed : network.seeds()) {
                    assertThat(network.who(seed)).as("listed by %s", seed).doesNotContainKey(hub.address());
                }
            });
            network.awaitWhole();
            assertThat(network.seeds())
                    .allSatisfy(seed -> assertThat(facts(seed, "peer_removed"))
                            .extracting(line -> line.get("peer"))
                            .containsExactly(hub.address().toString()));
            assertThat(network.peers().stream()
                            .flatMap(peer -> facts(peer, "dead_reported").stream())
                            .map(line -> line.get("report")))
                    .isNotEmpty()
                    .allMatch(report ->
                            report.matches("\"Dead Node:" + hub.address() + ":[0-9]{13}:127\\.0\\.0\\.1.*\""));
        }
    }

    @Tag("slow")
    @Test
    void a_peer_killed_with_all_its_neighbours_is_on_no_list_after_ten_seconds() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(3).startSeeds()) {
            network.startPeers(7, "--sampling-period", "200ms").awaitWhole();
            Overlay overlay = network.overlay();
            NodeProcess alone = network.peers().stream()
                    .min(Comparator.comparingInt(peer -> overlay.degree(peer.address())))
                    .orElseThrow();
            List<NodeProcess> killed = network.peers().stream()
                    .filter(peer -> peer == alone
                            || overlay.neighbours().get(alone.address()).contains(peer.address()))
                    .toList();

            for (NodeProcess each : killed) {
                network.kill(each);
            }

            within(Duration.ofSeconds(10), () -> {
                for (NodeProcess seed : network.seeds()) {
                    assertThat(network.who(seed))
                            .as("listed by %s", seed)
                            .hasSize(network.peers().size());
                }
            });
        }
    }

    @Test
    void a_peer_restarted_on_the_same_port_is_in_again_within_3_s_of_its_start() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(3)) {
            NodeProcess before = network.peers().get(1);
            String epoch = network.status(before).get("epoch");

            network.kill(before);
            NodeProcess after = network.launchPeerAt(before.address());
            RealNetwork.awaitLine(after, "event=ready");

            // Counted from the line "started": how long a JVM takes is not the network's affair.
            LogLine ready = facts(after, "ready").get(0);
            assertThat(ready.at() - facts(after, "started").get(0).at()).isLessThan(3_000);
            network.awaitWhole();
            assertThat(network.status(after).get("epoch")).isNotEqualTo(epoch);
            assertThat(network.who(network.seed(1)).get(after.address()))
                    .containsEntry("epoch", network.status(after).get("epoch"));
        }
    }

    @Tag("slow")
    @Test
    void a_seed_that_was_killed_and_restarted_knows_everyone_again_within_a_renewal() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2).startSeeds().startPeers(3)) {
            network.awaitWhole();

            network.kill(network.seed(2));
            NodeProcess seed = network.launchSeed(2);
            RealNetwork.awaitLine(seed, "event=ready");

            within(Duration.ofSeconds(5), () -> assertThat(network.who(seed)).hasSize(3));
            network.awaitWhole();
        }
    }

    @Test
    void a_peer_that_finds_a_seed_dead_takes_another_and_has_its_majority() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(3).startSeeds()) {
            network.kill(network.seed(1));

            // Each asks two of three at random, so that some of the four meet the dead one.
            network.startPeers(4).awaitWhole();

            for (NodeProcess peer : network.peers()) {
                assertThat(network.status(peer)).containsEntry("leases", "2");
            }
        }
    }

    @Tag("slow")
    @Test
    void with_all_seeds_dead_the_peers_go_on_and_a_new_one_keeps_trying_and_says_so() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2).startSeeds().startPeers(3)) {
            network.awaitWhole();
            for (NodeProcess seed : network.seeds()) {
                network.kill(seed);
            }

            network.peers().get(0).type("seeds or no seeds");
            RealNetwork.awaitLine(network.peers().get(1), "seeds or no seeds");
            RealNetwork.awaitLine(network.peers().get(2), "seeds or no seeds");
            NodeProcess late = network.launchPeer();
            eventually(() -> assertThat(facts(late, "quorum_missed")).hasSizeGreaterThanOrEqualTo(2));
            assertThat(facts(late, "quorum_missed").get(0).values())
                    .containsEntry("have", "0")
                    .containsEntry("quorum", "2")
                    .containsKey("retry_in_ms");

            network.launchSeed(1);
            network.launchSeed(2);

            RealNetwork.awaitLine(late, "event=ready");
            network.awaitWhole();
        }
    }

    @Tag("slow")
    @Test
    void a_peer_with_data_finds_back_while_all_seeds_are_dead() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            Address address = Network.freeAddress();
            String data = network.folder().resolve("data").toString();
            NodeProcess before = network.launchPeerAt(address, "--data", data);
            RealNetwork.awaitLine(before, "event=ready");
            network.awaitWhole();
            before.terminate();
            assertThat(before.awaitEnd(RealNetwork.PATIENCE)).isTrue();
            network.forget(before);
            network.kill(network.seed(1));

            NodeProcess after = network.launchPeerAt(address, "--data", data);

            eventually(() -> {
                Overlay overlay = network.overlay();
                assertThat(overlay.components()).as("%s", overlay).hasSize(1);
            });
            after.type("back again");
            for (NodeProcess peer : List.copyOf(network.peers())) {
                RealNetwork.awaitLine(peer, "back again");
            }
        }
    }
}
