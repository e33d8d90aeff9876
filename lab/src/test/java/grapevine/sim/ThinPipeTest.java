package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Publication;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.Told;
import grapevine.wire.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large messages over a way of 64 kbit/s: nothing else stands behind them. */
class ThinPipeTest {
    private static final String LARGE = "x".repeat(60_000);
    private static final long RATE = 64_000;
    private static final Address MAKES_LARGE = World.peer(0);
    private static final Address MAKES_SMALL = World.peer(1);
    private static final Address BEHIND = World.peer(2);

    @ParameterizedTest(name = "pings each {0} s, seed {1}")
    @CsvSource({"1, 1", "1, 2", "1, 3", "1, 4", "13, 1", "13, 2", "13, 3", "13, 4"})
    void nobody_is_held_for_dead_and_small_messages_overtake_large_ones(int pingSeconds, long seed) {
        World world = behindAThinPipe(seed, pingSeconds);
        long since = world.network.now();

        Map<MessageName, Long> madeAt = new HashMap<>();
        for (int i = 1; i <= 240; i++) {
            if (i % 20 == 1) {
                assertThat(world.publish(MAKES_LARGE, LARGE)).isEqualTo(Publication.ACCEPTED);
            }
            assertThat(world.publish(MAKES_SMALL, "small")).isEqualTo(Publication.ACCEPTED);
            madeAt.put(world.name(MAKES_SMALL, i), world.network.now());
            world.network.runFor(500);
        }
        world.network.runFor(15_000);

        assertThat(world.told(Fact.NeighbourDead.class, since)).isEmpty();
        assertThat(world.told(Fact.LinkStuck.class, since)).isEmpty();
        assertThat(world.told(Fact.PeerRemoved.class, since)).isEmpty();
        assertHeardAll(world, 12, 240);
        assertThat(percentile99(world, madeAt)).as("p99 of small ones, ms").isLessThan(2000);
    }

    private static World behindAThinPipe(long seed, int pingSeconds) {
        World world = new World(seed, 3).with(builder -> builder.pingPeriod(Duration.ofSeconds(pingSeconds)));
        world.startPeers(3, 50);
        world.network.runFor(20_000);
        world.operator.thin(Set.of(BEHIND), RATE);
        return world;
    }

    /** In so many ms all but one in a hundred of these came to the one behind the pipe. */
    private static long percentile99(World world, Map<MessageName, Long> madeAt) {
        List<Long> took = new ArrayList<>();
        for (Told told : world.told(Fact.MessageReceived.class, 0)) {
            Fact.MessageReceived received = (Fact.MessageReceived) told.fact();
            Long made = madeAt.get(new MessageName(
                    received.message().origin(), received.message().n()));
            if (told.by().equals(BEHIND) && made != null) {
                took.add(told.at() - made);
            }
        }
        took.sort(null);
        return took.get(took.size() * 99 / 100);
    }

    private static void assertHeardAll(World world, int large, int small) {
        Set<MessageName> all = new HashSet<>();
        for (int n = 1; n <= large; n++) {
            all.add(world.name(MAKES_LARGE, n));
        }
        for (int n = 1; n <= small; n++) {
            all.add(world.name(MAKES_SMALL, n));
        }
        world.assertDeliveredOnce(world.livePeers(), all);
    }
}
