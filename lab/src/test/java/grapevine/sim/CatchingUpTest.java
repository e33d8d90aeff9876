package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.ground.Publication;
import grapevine.wire.Address;

/** How fast a peer that stood still gets what was said meanwhile. */
class CatchingUpTest {
    private static final int PEERS = 5;
    private static final long STANDSTILL_MILLIS = 58_000;
    private static final long BOUND_MILLIS = 5_000;

    @EachSeed(upTo = 10)
    void a_peer_that_stood_still_for_58_seconds_has_20000_messages_within_five(long seed) {
        assertThat(catchUp(seed, 20_000)).isLessThanOrEqualTo(BOUND_MILLIS);
    }

    @EachSeed(upTo = 5)
    void and_54000_too(long seed) {
        assertThat(catchUp(seed, 54_000)).isLessThanOrEqualTo(BOUND_MILLIS);
    }

    /** How long it takes, ms. */
    private static long catchUp(long seed, int count) {
        World world = new World(seed, 1);
        world.network.letOvertake();
        world.startPeers(PEERS, 50);
        world.network.runFor(20_000);
        Address origin = World.peer((int) (seed % PEERS));
        Address frozen = World.peer((int) ((seed + 1 + seed / PEERS % (PEERS - 1)) % PEERS));

        world.operator.freeze(frozen);
        long begin = world.network.now();
        for (int made = 0; made < count; made++) {
            assertThat(world.publish(origin, "message " + made)).isEqualTo(Publication.ACCEPTED);
            world.network.runFor(begin + STANDSTILL_MILLIS * (made + 1) / count - world.network.now());
        }
        world.operator.thaw(frozen);

        long thawed = world.network.now();
        assertThat(world.network.runUntil(
                        () -> world.network.host(frozen).deliveries().size() == count, 10, 240_000))
                .as("all are there")
                .isTrue();
        assertThat(world.network.host(frozen).deliveries().values()).allMatch(times -> times == 1);
        return world.network.now() - thawed;
    }
}
