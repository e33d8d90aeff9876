package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static grapevine.lab.network.RealNetwork.facts;
import static grapevine.lab.network.RealNetwork.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Standing still with the periods of the product: 13 s of silence, three rounds, a lease of 60 s. */
@Tag("slow")
class FullLengthIT {
    @Test
    void a_frozen_hub_is_reported_within_41_s_and_gone_at_the_seeds_within_46_s_and_returns() throws Exception {
        try (RealNetwork network = RealNetwork.withFullPeriods(3).startSeeds().startPeers(6)) {
            NodeProcess hub = network.biggestHub();
            Map<String, String> before = network.status(hub);
            List<String> neighbours =
                    network.who(hub).keySet().stream().map(String::valueOf).toList();

            long frozen = RealNetwork.logTime();
            RealNetwork.freeze(hub);
            network.forget(hub);

            within(Duration.ofSeconds(46), () -> {
                for (NodeProcess seed : network.seeds()) {
                    assertThat(network.who(seed)).as("listed by %s", seed).doesNotContainKey(hub.address());
                }
            });
            for (NodeProcess peer : network.peers()) {
                if (neighbours.contains(peer.address().toString())) {
                    RealNetwork.awaitLine(peer, "event=neighbour_dead");
                    LogLine report = facts(peer, "neighbour_dead").get(0);
                    assertThat(report.get("neighbour")).isEqualTo(hub.address().toString());
                    assertThat(report.at() - frozen).as("noticed by %s", peer).isLessThanOrEqualTo(41_000);
                }
                assertThat(facts(peer, "ping_missed"))
                        .as("missed by %s", peer)
                        .extracting(line -> line.get("neighbour"))
                        .allMatch(hub.address().toString()::equals);
            }
            network.awaitWhole();

            RealNetwork.thaw(hub);

            eventually(() -> {
                for (NodeProcess seed : network.seeds()) {
                    assertThat(network.who(seed).get(hub.address()))
                            .as("row at %s", seed)
                            .isNotNull()
                            .containsEntry("epoch", before.get("epoch"))
                            .containsEntry("age", before.get("age"));
                }
            });
        }
    }

    @Test
    void a_seed_frozen_for_70_s_lets_no_lease_expire() throws Exception {
        try (RealNetwork network = RealNetwork.withFullPeriods(3).startSeeds().startPeers(4)) {
            network.awaitWhole();

            RealNetwork.freeze(network.seed(1));
            network.awaitUptime(network.seed(2), Duration.ofSeconds(70));
            RealNetwork.thaw(network.seed(1));

            RealNetwork.awaitLine(network.seed(1), "event=paused");
            network.awaitWhole();
            assertThat(network.seeds())
                    .allSatisfy(seed -> assertThat(facts(seed, "peer_removed")).isEmpty());
            FreezeIT.assertNobodyWasCalledDead(network);
        }
    }

    @Test
    void three_of_ten_peers_frozen_for_20_s_are_not_reported() throws Exception {
        try (RealNetwork network = RealNetwork.withFullPeriods(3).startSeeds().startPeers(10)) {
            network.awaitWhole();
            List<NodeProcess> frozen = network.peers().subList(2, 5);

            for (NodeProcess peer : frozen) {
                RealNetwork.freeze(peer);
            }
            network.awaitUptime(network.seed(1), Duration.ofSeconds(20));
            for (NodeProcess peer : frozen) {
                RealNetwork.thaw(peer);
            }

            for (NodeProcess peer : frozen) {
                RealNetwork.awaitLine(peer, "event=paused");
            }
            network.awaitWhole();
            FreezeIT.assertNobodyWasCalledDead(network);
            assertThat(network.seeds())
                    .allSatisfy(seed -> assertThat(facts(seed, "peer_removed")).isEmpty());
        }
    }
}
