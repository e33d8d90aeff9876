package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Partial views in a network of a thousand, and healing by them and by remembered neighbours, without any seed. */
class SamplingScenarioTest {
    private static final int PEERS = 1000;
    private static final long CYCLE = 30_000;

    @Test
    void in_a_thousand_peers_each_is_known_to_about_thirty_and_the_dead_are_forgotten_within_twenty_cycles() {
        World world = new World(1, 3);
        world.network.sendThrough(message -> message);
        world.startPeers(PEERS, 20);
        world.network.runFor(20 * CYCLE);

        Map<Address, Integer> inDegrees = new HashMap<>();
        for (Address peer : world.livePeers()) {
            List<Address> view = world.view(peer);
            assertThat(view).hasSize(30).doesNotHaveDuplicates().doesNotContain(peer);
            view.forEach(known -> inDegrees.merge(known, 1, Integer::sum));
        }
        double variance = 0;
        for (Address peer : world.livePeers()) {
            variance += Math.pow(inDegrees.getOrDefault(peer, 0) - 30, 2) / PEERS;
        }
        assertThat(Math.sqrt(variance))
                .as("standard deviation of the in-degree")
                .isLessThanOrEqualTo(9);

        for (int i = 0; i < PEERS; i += 2) {
            world.operator.kill(World.peer(i));
        }
        world.network.runFor(20 * CYCLE);

        Set<Address> live = world.livePeers();
        long links = 0;
        long dead = 0;
        for (Address peer : live) {
            for (Address known : world.view(peer)) {
                links++;
                dead += live.contains(known) ? 0 : 1;
            }
        }
        assertThat(links).isGreaterThan(29L * live.size());
        assertThat(dead).as("dead of %d", links).isLessThan(links / 100);
        assertThat(world.overlay().isWhole()).as(world.overlay().toString()).isTrue();
    }

    @EachSeed(upTo = 3)
    void with_all_seeds_down_for_hours_a_network_that_loses_a_peer_every_minute_stays_whole(long seed) {
        World world = World.settled(seed, 60);
        world.network.runFor(120_000);
        world.seeds.forEach(world.operator::kill);

        for (int minute = 0; minute < 30; minute++) {
            List<Address> live = new ArrayList<>(world.livePeers());
            world.operator.kill(live.get(world.network.random("victim" + minute).nextInt(live.size())));
            world.network.runFor(240_000);
        }

        assertThat(world.isWholeWithin(60_000)).as(world.overlay().toString()).isTrue();
    }

    @EachSeed(upTo = 4)
    void after_ten_minutes_of_partition_without_any_seed_the_sides_are_one_within_a_minute(long seed) {
        World world = World.settled(seed, 60);
        world.network.runFor(120_000);
        world.seeds.forEach(world.operator::kill);
        Set<Address> side = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            if (world.network.random("side" + i).nextBoolean()) {
                side.add(World.peer(i));
            }
        }
        world.operator.isolate(side);
        world.network.runFor(600_000);
        assertThat(world.overlay().components()).hasSize(2);

        world.operator.heal();

        assertThat(world.isWholeWithin(60_000)).as(world.overlay().toString()).isTrue();
        assertThat(crossings(world, side))
                .as("links between the sides, 10 on average; that none is the only one")
                .isGreaterThan(1);
    }

    @EachSeed(upTo = 8)
    void the_oldest_frozen_for_a_minute_is_found_again_at_once(long seed) {
        World world = World.settled(seed, 20);
        world.operator.freeze(World.peer(0));
        world.network.runFor(60_000);

        world.operator.thaw(World.peer(0));

        assertThat(world.isWholeWithin(3_000)).as(world.overlay().toString()).isTrue();
    }

    private static long crossings(World world, Set<Address> side) {
        return world.overlay().neighbours().entrySet().stream()
                .filter(each -> side.contains(each.getKey()))
                .flatMap(each -> each.getValue().stream())
                .filter(neighbour -> !side.contains(neighbour))
                .count();
    }
}
