package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Publication;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.Told;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.Watcher;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.PieceMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_came_before_a_connection_broke_is_not_sent_again(long seed) {
        World world = behindAThinPipe(seed, 13);
        Traffic traffic = new Traffic(BEHIND);
        world.network.watch(traffic);

        for (int i = 0; i < 4; i++) {
            world.publish(MAKES_LARGE, LARGE);
            world.network.runFor(4000);
            world.operator.reset(MAKES_LARGE, BEHIND);
            world.operator.reset(MAKES_SMALL, BEHIND);
            world.network.runFor(10_000);
        }
        world.network.runFor(30_000);

        assertHeardAll(world, 4, 0);
        assertThat(world.counted(BEHIND, "large_resumed")).isPositive();
        assertThat(traffic.bytes).as("bytes of pieces").isBetween(4 * 60_000L, 4 * 60_000L + 16 * 4096);
    }

    /** Counts what comes to one peer in pieces. */
    private static final class Traffic implements Watcher {
        private final Address to;
        long bytes;

        Traffic(Address to) {
            this.to = to;
        }

        @Override
        public void arrived(VirtualHost receiver, @Nullable VirtualHost sender, Message message) {
            if (receiver.address().equals(to) && message instanceof PieceMessage.Piece piece) {
                bytes += piece.length();
            }
        }
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
