package grapevine.sim.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Effort;
import grapevine.sim.scenario.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What a peer costs in a large network; the figures for a hundred thousand and a million stand in docs/decisions/0008.
 */
class ScaleTest {
    private static final int PEERS = 10_000;

    @Test
    void a_linked_peer_takes_less_than_4900_bytes_and_joins_in_less_than_170_events() {
        form(100, new VirtualNetwork(1, 1, 4)); // what the classes themselves take is not a peer's
        VirtualNetwork network = new VirtualNetwork(1, 1, 4).withoutDiaries();
        long before = Effort.heapInUse();

        Population population = form(PEERS, network);

        assertThat((Effort.heapInUse() - before) / PEERS).as("bytes a peer").isBetween(2_000L, 4_900L);
        assertThat(network.events() / PEERS).as("events a peer").isBetween(50L, 170L);
        assertThat(population
                        .live()
                        .mapToInt(peer -> Population.node(peer).look().degree())
                        .sum())
                .as("link ends")
                .isBetween(8 * PEERS - 100, 8 * PEERS);
    }

    private static Population form(int peers, VirtualNetwork network) {
        Scenario scenario =
                Scenario.builder().peers(peers).joinTime(Duration.ofSeconds(5)).build();
        Population population = new Population(scenario, network);
        population.seeds().forEach(population::startSeed);
        for (int i = 0; i < peers; i++) {
            population.startPeer();
            network.runFor(i % 2);
        }
        network.runFor(5000);
        return population;
    }
}
