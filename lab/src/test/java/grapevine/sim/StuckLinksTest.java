package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.sim.net.MessageName;
import grapevine.wire.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that carry nothing although both ends live: they are replaced, and nobody is held for dead. */
class StuckLinksTest {
    private static final String LARGE = "x".repeat(60_000);

    @EachSeed(upTo = 8)
    void where_no_full_segment_passes_everything_arrives_within_45_seconds_and_nobody_is_held_for_dead(long seed) {
        World world = World.settled(seed, 3);
        long since = world.network.now();
        world.operator.narrow(Set.of(World.peer(0), world.seeds.get(0)));

        List<Address> senders = List.of(World.peer(0), World.peer(1));
        world.publish(World.peer(0), LARGE);
        for (int i = 0; i < 40; i++) {
            senders.forEach(sender -> world.publish(sender, "small"));
            world.network.runFor(1000);
        }
        world.network.runFor(5000);
        assertHeardAll(world, 41, 40);

        world.publish(World.peer(0), LARGE);
        world.network.runFor(1000);
        assertHeardAll(world, 42, 40);
        assertThat(world.told(Fact.NeighbourDead.class, since)).isEmpty();
        assertThat(world.told(Fact.LinkStuck.class, since))
                .isNotEmpty()
                .extracting(told -> told.by() + " " + ((Fact.LinkStuck) told.fact()).neighbour())
                .doesNotHaveDuplicates();
    }

    @EachSeed(upTo = 8)
    void of_twenty_of_whom_a_third_is_behind_a_narrow_way_all_hear_all(long seed) {
        World world = World.settled(seed, 20);
        long since = world.network.now();
        world.operator.narrow(World.peers(7));

        for (int i = 0; i < 100; i++) {
            world.publish(World.peer(i % 20), i % 10 == 0 ? LARGE : "small");
            world.network.runFor(2000);
        }
        world.network.runFor(45_000);

        for (int i = 0; i < 20; i++) {
            Address sender = World.peer(i);
            Set<MessageName> all = new HashSet<>();
            for (int n = 1; n <= 5; n++) {
                all.add(world.name(sender, n));
            }
            world.assertDeliveredOnce(world.livePeers(), all);
        }
        assertThat(world.told(Fact.NeighbourDead.class, since)).isEmpty();
        assertThat(world.told(Fact.LinkStuck.class, since)).isNotEmpty();
        assertThat(world.overlay().isWhole()).as(world.overlay().toString()).isTrue();
    }

    @EachSeed(upTo = 4)
    void small_messages_that_fill_segments_together_arrive_too(long seed) {
        World world = World.settled(seed, 3);
        long since = world.network.now();
        world.operator.narrow(Set.of(World.peer(0), world.seeds.get(0)));

        for (int n = 1; n <= 200; n++) {
            world.publish(World.peer(0), "one of two hundred in one go");
        }
        world.network.runFor(45_000);

        assertHeardAll(world, 200, 0);
        assertThat(world.told(Fact.NeighbourDead.class, since)).isEmpty();
        assertThat(world.told(Fact.LinkStuck.class, since)).isNotEmpty();
    }

    @EachSeed(upTo = 4)
    void who_joins_from_behind_a_narrow_way_learns_of_all_the_others(long seed) {
        World world = World.settled(seed, 140);
        Address newcomer = World.peer(140);
        world.operator.narrow(Set.of(newcomer));

        world.startPeer(newcomer);

        assertThat(world.isWholeWithin(5000)).as(world.overlay().toString()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void a_seed_behind_a_narrow_way_lists_whoever_joins_and_goes_on_listing_all(long seed) {
        World world = World.settled(seed, 140);
        Address narrowed = world.seeds.get(0);
        long since = world.network.now();
        world.operator.narrow(Set.of(narrowed));

        world.startPeer(World.peer(140));
        world.network.runFor(120_000);

        assertThat(world.isWholeWithin(5000)).as(world.overlay().toString()).isTrue();
        assertThat(world.listedAt(narrowed)).containsOnlyKeys(world.livePeers());
        assertThat(world.told(Fact.PeerRemoved.class, since)).isEmpty();
    }

    @EachSeed(upTo = 8)
    void of_a_hub_of_sixty_four_links_that_stands_still_for_35_seconds_at_most_one_in_twenty_is_gone(long seed) {
        World world = World.settled(seed, 150);
        Address hub = world.overlay().biggestHub();
        Set<Address> before = world.overlay().neighbours().get(hub);
        world.network.runFor(20_000);

        world.operator.freeze(hub);
        for (int i = 0; i < 35; i++) {
            if (seed % 2 == 0) {
                world.publish(World.peer(149 - i), "on the way");
            }
            world.network.runFor(1000);
        }
        world.operator.thaw(hub);
        world.network.runFor(60_000);

        Set<Address> gone = new HashSet<>(before);
        gone.removeAll(world.overlay().neighbours().get(hub));
        assertThat(before).hasSizeGreaterThan(64);
        assertThat(gone).hasSizeLessThanOrEqualTo(before.size() / 20);
    }

    private static void assertHeardAll(World world, int ofFirst, int ofSecond) {
        Set<MessageName> all = new HashSet<>();
        for (int n = 1; n <= ofFirst; n++) {
            all.add(world.name(World.peer(0), n));
        }
        for (int n = 1; n <= ofSecond; n++) {
            all.add(world.name(World.peer(1), n));
        }
        world.assertDeliveredOnce(world.livePeers(), all);
    }
}
