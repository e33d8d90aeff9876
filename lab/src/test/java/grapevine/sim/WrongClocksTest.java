package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.HybridTime;
import grapevine.node.Fact;
import grapevine.policy.Clocks;
import grapevine.sim.net.Told;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks in which some clocks are wrong, from the start or by a step: nobody is kept out for it. */
class WrongClocksTest {
    private static final int SEEDS = 3;
    private static final int PEERS = 12;

    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    /** As far as wrong clocks are off; the last two are about 1970 and 2106. */
    private static final long[] OFFSETS = {-2 * HOUR, 2 * HOUR, -DAY, DAY, 120_000, -120_000, 80 * YEAR, Long.MIN_VALUE
    };

    static LongStream networks() {
        return LongStream.rangeClosed(1, Long.getLong("grapevine.networks", 60));
    }

    @ParameterizedTest(name = "network {0}")
    @MethodSource("networks")
    void all_join_stay_listed_and_hear_everything_once(long number) {
        RandomGenerator random = new SplittableRandom(number);
        World world = new World(number, SEEDS);
        List<Address> nodes = new ArrayList<>(world.seeds);
        nodes.addAll(World.peers(PEERS));
        nodes.forEach(node -> mayGoWrong(world, node, random));

        world.seeds.forEach(seed -> restart(world, seed));
        world.startPeers(PEERS, random.nextInt(1000));
        assertThat(world.isWholeWithin(30_000)).as(world.overlay().toString()).isTrue();

        nodes.forEach(node -> mayGoWrong(world, node, random));
        world.network.runFor(120_000);
        Address late = World.peer(PEERS);
        mayGoWrong(world, late, random);
        world.startPeer(late);
        assertThat(world.isWholeWithin(30_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(() -> isListedEverywhere(world), 100, 60_000))
                .isTrue();

        Address sender = World.peer(random.nextInt(PEERS));
        world.publish(sender, "to all");
        world.publish(late, "to all, from the last");
        world.network.runFor(10_000);
        world.assertDeliveredOnce(world.livePeers(), Set.of(world.name(sender, 1), world.name(late, 1)));
        assertThat(world.told(Fact.PeerRemoved.class, 0)).isEmpty();
        world.invariants.finish();
        assertThat(world.invariants.violations()).isEmpty();
    }

    @Test
    void one_that_the_first_answer_of_a_new_seed_made_the_oldest_of_all_finds_the_others() {
        World world = new World(1, 1);
        world.startPeers(PEERS, 100);
        world.network.runFor(20_000);

        world.network.shiftWallClock(world.seeds.get(0), 1 - world.network.wallTime());
        restart(world, world.seeds.get(0));
        world.network.runFor(10);
        world.startPeer(World.peer(PEERS));

        assertThat(world.isWholeWithin(60_000)).as(world.overlay().toString()).isTrue();
    }

    @Test
    void whose_clock_is_wrong_is_told_once_by_itself_and_by_those_who_hear_it() {
        World world = new World(7, SEEDS);
        Address seed = world.seeds.get(1);
        Address peer = World.peer(3);
        world.network.shiftWallClock(seed, 2 * HOUR);
        world.network.shiftWallClock(peer, -DAY);
        restart(world, seed);
        world.startPeers(PEERS, 100);
        world.network.runFor(300_000);

        List<Told> told = world.told(Fact.ClockDiffers.class, 0);
        assertThat(told)
                .filteredOn(each -> differs(each).wrong().equals("ours"))
                .extracting(Told::by)
                .containsExactlyInAnyOrder(seed, peer);
        assertThat(told)
                .filteredOn(each -> differs(each).wrong().equals("theirs"))
                .isNotEmpty()
                .allMatch(each -> Set.of(seed, peer).contains(differs(each).peer()))
                .extracting(each -> each.by() + " of " + differs(each).peer())
                .doesNotHaveDuplicates();
        assertThat(told).noneMatch(each -> differs(each).wrong().equals("either"));
    }

    @Test
    void a_peer_whose_clock_is_set_wrong_while_it_runs_tells_its_own_and_no_other() {
        World world = new World(8, SEEDS);
        Address seed = world.seeds.get(0);
        world.network.shiftWallClock(seed, 2 * HOUR);
        world.startPeers(PEERS, 100);
        world.network.runFor(120_000);
        Address peer = World.peer(PEERS - 1);
        int before = world.told(Fact.ClockDiffers.class, 0).size();

        world.network.shiftWallClock(peer, DAY);
        world.network.runFor(300_000);

        List<Told> told = world.told(Fact.ClockDiffers.class, 0);
        assertThat(told.subList(before, told.size()))
                .filteredOn(each -> each.by().equals(peer))
                .extracting(each -> differs(each).wrong())
                .containsExactly("ours");
    }

    @ParameterizedTest(name = "{0} seeds")
    @ValueSource(ints = {1, 3})
    void what_the_oldest_of_all_answers_is_later_than_the_question_though_its_clock_is_behind(int seeds) {
        World world = new World(9, seeds).with(settings -> settings.clocks(Clocks.ON));
        Address oldest = World.peer(0);
        world.network.shiftWallClock(oldest, -2 * HOUR);
        world.startPeers(PEERS, 100);
        world.network.runFor(20_000);

        assertAnswersAreLater(world, World.peer(PEERS - 1), oldest);
    }

    @Test
    void without_seeds_so_is_what_the_one_answers_whom_all_the_others_dialled() {
        World world = new World(10, 0);
        Address first = host(1);
        world.network.shiftWallClock(first, -2 * HOUR);
        world.with(settings -> settings.clocks(Clocks.ON)).startPeer(first);
        world.with(settings -> settings.clocks(Clocks.ON).contacts(List.of(first)));
        for (int i = 2; i <= 4; i++) {
            world.network.runFor(500);
            world.startPeer(host(i));
        }
        world.network.runFor(20_000);

        assertAnswersAreLater(world, host(4), first);
    }

    private static void assertAnswersAreLater(World world, Address asks, Address answers) {
        long since = world.network.now();
        world.publish(asks, "question");
        world.network.runFor(5_000);
        world.publish(answers, "answer");

        List<HybridTime> times = world.told(Fact.MessageSent.class, since).stream()
                .map(told -> ((Fact.MessageSent) told.fact()).message().time())
                .map(HybridTime::parse)
                .toList();
        assertThat(times).hasSize(2);
        assertThat(times.get(1)).isGreaterThan(times.get(0));
    }

    /** The address of a peer on a host of its own. */
    private static Address host(int number) {
        return Address.parse("10.0.0." + number + ":6001");
    }

    private static Fact.ClockDiffers differs(Told told) {
        return (Fact.ClockDiffers) told.fact();
    }

    private static boolean isListedEverywhere(World world) {
        return world.livePeers().stream().allMatch(world::isListedEverywhere);
    }

    private static void restart(World world, Address seed) {
        world.operator.kill(seed);
        world.startSeed(seed);
    }

    /** Half of the clocks are right. */
    private static void mayGoWrong(World world, Address node, RandomGenerator random) {
        if (random.nextBoolean()) {
            long offset = OFFSETS[random.nextInt(OFFSETS.length)];
            world.network.shiftWallClock(node, Math.max(offset, 1 - world.network.wallTime()));
        }
    }
}
