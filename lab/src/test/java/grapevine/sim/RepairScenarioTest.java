package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Publication;
import grapevine.policy.Dissemination;
import grapevine.sim.net.LinkFaults;
import grapevine.sim.net.MessageName;
import grapevine.wire.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was lost on the way is found and got by comparing. */
class RepairScenarioTest {
    private static final int PEERS = 20;
    private static final long REPAIR_PERIOD = 30_000;

    private final Set<MessageName> sent = new LinkedHashSet<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void after_ten_minutes_in_two_halves_everybody_has_everything_a_minute_after_the_first_link(long seed) {
        World world = World.settled(seed, PEERS);

        partitionAndHeal(world);

        world.assertDeliveredOnce(world.livePeers(), sent);
        assertThat(world.isWholeWithin(1)).as(world.overlay().toString()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void and_without_any_seed(long seed) {
        World world = World.settled(seed, PEERS);
        world.network.runFor(60_000);
        world.seeds.forEach(world.operator::kill);

        partitionAndHeal(world);

        world.assertDeliveredOnce(world.livePeers(), sent);
    }

    /**
     * Ten minutes, the last eight of them with messages on both sides; then a minute from the first link between them.
     */
    private void partitionAndHeal(World world) {
        Set<Address> half = new LinkedHashSet<>(World.peers(PEERS).subList(0, PEERS / 2));
        List<Address> one = new ArrayList<>(half);
        List<Address> other = new ArrayList<>(World.peers(PEERS).subList(PEERS / 2, PEERS));
        one.addAll(world.seeds);
        world.operator.partition(List.of(one, other));
        world.network.runFor(2 * 60_000);
        for (int n = 1; n <= 48; n++) {
            publish(world, one.get(n % 10));
            publish(world, other.get(n % 10));
            world.network.runFor(10_000);
        }
        long healed = world.network.now();
        world.operator.heal();
        assertThat(world.network.runUntil(() -> linkedAcross(world, half, healed), 100, 60_000))
                .as("a link between the halves")
                .isTrue();
        world.network.runFor(60_000);
    }

    private static boolean linkedAcross(World world, Set<Address> half, long since) {
        return world.told(Fact.LinkMade.class, since).stream()
                .anyMatch(told -> told.fact() instanceof Fact.LinkMade made
                        && half.contains(told.by()) != half.contains(made.neighbour()));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Dissemination.class)
    void gossip_thrown_away_for_ten_seconds_is_everywhere_two_repair_periods_later(Dissemination how) {
        for (long seed = 1; seed <= 4; seed++) {
            sent.clear();
            World world = new World(seed, 3).with(settings -> settings.dissemination(how));
            world.startPeers(PEERS, 50);
            world.network.runFor(20_000);
            world.livePeers().forEach(peer -> world.operator.loseGossip(peer, 0.3));
            for (int n = 0; n < 100; n++) {
                publish(world, World.peer(n % PEERS));
                world.network.runFor(100);
            }
            world.livePeers().forEach(peer -> world.operator.loseGossip(peer, 0));

            world.network.runFor(2 * REPAIR_PERIOD);

            world.assertDeliveredOnce(world.livePeers(), sent);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Dissemination.class)
    void a_message_that_its_origin_dropped_on_every_link_is_announced_by_it_and_everywhere_in_two_seconds(
            Dissemination how) {
        for (long seed = 1; seed <= 6; seed++) {
            sent.clear();
            World world = new World(seed, 3).with(settings -> settings.dissemination(how));
            world.startPeers(PEERS, 50);
            world.network.runFor(20_000);
            Address origin = World.peer((int) seed);

            world.operator.loseGossip(origin, 1);
            publish(world, origin);
            world.network.runFor(50);
            world.operator.loseGossip(origin, 0);

            world.network.runFor(2_000);
            world.assertDeliveredOnce(world.livePeers(), sent);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Dissemination.class)
    void and_where_its_announcements_are_lost_as_well_it_is_found_by_comparing(Dissemination how) {
        for (long seed = 1; seed <= 6; seed++) {
            sent.clear();
            World world = new World(seed, 3).with(settings -> settings.dissemination(how));
            world.startPeers(PEERS, 50);
            world.network.runFor(20_000);

            world.network.trouble(new LinkFaults(0, Duration.ZERO, 0, 0, 0, 1));
            publish(world, World.peer((int) seed));
            world.network.runFor(150);
            world.network.trouble(LinkFaults.NONE);

            world.network.runFor(2 * REPAIR_PERIOD);
            world.assertDeliveredOnce(world.livePeers(), sent);
        }
    }

    private void publish(World world, Address from) {
        assertThat(world.publish(from, "message " + sent.size())).isEqualTo(Publication.ACCEPTED);
        sent.add(world.name(
                from,
                1
                        + sent.stream()
                                .filter(name -> name.origin().address().equals(from))
                                .count()));
    }
}
