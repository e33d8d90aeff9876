package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.net.LinkFaults;
import grapevine.wire.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Machines that sleep, whose clocks stand still meanwhile: what they keep is older than they know. */
class SleepingMachineTest {
    private static final int PEERS = 12;
    private static final int MANY = 20;
    private static final long MINUTE = 60_000;

    @EachSeed(upTo = 20)
    void what_a_machine_kept_while_it_slept_is_handed_to_nobody_again(long number) {
        RandomGenerator random = new SplittableRandom(number);
        World world = World.settled(number, PEERS);
        for (int i = 0; i < 30; i++) {
            world.publish(World.peer(random.nextInt(PEERS)), "before " + i);
            world.network.runFor(100);
        }
        world.network.runFor(random.nextInt(30_000));

        List<Address> sleepers = new ArrayList<>(World.peers(PEERS));
        while (sleepers.size() > 1 + number % 3) {
            sleepers.remove(random.nextInt(sleepers.size()));
        }
        if (number % 2 == 0) {
            world.operator.isolate(Set.copyOf(sleepers));
        }
        sleepers.forEach(world.operator::freeze);
        long slept = (1 + random.nextInt(50)) * MINUTE;
        world.network.runFor(slept);
        publishFromThree(world, sleepers, random);
        world.operator.heal();
        for (Address sleeper : sleepers) {
            world.operator.wake(sleeper, slept);
        }
        world.network.runFor(2 * MINUTE);
        publishFromThree(world, sleepers, random);
        world.network.runFor(12 * MINUTE);

        assertThat(world.isWholeWithin(30_000)).as(world.overlay().toString()).isTrue();
        assertThat(world.livePeers()).hasSize(PEERS);
        for (Address peer : world.livePeers()) {
            assertThat(world.network.host(peer).deliveries().values())
                    .as("deliveries at " + peer + ", sleepers " + sleepers)
                    .allMatch(times -> times == 1);
        }
    }

    /** Those that sleep pass on to each other, when they wake, what had waited for one of them. */
    @EachSeed(upTo = 20)
    void what_waited_for_several_that_slept_is_new_to_them_alone(long number) {
        RandomGenerator random = new SplittableRandom(number);
        World world = World.settled(number, MANY);
        List<Address> sleepers = new ArrayList<>(World.peers(MANY));
        while (sleepers.size() > 3 + number % 8) {
            sleepers.remove(random.nextInt(sleepers.size()));
        }
        world.network.trouble(new LinkFaults(0, Duration.ZERO, 0.05, 0, 0, 0));
        sleepers.forEach(world.operator::freeze);
        for (int i = 0; i < 30; i++) {
            publishFromThree(world, sleepers, random);
        }
        long slept = (22 + random.nextInt(5)) * MINUTE;
        world.network.runFor(slept - 90_000);
        sleepers.forEach(sleeper -> world.operator.wake(sleeper, slept));
        world.network.runFor(2 * MINUTE);

        for (Address peer : world.livePeers()) {
            assertThat(world.network.host(peer).deliveries().values())
                    .as("deliveries at " + peer + ", sleepers " + sleepers)
                    .allMatch(times -> times == 1);
        }
    }

    private static void publishFromThree(World world, List<Address> sleepers, RandomGenerator random) {
        for (int i = 0; i < 3; i++) {
            Address publisher = World.peer(random.nextInt(PEERS));
            if (!sleepers.contains(publisher)) {
                world.publish(publisher, "after");
                world.network.runFor(1000);
            }
        }
    }
}
