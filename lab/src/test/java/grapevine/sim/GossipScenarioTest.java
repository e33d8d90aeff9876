package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.ground.Publication;
import grapevine.sim.net.MessageName;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every message reaches every peer that was up, once. */
class GossipScenarioTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void ten_messages_of_each_of_twenty_peers_are_delivered_once_everywhere(long seed) {
        World world = World.settled(seed, 20);
        Set<MessageName> sent = new LinkedHashSet<>();

        for (int n = 1; n <= 10; n++) {
            for (Address peer : world.livePeers()) {
                assertThat(world.publish(peer, "message " + n)).isEqualTo(Publication.ACCEPTED);
                sent.add(world.name(peer, n));
            }
            world.network.runFor(7);
        }
        world.network.runFor(2_000);

        assertThat(sent).hasSize(200);
        world.assertDeliveredOnce(world.livePeers(), sent);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 37, 160, 181})
    void a_hub_killed_amid_a_burst_costs_the_others_nothing(long seed) {
        World world = World.settled(seed, 20);
        Address hub = world.overlay().biggestHub();
        Address speaker = World.peer(hub.equals(World.peer(5)) ? 6 : 5);
        Set<MessageName> sent = new LinkedHashSet<>();

        for (int n = 1; n <= 300; n++) {
            assertThat(world.publish(speaker, "message " + n)).isEqualTo(Publication.ACCEPTED);
            sent.add(world.name(speaker, n));
            world.network.runFor(2);
            if (n == 100) {
                world.operator.kill(hub);
            }
        }
        // What the hub took with it is announced at once by whom its neighbours hang on next; whoever hears of it by
        // others waits up
        // to 0.75 s for the tree, and 1 s for an answer before it asks the next.
        world.network.runFor(2_000);

        world.assertDeliveredOnce(world.livePeers(), sent);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void each_peer_makes_ten_messages_of_its_own_five_seconds_apart(long seed) {
        World world = new World(seed, 3).with(builder -> builder.gossipCount(10));
        world.startPeers(10, 100);
        world.network.runFor(70_000);

        Set<MessageName> last = new LinkedHashSet<>();
        for (Address peer : world.livePeers()) {
            assertThat(world.status(peer)).containsEntry("messages_made", "10");
            last.add(world.name(peer, 10));
        }
        world.assertDeliveredOnce(world.livePeers(), last);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {42, 43})
    void the_same_seed_number_replays_a_whole_network_line_by_line(long seed) {
        List<String> once = transcript(seed);

        assertThat(transcript(seed)).isEqualTo(once).hasSizeGreaterThan(500);
    }

    private static List<String> transcript(long seed) {
        World world = new World(seed, 3);
        List<String> lines = new ArrayList<>();
        world.network.transcribeTo(lines::add);
        world.startPeers(8, 30);
        world.network.runFor(3_000);
        world.publish(World.peer(2), "hello");
        world.operator.kill(World.peer(0));
        world.operator.freeze(World.peer(3));
        world.network.runFor(15_000);
        world.operator.thaw(World.peer(3));
        world.network.runFor(15_000);
        return lines;
    }
}
