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

/** Processes that stand still (SIGSTOP): their sockets stay open, and only the missing answer shows it. */
class FreezeIT {
    /** With a ping period of 1 s: three rounds, and half a period for the last one, and what a busy machine adds. */
    private static final Duration NOTICED = Duration.ofMillis(3_500 + 2_500);

    @Test
    void a_frozen_hub_is_reported_and_returns_under_the_same_epoch_with_a_higher_revision() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2).startSeeds().startPeers(5)) {
            NodeProcess hub = network.biggestHub();
            hub.type("before");
            for (NodeProcess peer : network.peers()) {
                RealNetwork.awaitLine(peer, "before");
            }
            Map<String, String> before = network.status(hub);

            RealNetwork.freeze(hub);
            network.forget(hub);

            within(NOTICED.plusSeconds(5), () -> {
                for (NodeProcess seed : network.seeds()) {
                    assertThat(network.who(seed)).as("listed by %s", seed).doesNotContainKey(hub.address());
                }
            });
            network.awaitWhole();
            List<NodeProcess> others = network.peers();
            for (NodeProcess other : others) {
                assertThat(facts(other, "neighbour_dead"))
                        .as("called dead by %s", other)
                        .extracting(line -> line.get("neighbour"))
                        .allMatch(hub.address().toString()::equals);
                assertThat(facts(other, "neighbour_dead"))
                        .allMatch(line -> line.number("silent_for_ms") <= NOTICED.toMillis());
            }

            RealNetwork.thaw(hub);

            eventually(() -> {
                for (NodeProcess seed : network.seeds()) {
                    Map<String, String> row = network.who(seed).get(hub.address());
                    assertThat(row).as("row at %s", seed).isNotNull();
                    assertThat(row).containsEntry("epoch", before.get("epoch")).containsEntry("age", before.get("age"));
                    assertThat(Long.parseLong(row.get("revision")))
                            .isGreaterThan(Long.parseLong(before.get("revision")));
                }
            });
            eventually(() -> assertThat(Integer.parseInt(network.status(hub).get("degree")))
                    .isPositive());
            hub.type("after");
            for (NodeProcess other : others) {
                RealNetwork.awaitLine(other, "text=\"after\"");
                assertThat(facts(other, "message_received"))
                        .as("received by %s", other)
                        .extracting(line -> line.get("text"))
                        .containsExactly("\"before\"", "\"after\"");
                assertThat(facts(other, "message_received"))
                        .extracting(line -> line.get("id").replaceFirst(".*:", ""))
                        .containsExactly("1", "2");
            }
        }
    }

    @Tag("slow")
    @Test
    void three_peers_frozen_for_a_period_and_a_half_are_not_reported() throws Exception {
        try (RealNetwork network = RealNetwork.withLongLeases(1).startSeeds().startPeers(5, "--ping-period", "3s")) {
            network.awaitWhole();
            List<NodeProcess> frozen = network.peers().subList(1, 4);

            for (NodeProcess peer : frozen) {
                RealNetwork.freeze(peer);
            }
            network.awaitUptime(network.peers().get(4), Duration.ofMillis(4_500));
            for (NodeProcess peer : frozen) {
                RealNetwork.thaw(peer);
            }

            for (NodeProcess peer : frozen) {
                RealNetwork.awaitLine(peer, "event=paused");
            }
            network.awaitWhole();
            assertNobodyWasCalledDead(network);
            assertThat(facts(network.seed(1), "peer_removed")).isEmpty();
        }
    }

    @Tag("slow")
    @Test
    void a_seed_frozen_for_longer_than_a_lease_lets_no_lease_expire() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2).startSeeds().startPeers(3)) {
            network.awaitWhole();
            NodeProcess frozen = network.seed(1);

            RealNetwork.freeze(frozen);
            network.awaitUptime(network.seed(2), Duration.ofSeconds(6));
            RealNetwork.thaw(frozen);

            RealNetwork.awaitLine(frozen, "event=paused");
            network.awaitWhole();
            assertThat(network.seeds())
                    .allSatisfy(seed -> assertThat(facts(seed, "peer_removed")).isEmpty());
            assertNobodyWasCalledDead(network);
        }
    }

    static void assertNobodyWasCalledDead(RealNetwork network) {
        assertThat(network.peers())
                .allSatisfy(peer -> assertThat(facts(peer, "neighbour_dead")).isEmpty());
    }
}
