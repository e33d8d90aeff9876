package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.check.Invariants;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks themselves: what they see in networks in which nothing is wrong. */
class InvariantsTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everything_is_looked_at_and_nothing_is_broken(long seed) {
        World world = new World(seed, 3);
        world.startPeers(40, 50);
        run(world, 20);

        world.operator.kill(World.peer(0));
        world.operator.powerOff(World.peer(7));
        world.operator.freeze(World.peer(3));
        for (int n = 0; n < 20; n++) {
            world.publish(World.peer(10 + n), "message");
            run(world, 1);
        }
        world.operator.thaw(World.peer(3));
        run(world, 150);
        world.invariants.finish();

        assertThat(world.invariants.violations()).isEmpty();
        assertThat(world.invariants.checks()).allMatch(check -> check.evaluated() > 0);
    }

    static void run(World world, int seconds) {
        for (int second = 0; second < seconds; second++) {
            world.network.runFor(Invariants.LOOK_EVERY);
            world.invariants.look();
        }
    }
}
