package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.ground.Publication;
import grapevine.sim.net.MessageName;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One peer falls silent, its connections stay: until that is noticed nothing is repaired, and the messages of all
 * others have to get round it.
 */
class SilentPeerTest {
    /** Well below the 13 s after which somebody is asked whether it lives. */
    private static final long WITHIN_MILLIS = 2_000;

    private static final int SOME = 20;

    @ParameterizedTest(name = "{0} peers, seed {1}")
    @CsvSource({
        "3, 1", "4, 1", "5, 1", "5, 2", "8, 1", "12, 1", "12, 2", "20, 1", "31, 1", "32, 1", "50, 1", "100, 1",
        "127, 1", "128, 1", "200, 1"
    })
    void with_any_one_peer_silent_every_message_is_at_all_others_within_two_seconds(int peers, long seed) {
        World world = World.settled(seed, peers);
        warmUp(world, peers);

        assertThat(lateWithoutOneOf(some(World.peers(peers), world), world)).isEmpty();
    }

    static IntStream sizes() {
        return IntStream.concat(IntStream.rangeClosed(3, 64), IntStream.of(80, 96, 112, 127, 128, 129, 150, 175, 200));
    }

    /** The same for each peer, and each size up to 64: about a quarter of an hour. */
    @Tag("slow")
    @ParameterizedTest(name = "{0} peers")
    @MethodSource("sizes")
    void with_each_peer_of_a_network_silent_it_is_so(int peers) {
        World world = World.settled(peers, peers);
        warmUp(world, peers);

        assertThat(lateWithoutOneOf(World.peers(peers), world)).isEmpty();
    }

    private static List<String> lateWithoutOneOf(List<Address> each, World world) {
        List<String> late = new ArrayList<>();
        for (Address silent : each) {
            late.addAll(lateWithout(world, silent));
        }
        return late;
    }

    /** Messages have found their ways. */
    private static void warmUp(World world, int peers) {
        for (int round = 0; round < 3; round++) {
            for (Address peer : some(World.peers(peers), world)) {
                world.publish(peer, "before");
                world.network.runFor(20);
            }
            world.network.runFor(2_000);
        }
    }

    /** All of a few; of many some, at random. */
    private static List<Address> some(List<Address> peers, World world) {
        List<Address> drawn = new ArrayList<>(peers);
        Collections.shuffle(drawn, new Random(world.network.now()));
        return drawn.subList(0, Math.min(SOME, drawn.size()));
    }

    /** What is not in time where it should be while this one is silent; then it is heard again. */
    private static List<String> lateWithout(World world, Address silent) {
        world.operator.freeze(silent);
        Set<Address> others = world.livePeers();
        others.remove(silent);
        Set<MessageName> sent = new LinkedHashSet<>();
        for (Address peer : some(List.copyOf(others), world)) {
            assertThat(world.publish(peer, "while " + silent + " is silent")).isEqualTo(Publication.ACCEPTED);
            sent.add(world.name(peer, Long.parseLong(world.status(peer).get("messages_made"))));
        }
        world.network.runFor(WITHIN_MILLIS);
        List<String> late = new ArrayList<>();
        for (MessageName message : sent) {
            for (Address peer : others) {
                if (!peer.equals(message.origin().address())
                        && !world.network.host(peer).deliveries().containsKey(message)) {
                    late.add(message + " at " + peer + " without " + silent);
                }
            }
        }
        world.operator.thaw(silent);
        world.network.runFor(WITHIN_MILLIS);
        return late;
    }
}
