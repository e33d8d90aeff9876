package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.facts;
import static grapevine.lab.network.RealNetwork.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SIGTERM: a node says goodbye and ends in order, wherever it stands. */
class LeavingIT {
    private static final Duration SOON = Duration.ofSeconds(2);

    @Test
    void a_peer_that_leaves_is_said_to_have_left_and_is_off_all_lists_within_2_s() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2).startSeeds().startPeers(3)) {
            network.awaitWhole();
            NodeProcess leaver = network.peers().get(1);

            assertEndsInOrder(leaver);
            network.forget(leaver);

            within(SOON, () -> {
                for (NodeProcess seed : network.seeds()) {
                    assertThat(network.who(seed)).as("listed by %s", seed).doesNotContainKey(leaver.address());
                }
            });
            network.awaitWhole();
            assertThat(network.seeds())
                    .allSatisfy(seed -> assertThat(facts(seed, "probe_started")).isEmpty());
            assertThat(network.peers())
                    .allSatisfy(
                            peer -> assertThat(facts(peer, "neighbour_dead")).isEmpty());
            assertThat(network.peers().stream()
                            .flatMap(peer -> facts(peer, "neighbour_left").stream())
                            .map(line -> line.get("neighbour")))
                    .isNotEmpty()
                    .containsOnly(leaver.address().toString());
        }
    }

    @Test
    void a_peer_that_has_found_no_seed_yet_ends_in_order() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2)) {
            NodeProcess peer = network.launchPeer();
            RealNetwork.awaitLine(peer, "event=quorum_missed");

            assertEndsInOrder(peer);
        }
    }

    @Test
    void a_peer_whose_seeds_are_all_gone_ends_in_order() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2).startSeeds().startPeers(2)) {
            network.awaitWhole();
            List<NodeProcess> peers = network.peers();
            for (NodeProcess seed : network.seeds()) {
                network.kill(seed);
            }

            for (NodeProcess peer : peers) {
                assertEndsInOrder(peer);
            }
        }
    }

    @Tag("slow")
    @Test
    void a_peer_whose_seeds_stand_still_ends_in_order() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2).startSeeds().startPeers(2)) {
            network.awaitWhole();
            for (NodeProcess seed : network.seeds()) {
                RealNetwork.freeze(seed);
            }

            for (NodeProcess peer : network.peers()) {
                assertEndsInOrder(peer);
            }
        }
    }

    @Tag("slow")
    @Test
    void a_seed_ends_in_order_and_its_peers_stay() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(3).startSeeds().startPeers(2)) {
            network.awaitWhole();
            NodeProcess seed = network.seed(3);

            assertEndsInOrder(seed);
            network.forget(seed);

            network.awaitWhole();
            assertThat(network.peers())
                    .allSatisfy(peer -> assertThat(facts(peer, "link_lost")).isEmpty());
        }
    }

    /** By the log: from the first line of its leaving to the end it takes less than 2 s, and the status is 0. */
    private static void assertEndsInOrder(NodeProcess node) throws Exception {
        node.terminate();

        assertThat(node.awaitEnd(RealNetwork.PATIENCE)).as("%s ends", node).isTrue();

        assertThat(node.process().exitValue()).isZero();
        assertThat(node.errors()).isEmpty();
        long leaving = facts(node, "leaving").get(0).at();
        assertThat(facts(node, "counters").get(0).at() - leaving).isLessThan(SOON.toMillis());
    }
}
