package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Publication;
import grapevine.sim.crowd.Brake;
import grapevine.sim.net.MessageName;
import grapevine.wire.Address;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** Neighbours that say {@code Slow}: those that lie are heeded next to never, and those that are slow lose nothing. */
class SlowNeighboursTest {
    private static final int PEERS = 12;

    /** From the origin to the far end. */
    private static final int HOPS = 5;

    private static final String KILOBYTE = "x".repeat(1024);

    /** Each peer tries to say something so often (ms). */
    private static final long EVERY = 100;

    private static final int SECONDS = 60;
    private static final long STEPS = SECONDS * 1000 / EVERY;

    @EachSeed(upTo = 8)
    void one_that_says_the_most_ten_times_a_second_is_heeded_for_a_second(long seed) {
        World world = World.settled(seed, PEERS);
        Brake liar = new Brake(world.network, World.peer((int) seed % PEERS));

        assertEverybodySpeaks(world, step -> liar.say(10_000, null), 0.95);

        assertThat(world.told(Fact.NeighbourSlow.class, 0))
                .extracting(told -> told.by() + " " + ((Fact.NeighbourSlow) told.fact()).neighbour())
                .containsExactly(liar.peer() + " " + liar.address());
    }

    @EachSeed(upTo = 8)
    void one_that_lies_by_turns_is_heeded_for_a_twentieth_of_the_time_at_most(long seed) {
        World world = World.settled(seed, PEERS);
        Brake liar = new Brake(world.network, World.peer((int) seed % PEERS));

        assertEverybodySpeaks(
                world,
                step -> {
                    if (step * EVERY / 10_000 % 2 == 0) {
                        liar.say(10_000, null);
                    }
                },
                0.95);
    }

    @EachSeed(upTo = 8)
    void two_that_lie_side_by_side_slow_nobody_down_for_long(long seed) {
        World world = World.settled(seed, PEERS);
        Address origin = World.peer((int) seed % PEERS);
        List<Brake> liars = List.of(new Brake(world.network, origin), new Brake(world.network, origin));

        assertEverybodySpeaks(world, step -> liars.forEach(liar -> liar.say(10_000, null)), 0.95);
    }

    @EachSeed(upTo = 8)
    void whoever_names_another_is_found_all_the_same(long seed) {
        World world = World.settled(seed, PEERS);
        Brake liar = new Brake(world.network, World.peer((int) seed % PEERS));
        Address innocent = World.peer((int) (seed + 5) % PEERS);

        assertEverybodySpeaks(world, step -> liar.say(10_000, innocent), 0.95);

        assertThat(world.told(Fact.NeighbourSlow.class, 0))
                .extracting(told -> ((Fact.NeighbourSlow) told.fact()).neighbour())
                .containsOnly(liar.address());
        assertThat(world.told(Fact.SlowedDown.class, 0))
                .isNotEmpty()
                .allMatch(told -> innocent.equals(((Fact.SlowedDown) told.fact()).by()));
    }

    @EachSeed(upTo = 8)
    void behind_a_chain_of_peers_a_liar_slows_nobody_down_for_long(long seed) {
        World world = World.chain(seed, 6);
        Brake liar = new Brake(world.network, World.peer(5));

        assertEverybodySpeaks(world, step -> liar.say(10_000, null), 0.95);
    }

    @EachSeed(upTo = 4)
    void one_that_reads_slowly_holds_up_nobody_for_long(long seed) {
        World world = World.settled(seed, PEERS);
        Brake slow = readsSlowly(world, (int) seed);

        assertOneSpeaks(world, slow.peer(), () -> {});

        assertThat(world.told(Fact.NeighbourSlow.class, 0))
                .extracting(told -> told.by() + " " + ((Fact.NeighbourSlow) told.fact()).neighbour())
                .containsExactly(slow.peer() + " " + slow.address());
    }

    @EachSeed(upTo = 4)
    void one_that_asks_for_everything_and_reads_slowly_holds_up_nobody_for_long(long seed) {
        World world = World.settled(seed, PEERS);
        Brake slow = readsSlowly(world, (int) seed);
        OriginRanges everything =
                new OriginRanges(world.name(slow.peer(), 1).origin(), List.of(new Range(1, 1_000_000)));

        assertOneSpeaks(world, slow.peer(), () -> slow.ask(List.of(everything)));
    }

