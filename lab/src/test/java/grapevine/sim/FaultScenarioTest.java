package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.sim.net.Told;
import grapevine.wire.Address;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a network, and how it heals; all with the default periods. */
class FaultScenarioTest {
    /** Whoever believes that it is the oldest asks the seeds for somebody older this often, ms. */
    private static final long RENEWAL = 20_000;

    /** When a seed forgets whoever it hears nothing of, at the latest, ms: one whose neighbours all died with it. */
    private static final long LEASE = 61_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_biggest_hub_killed_is_gone_at_the_seeds_within_five_seconds_and_its_orphans_linked(long seed) {
        World world = World.settled(seed, 20);
        Address hub = world.overlay().biggestHub();

        world.operator.kill(hub);

        assertThat(world.network.runUntil(() -> !world.isListedSomewhere(hub), 100, 5_000))
                .isTrue();
        assertThat(world.isWholeWithin(10_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 100, 10_000))
                .isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_silent_host_is_reported_within_41_seconds_and_gone_within_46(long seed) {
        World world = World.settled(seed, 20);
        Address silent = world.overlay().biggestHub();
        Set<Address> neighbours = new TreeSet<>(world.overlay().neighbours().get(silent));
        long since = world.network.now();

        world.operator.powerOff(silent);

        assertThat(world.network.runUntil(() -> !world.isListedSomewhere(silent), 100, 46_000))
                .isTrue();
        world.network.runFor(Math.max(0, since + 41_000 - world.network.now()));
        List<Told> dead = world.told(Fact.NeighbourDead.class, since);
        assertThat(dead).isNotEmpty();
        assertThat(dead).extracting(Told::by).hasSameElementsAs(neighbours).doesNotHaveDuplicates();
        assertThat(world.isWholeWithin(10_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 100, 10_000))
                .isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void three_of_ten_frozen_for_twenty_seconds_are_not_reported(long seed) {
        World world = World.settled(seed, 10);
        long since = world.network.now();
        List<Address> frozen = List.of(World.peer(0), World.peer(3), World.peer(7));

        frozen.forEach(world.operator::freeze);
        world.network.runFor(20_000);
        frozen.forEach(world.operator::thaw);
        world.network.runFor(60_000);

        assertNobodyHeldForDead(world, since);
        assertThat(world.overlay().isWhole()).as(world.overlay().toString()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_seed_frozen_for_seventy_seconds_lets_no_lease_expire(long seed) {
        World world = World.settled(seed, 10);
        long since = world.network.now();

        world.operator.freeze(world.seeds.get(1));
        world.network.runFor(70_000);
        world.operator.thaw(world.seeds.get(1));
        world.network.runFor(90_000);

        assertNobodyHeldForDead(world, since);
        assertThat(world.seedsAgreeWithTheOverlay()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_peer_frozen_for_a_minute_is_removed_and_returns_as_the_same(long seed) {
        World world = World.settled(seed, 12);
        Address frozen = world.overlay().biggestHub();
        Address other = World.peer(frozen.equals(World.peer(1)) ? 2 : 1);
        Map<String, String> before = world.status(frozen);
        world.publish(frozen, "before");
        world.network.runFor(1_000);

        world.operator.freeze(frozen);
        world.network.runFor(46_000);
        assertThat(world.isListedSomewhere(frozen)).isFalse();
        world.publish(other, "meanwhile");
        world.network.runFor(14_000);
        world.operator.thaw(frozen);

        assertThat(world.network.runUntil(() -> world.isListedEverywhere(frozen), 100, 10_000))
                .isTrue();
        assertThat(world.isWholeWithin(RENEWAL)).as(world.overlay().toString()).isTrue();
        world.publish(frozen, "after");
        world.network.runFor(5_000);
        Map<String, String> after = world.status(frozen);
        assertThat(after.get("epoch")).isEqualTo(before.get("epoch"));
        assertThat(after.get("age")).isEqualTo(before.get("age"));
        assertThat(Long.parseLong(after.get("revision"))).isGreaterThan(Long.parseLong(before.get("revision")));
        Set<Address> others = new TreeSet<>(world.livePeers());
        others.remove(frozen);
        world.assertDeliveredOnce(others, Set.of(world.name(frozen, 1), world.name(frozen, 2), world.name(other, 1)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_peer_that_leaves_is_gone_at_once_and_nobody_calls_it_dead(long seed) {
        World world = World.settled(seed, 12);
        Address leaving = world.overlay().biggestHub();
        long since = world.network.now();

        world.operator.leave(leaving);

        assertThat(world.network.runUntil(
                        () -> !world.isListedSomewhere(leaving)
                                && world.network.host(leaving).hasStopped(),
                        50,
                        2_000))
                .isTrue();
        assertThat(world.isWholeWithin(5_000)).as(world.overlay().toString()).isTrue();
        world.network.runFor(60_000);
        assertNobodyHeldForDead(world, since, "left");
        assertThat(world.told(Fact.NeighbourLeft.class, since)).isNotEmpty();
        assertThat(world.seedsAgreeWithTheOverlay()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_third_of_thirty_peers_killed_at_once_leaves_one_component_and_exact_lists(long seed) {
        World world = World.settled(seed, 30);

        for (int i = 0; i < 30; i += 3) {
            world.operator.kill(World.peer(i));
        }

        assertThat(world.isWholeWithin(10_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.network.runUntil(world::seedsAgreeWithTheOverlay, 100, LEASE))
                .isTrue();
    }

    private static void assertNobodyHeldForDead(World world, long since, String... allowed) {
        assertThat(world.told(Fact.NeighbourDead.class, since)).isEmpty();
        assertThat(world.told(Fact.DeadReported.class, since)).isEmpty();
        assertThat(world.told(Fact.PeerRemoved.class, since))
                .extracting(told -> ((Fact.PeerRemoved) told.fact()).why())
                .isSubsetOf(allowed.length == 0 ? List.of() : List.of(allowed[0], "told-by-seed"));
    }
}
