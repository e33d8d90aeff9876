package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.ground.Publication;
import grapevine.sim.net.MessageName;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was said before a peer came is not for it. */
class NewcomerTest {
    private static final int PEERS = 6;

    /** What is younger than that when it comes nobody can tell from what is made as it comes (ms). */
    private static final long YOUNG_MILLIS = 2_500;

    /** Some origins speak all the time, the others spoke before. */
    private static final int CHATTY = 2;

    private final Set<MessageName> before = new HashSet<>();

    @EachSeed(upTo = 30)
    void who_comes_back_or_comes_with_others_is_given_nothing_of_before_it_came(long seed) {
        World world = new World(seed, 1, 5, 40);
        world.network.letOvertake();
        world.startPeers(PEERS, 50);
        world.network.runFor(20_000);
        int[] made = new int[PEERS];
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < PEERS; i++) {
                publish(world, made, i);
            }
            world.network.runFor(500);
        }
        Address back = World.peer(CHATTY + (int) (seed % (PEERS - CHATTY)));
        world.operator.kill(back);
        for (int round = 0; round < 60; round++) {
            speak(world, made);
        }
        for (int i = 0; i < PEERS; i++) {
            for (long n = 1; n <= made[i] && !World.peer(i).equals(back); n++) {
                before.add(world.name(World.peer(i), n));
            }
        }
        for (int round = 0; round < YOUNG_MILLIS / 100; round++) {
            speak(world, made);
        }

        world.startPeer(back);
        List<Address> newcomers =
                new ArrayList<>(World.peers(PEERS + (int) (1 + seed % 5)).subList(PEERS, PEERS + (int) (1 + seed % 5)));
        for (Address each : newcomers) {
            world.network.runFor(seed % 4 * 10);
            world.startPeer(each);
        }
        newcomers.add(back);
        for (int round = 0; round < 1000; round++) {
            speak(world, made);
        }

        newcomers.forEach(each -> assertNothingOfBefore(world, each));
    }

    private void assertNothingOfBefore(World world, Address newcomer) {
        Set<MessageName> given =
                new HashSet<>(world.network.host(newcomer).deliveries().keySet());
        assertThat(given).as("given since").hasSizeGreaterThan(1_000);
        given.retainAll(before);
        assertThat(given).as("given to " + newcomer + " of before").isEmpty();
    }

    private void speak(World world, int[] made) {
        for (int i = 0; i < CHATTY; i++) {
            publish(world, made, i);
        }
        world.network.runFor(100);
    }

    private void publish(World world, int[] made, int i) {
        assertThat(world.publish(World.peer(i), "message")).isEqualTo(Publication.ACCEPTED);
        made[i]++;
    }
}