    /** One says a kilobyte a hundred times a second for a minute; nearly all of that is taken, and is everywhere. */
    private static void assertOneSpeaks(World world, Address origin, Runnable eachStep) {
        long accepted = 0;
        for (int step = 0; step < 6_000; step++) {
            eachStep.run();
            accepted += world.publish(origin, KILOBYTE) == Publication.ACCEPTED ? 1 : 0;
            world.network.runFor(10);
        }
        world.network.runFor(5_000);
        assertThat(accepted).isGreaterThanOrEqualTo(6_000 * 95 / 100);
        Set<MessageName> all = new HashSet<>();
        for (long n = 1; n <= accepted; n++) {
            all.add(world.name(origin, n));
        }
        world.assertDeliveredOnce(new HashSet<>(world.speakers()), all);
    }

    private static Brake readsSlowly(World world, int at) {
        Brake slow = new Brake(world.network, World.peer(at % PEERS));
        world.network.runFor(100);
        world.network.letOvertake();
        world.operator.thin(List.of(slow.address()), 40_000);
        return slow;
    }

    @EachSeed(upTo = 4)
    void a_bottleneck_at_the_far_end_slows_an_origin_and_loses_nothing_and_a_liar_beside_that_one_changes_nothing(
            long seed) {
        World alone = withBottleneck(seed, 16_000_000);
        long acceptedAlone = speakAsMuchAsMayBe(alone, 5, () -> {});
        World beside = withBottleneck(seed, 16_000_000);
        Brake liar = new Brake(beside.network, World.peer(0));
        beside.network.runFor(100);
        liar.say(10_000, null);
        beside.network.runFor(1000); // the only one for which it is heeded
        long accepted = speakAsMuchAsMayBe(beside, 5, () -> liar.say(10_000, null));

        assertThat(acceptedAlone).as("two megabytes a second").isBetween(2_500L, 4_000L);
        assertThat(accepted).isGreaterThanOrEqualTo(acceptedAlone * 95 / 100);
        assertThat(alone.told(Fact.NeighbourSlow.class, 0)).isEmpty();
        assertThat(beside.told(Fact.NeighbourSlow.class, 0)).hasSize(1);
    }

    @EachSeed(upTo = 4)
    void one_behind_a_thin_way_slows_nobody_down_for_long_and_fetches_everything(long seed) {
        World world = withBottleneck(seed, 2_000_000);

        long accepted = speakAsMuchAsMayBe(world, 1, () -> {});

        assertThat(accepted).as("the origin goes on").isGreaterThan(1_100);
        assertThat(world.told(Fact.NeighbourSlow.class, 0))
                .extracting(told -> told.by() + " " + ((Fact.NeighbourSlow) told.fact()).neighbour())
                .containsOnly(World.peer(HOPS - 1) + " " + World.peer(HOPS));
    }

    private static World withBottleneck(long seed, long bitsPerSecond) {
        World world = World.chain(seed, HOPS + 1);
        world.network.letOvertake();
        world.operator.thin(List.of(World.peer(HOPS)), bitsPerSecond);
        return world;
    }

    /** The first peer says so much each 10 ms for 12 s, 8 kB each, if it is taken; all of that has to be everywhere. */
    private static long speakAsMuchAsMayBe(World world, int atOnce, Runnable eachStep) {
        String text = "x".repeat(8_000);
        Address origin = World.peer(0);
        long accepted = 0;
        for (int step = 0; step < 1200; step++) {
            eachStep.run();
            for (int i = 0; i < atOnce; i++) {
                accepted += world.publish(origin, text) == Publication.ACCEPTED ? 1 : 0;
            }
            world.network.runFor(10);
        }
        world.network.runFor(120_000);
        Set<MessageName> all = new HashSet<>();
        for (long n = 1; n <= accepted; n++) {
            all.add(world.name(origin, n));
        }
        world.assertDeliveredOnce(new HashSet<>(world.speakers()), all);
        return accepted;
    }

    /** Everybody says something ten times a second for a minute; such a share has to be taken, and be everywhere. */
    private static void assertEverybodySpeaks(World world, LongConsumer eachStep, double share) {
        Map<Address, Long> accepted = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            eachStep.accept(step);
            for (Address peer : world.speakers()) {
                if (world.publish(peer, KILOBYTE) == Publication.ACCEPTED) {
                    accepted.merge(peer, 1L, Long::sum);
                }
            }
            world.network.runFor(EVERY);
        }
        world.network.runFor(10_000);
        Set<MessageName> all = new HashSet<>();
        accepted.forEach((peer, count) -> {
            for (long n = 1; n <= count; n++) {
                all.add(world.name(peer, n));
            }
        });
        assertThat(accepted).hasSameSizeAs(world.speakers());
        assertThat(accepted.values()).as("of " + STEPS).allMatch(count -> count >= STEPS * share);
        world.assertDeliveredOnce(new HashSet<>(world.speakers()), all);
    }
}
