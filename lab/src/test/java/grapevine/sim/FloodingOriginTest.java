package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Publication;
import grapevine.sim.net.MessageName;
import grapevine.wire.Address;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One origin makes far more than is retained of all: what others make is there for whoever was away. */
class FloodingOriginTest {
    private static final int PEERS = 8;
    private static final int AWAY_SECONDS = 30;
    private static final Address FLOODER = World.peer(0);
    private static final Address AWAY = World.peer(1);
    private static final String MUCH = "x".repeat(8_000);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void of_the_other_origins_a_peer_that_was_stopped_for_30_s_misses_nothing(long seed) {
        Budget small = new Budget(4 << 20);
        World world = new World(seed, 3).with(settings -> settings.budget(small));
        world.network.memory(small);
        world.startPeers(PEERS, 50);
        world.network.runFor(20_000);
        long made = 0;

        world.operator.freeze(AWAY);
        Set<MessageName> others = new HashSet<>();
        for (int second = 0; second < AWAY_SECONDS; second++) {
            Address speaker = World.peer(2 + second % (PEERS - 2));
            assertThat(world.publish(speaker, "small")).isEqualTo(Publication.ACCEPTED);
            others.add(world.name(speaker, 1 + second / (PEERS - 2)));
            for (int i = 0; i < 20; i++) {
                made += world.publish(FLOODER, MUCH) == Publication.ACCEPTED ? MUCH.length() : 0;
                world.network.runFor(50);
            }
        }
        world.operator.thaw(AWAY);
        world.network.runFor(60_000);

        assertThat(made).as("bytes of the flood").isGreaterThan(2 * small.retained());
        world.assertDeliveredOnce(Set.of(AWAY), others);
        assertThat(world.told(Fact.MessagesMissed.class, 0))
                .isNotEmpty()
                .allMatch(told -> ((Fact.MessagesMissed) told.fact()).origin().equals(FLOODER));
    }
}
