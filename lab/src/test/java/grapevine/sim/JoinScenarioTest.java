package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.Overlay;
import grapevine.node.Fact;
import grapevine.wire.Address;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a network comes to be. */
class JoinScenarioTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void twenty_peers_one_after_another_are_one_component(long seed) {
        World world = new World(seed, 3);

        world.startPeers(20, 1000);

        assertThat(world.isWholeWithin(10_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 100, 10_000))
                .isTrue();
        assertThat(world.told(Fact.Ready.class, 0)).hasSize(3 + 20);
        assertThat(world.looks()).isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_hundred_peers_at_once_are_one_component(long seed) {
        World world = new World(seed, 3);

        world.startPeers(100, 0);

        assertThat(world.isWholeWithin(10_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 100, 10_000))
                .isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void a_thousand_peers_at_once_through_one_seed_are_one_component(long seed) {
        World world = new World(seed, 1);

        world.startPeers(1000, 0);

        assertThat(world.isWholeWithin(10_000)).as(world.overlay().toString()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void nobody_exceeds_a_cap_of_four_and_all_are_linked(long seed) {
        World world = new World(seed, 3).with(builder -> builder.degreeCap(4));

        world.startPeers(50, 0);

        assertThat(world.network.runUntil(
                        () -> {
                            Overlay overlay = world.overlay();
                            assertThat(overlay.neighbours().values()).allMatch(edges -> edges.size() <= 4);
                            return overlay.isWhole() && overlay.neighbours().size() == 50;
                        },
                        100,
                        10_000))
                .as(world.overlay().toString())
                .isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void a_peer_restarted_on_its_address_is_in_again_at_once(long seed) {
        World world = World.settled(seed, 10);
        Address restarted = world.overlay().biggestHub();
        Map<String, String> before = world.status(restarted);

        world.operator.kill(restarted);
        world.network.runFor(200);
        world.startPeer(restarted);

        assertThat(world.isWholeWithin(3_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 100, 5_000))
                .isTrue();
        assertThat(Long.parseLong(world.status(restarted).get("epoch")))
                .isGreaterThan(Long.parseLong(before.get("epoch")));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void a_peer_restarted_with_a_clock_an_hour_behind_is_in_again(long seed) {
        World world = World.settled(seed, 10);
        Address restarted = World.peer(4);

        world.operator.kill(restarted);
        world.network.shiftWallClock(restarted, -3_600_000);
        world.startPeer(restarted);

        assertThat(world.isWholeWithin(3_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 100, 5_000))
                .isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void with_one_seed_of_three_alive_peers_still_join(long seed) {
        World world = new World(seed, 3);
        world.operator.kill(world.seeds.get(0));
        world.operator.powerOff(world.seeds.get(1));

        world.startPeers(10, 500);

        assertThat(world.isWholeWithin(10_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.told(Fact.QuorumMissed.class, 0)).isNotEmpty();

        long back = world.network.now();
        world.startSeed(world.seeds.get(0));
        world.startSeed(world.seeds.get(1));
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 500, 40_000))
                .as("seeds agree, %d ms after they came back", world.network.now() - back)
                .isTrue();
    }
}
