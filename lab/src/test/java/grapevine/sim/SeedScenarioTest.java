package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.wire.Address;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What seeds agree on, and when. */
class SeedScenarioTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void seeds_cut_off_from_each_other_agree_again_once_the_cut_is_healed(long seed) {
        World world = new World(seed, 3);
        world.startPeers(8, 200);
        world.network.runFor(5_000);

        world.operator.partition(
                List.of(Set.of(world.seeds.get(0)), Set.of(world.seeds.get(1)), Set.of(world.seeds.get(2))));
        for (int i = 8; i < 14; i++) {
            world.startPeer(World.peer(i));
            world.network.runFor(5_000);
        }
        world.operator.kill(World.peer(3));
        world.network.runFor(30_000);
        world.operator.heal();

        assertThat(world.isWholeWithin(10_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 500, 35_000))
                .isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void all_seeds_restarted_empty_know_everyone_after_one_renewal_period(long seed) {
        World world = World.settled(seed, 15);
        long since = world.network.now();

        world.seeds.forEach(world.operator::kill);
        world.network.runFor(3_000);
        world.seeds.forEach(world::startSeed);

        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 500, 25_000))
                .isTrue();
        assertThat(world.told(Fact.NeighbourDead.class, since)).isEmpty();
        assertThat(world.overlay().isWhole()).as(world.overlay().toString()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void a_peer_that_registered_with_two_seeds_is_known_to_the_third_at_once(long seed) {
        World world = new World(seed, 3);
        Address peer = World.peer(0);

        world.startPeer(peer);

        assertThat(world.network.runUntil(() -> world.isListedEverywhere(peer), 50, 1_000))
                .isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void a_part_of_the_network_cut_off_with_a_seed_finds_the_other_part_again(long seed) {
        World world = World.settled(seed, 12);

        world.operator.isolate(
                Set.of(world.seeds.get(0), World.peer(0), World.peer(1), World.peer(2), World.peer(3), World.peer(4)));
        world.network.runFor(120_000);
        world.operator.heal();

        assertThat(world.isWholeWithin(60_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 500, 60_000))
                .isTrue();
    }
}
