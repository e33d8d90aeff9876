package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Publication;
import grapevine.sim.crowd.Inventor;
import grapevine.sim.net.MessageName;
import grapevine.wire.Address;
import grapevine.wire.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody says that it has seen messages which were never made: their origin is heard all the same. */
class InventedMessagesTest {
    private static final int PEERS = 12;
    private static final int INVENTED = 1000;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("grapevine.networks", 20));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void an_origin_of_which_messages_are_invented_is_heard_by_all_also_by_newcomers_and_after_a_cut(long seed) {
        World world = World.settled(seed, PEERS);
        Address speaker = World.peer((int) seed % PEERS);
        int made = (int) seed % 3;
        say(world, speaker, made);
        Origin origin = world.name(speaker, 1).origin();
        Inventor liar = new Inventor(world.network);
        for (Address peer : World.peers(PEERS)) {
            liar.tell(peer, origin, made + INVENTED);
            world.network.runFor(100);
        }
        world.network.runFor(5_000);

        say(world, speaker, 5);
        made += 5;
        world.network.runFor(60_000); // two comparisons among honest peers
        Address newcomer = World.peer(PEERS);
        world.startPeer(newcomer);
        world.network.runFor(10_000);
        int before = made;
        say(world, speaker, 5);
        world.network.runFor(2_000);
        List<Address> away = World.peers(PEERS + 1).stream()
                .filter(peer -> !peer.equals(speaker))
                .toList()
                .subList(0, 3);
        Set<Address> side = new HashSet<>(away);
        side.add(liar.address());
        world.operator.isolate(side);
        world.network.runFor(1_000);
        say(world, speaker, 5);
        away.forEach(peer -> liar.tell(peer, origin, before + INVENTED));
        world.network.runFor(1_000);
        world.operator.heal();
        world.network.runFor(120_000);

        made += 10;
        world.assertDeliveredOnce(Set.copyOf(World.peers(PEERS)), names(origin, 1, made));
        world.assertDeliveredOnce(Set.of(newcomer), names(origin, before + 1, made));
        assertThat(World.peers(PEERS + 1))
                .allSatisfy(peer -> assertThat(world.counted(peer, Counter.COMPARISONS.key()))
                        .as("comparisons of " + peer)
                        .isLessThan(60));
    }

    private static Set<MessageName> names(Origin origin, int first, int last) {
        Set<MessageName> names = new HashSet<>();
        for (int n = first; n <= last; n++) {
            names.add(new MessageName(origin, n));
        }
        return names;
    }

    private static void say(World world, Address speaker, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(world.publish(speaker, "message")).isEqualTo(Publication.ACCEPTED);
            world.network.runFor(300);
        }
    }
}
