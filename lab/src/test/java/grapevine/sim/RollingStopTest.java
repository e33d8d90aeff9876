package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.Publication;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.Told;
import grapevine.wire.Address;
import grapevine.wire.Origin;
import grapevine.wire.Range;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers of a chain leave one after the other, or together: what was accepted arrives, or is said not to be held. */
class RollingStopTest {
    private static final int PEERS = 5;
    private static final Address FAR = World.peer(PEERS - 1);
    private static final int MESSAGES = 5;
    private static final String SIXTY_FOUR_KIB = "x".repeat(64 * 1024);
    private static final long PATIENCE = 10_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void what_a_leaver_took_over_it_hands_on_before_it_leaves_in_its_turn(long seed) {
        World world = World.chain(seed, PEERS);
        Set<MessageName> all = publish(world, SIXTY_FOUR_KIB);

        stopOneAfterTheOther(world);

        assertThat(world.told(Fact.MessagesNotHeld.class, 0)).isEmpty();
        world.assertDeliveredOnce(Set.of(FAR), all);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void what_is_on_its_way_to_the_next_is_read_there_before_that_one_leaves(long seed) {
        World world = World.chain(seed, PEERS);
        Set<MessageName> all = publish(world, "short");

        stopOneAfterTheOther(world);

        assertThat(world.told(Fact.MessagesNotHeld.class, 0)).isEmpty();
        world.assertDeliveredOnce(Set.of(FAR), all);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void over_thin_links_it_takes_the_time_it_needs(long seed) {
        World world = World.chain(seed, PEERS);
        world.operator.thin(World.peers(PEERS), 8_000_000);
        Set<MessageName> all = publish(world, SIXTY_FOUR_KIB);

        stopOneAfterTheOther(world);

        assertThat(world.told(Fact.MessagesNotHeld.class, 0)).isEmpty();
        world.assertDeliveredOnce(Set.of(FAR), all);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void over_one_so_thin_that_all_of_it_takes_longer_than_silence_may_it_is_heard_to_the_end(long seed) {
        World world = World.chain(seed, 2);
        Address leaver = World.peer(0);
        PeerNode node = (PeerNode) world.network.host(leaver).node();
        world.operator.thin(List.of(leaver), 64_000);
        Set<MessageName> all = publish(world, SIXTY_FOUR_KIB);

        long begun = world.network.now();
        world.network.act(leaver, now -> node.leave(now, 300_000));
        assertThat(world.network.runUntil(() -> !world.network.up().contains(leaver), 100, 300_000))
                .isTrue();

        assertThat(world.network.now() - begun).isGreaterThan(40_000);
        assertThat(world.told(Fact.MessagesNotHeld.class, 0)).isEmpty();
        world.assertDeliveredOnce(Set.of(World.peer(1)), all);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_is_not_with_one_that_stays_when_all_neighbours_leave_too_is_said(long seed) {
        World world = World.chain(seed, PEERS);
        Set<MessageName> lacking = publish(world, SIXTY_FOUR_KIB);

        for (int i = 0; i < PEERS - 1; i++) {
            world.operator.leave(World.peer(i));
        }
        awaitEnd(world, World.peer(0));
        world.network.runFor(PATIENCE);

        lacking.removeAll(world.network.host(FAR).deliveries().keySet());
        assertThat(lacking).isNotEmpty();
        List<Told> told = world.told(Fact.MessagesNotHeld.class, 0);
        assertThat(told).singleElement().extracting(Told::by).isEqualTo(World.peer(0));
        Fact.MessagesNotHeld unheld = (Fact.MessagesNotHeld) told.get(0).fact();
        assertThat(unheld.allLeave()).isTrue();
        List<Long> numbers = new ArrayList<>();
        for (Range range : unheld.numbers()) {
            for (long n = range.first(); n <= range.last(); n++) {
                numbers.add(n);
            }
        }
        assertThat(numbers).containsAll(lacking.stream().map(MessageName::n).toList());
    }

    private static void stopOneAfterTheOther(World world) {
        for (int i = 0; i < PEERS - 1; i++) {
            world.operator.leave(World.peer(i));
            awaitEnd(world, World.peer(i));
        }
        world.network.runFor(PATIENCE);
    }

    private static Set<MessageName> publish(World world, String text) {
        Origin origin = world.name(World.peer(0), 1).origin(); // to ask for it takes time
        Set<MessageName> all = new HashSet<>();
        for (int n = 1; n <= MESSAGES; n++) {
            assertThat(world.publish(World.peer(0), text)).isEqualTo(Publication.ACCEPTED);
            all.add(new MessageName(origin, n));
        }
        return all;
    }

    private static void awaitEnd(World world, Address peer) {
        assertThat(world.network.runUntil(() -> !world.network.up().contains(peer), 1, PATIENCE))
                .as("%s ends", peer)
                .isTrue();
    }
}
