package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.Overlay;
import grapevine.node.Fact;
import grapevine.sim.crowd.Impostor;
import grapevine.wire.Address;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stranger registers thousands that are not there. */
class FalseRegistrationsTest {
    private static final int PEERS = 12;
    private static final int LOTS = 90;

    @ParameterizedTest(name = "network {0}")
    @ValueSource(longs = {1, 2, 3})
    void among_thirty_thousand_a_newcomer_is_linked_within_five_seconds_and_nobody_loses_its_place(long number) {
        World world = new World(number, 3);
        world.startPeers(PEERS, 100);
        world.network.runFor(10_000);
        Impostor stranger = new Impostor(world.network, world.seeds, World.peers(PEERS));
        for (int lot = 1; lot <= LOTS; lot++) {
            stranger.registerUntil(30_000 / LOTS * lot);
            world.network.runFor(100);
        }

        Address newcomer = World.peer(PEERS);
        world.startPeer(newcomer);
        assertThat(world.network.runUntil(() -> world.overlay().degree(newcomer) > 0, 100, 5_000))
                .as("linked within 5 s")
                .isTrue();
        Address second = World.peer(PEERS + 1);
        world.startPeer(second);
        assertThat(world.network.runUntil(() -> isWholeAmong(world, World.peers(PEERS + 2)), 100, 10_000))
                .as(() -> world.overlay().toString())
                .isTrue();

        world.network.runFor(60_000);
        assertThat(World.peers(PEERS + 2)).allMatch(world::isListedEverywhere);
        assertThat(world.told(Fact.PeerRemoved.class, 0)).isEmpty();
        assertThat(world.told(Fact.LinkLost.class, 0)).isEmpty();
        world.invariants.finish();
        assertThat(world.invariants.violations()).isEmpty();
    }

    @ParameterizedTest(name = "network {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_peer_that_restarts_is_back_within_a_second_though_its_seeds_ask_who_is_there(long number) {
        World world = new World(number, 3);
        world.startPeers(PEERS, 100);
        world.network.runFor(10_000);
        Address restarted = World.peer(5);

        world.operator.kill(restarted);
        world.network.runFor(50);
        world.startPeer(restarted);

        assertThat(world.network.runUntil(() -> world.overlay().degree(restarted) > 0, 10, 1_000))
                .isTrue();
    }

    private static boolean isWholeAmong(World world, List<Address> peers) {
        Overlay overlay = world.overlay();
        return overlay.isWhole() && overlay.neighbours().keySet().equals(Set.copyOf(peers));
    }
}
