package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Marks;
import grapevine.peer.core.ground.Publication;
import grapevine.sampling.SamplingRule;
import grapevine.sim.check.Invariants;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one peer makes is handed over in its order, whatever is lost on the way. */
class OrderScenarioTest {
    private static final int CHAIN = 6;
    private static final int MANY = 20_000;

    @EachSeed(upTo = 3)
    void along_a_chain_of_six_every_message_comes_in_its_order_though_one_in_a_thousand_is_lost(long seed) {
        World world = chain(seed);
        Timing timing = new Timing(world);
        world.network.watch(timing);
        world.speakers().forEach(peer -> world.operator.loseGossip(peer, 0.001));

        timing.publish(List.of(World.peer(0)), MANY, 2);
        world.speakers().forEach(peer -> world.operator.loseGossip(peer, 0));
        world.network.runFor(70_000);
        assertThat(timing.handed).isEqualTo((CHAIN - 1) * MANY);
        assertThat(timing.outOfOrder).isZero();
        assertThat(timing.late).as("late of " + timing.handed).isLessThan(timing.handed / 1000);
        world.assertDeliveredOnce(world.speakers(), timing.madeAt.keySet());
    }

    @EachSeed(upTo = 4)
    void with_one_in_a_hundred_lost_all_but_one_in_a_hundred_are_there_within_1200_ms(long seed) {
        World world = World.settled(seed, 24);
        Timing timing = new Timing(world);
        world.network.watch(timing);
        world.livePeers().forEach(peer -> world.operator.loseGossip(peer, 0.01));

        timing.publish(World.peers(3), 3000, 10);
        world.livePeers().forEach(peer -> world.operator.loseGossip(peer, 0));
        world.network.runFor(70_000);
        assertThat(timing.outOfOrder).isZero();
        assertThat(timing.percentile99()).as("p99, ms").isLessThanOrEqualTo(1200);
        assertThat(timing.late).as("late of " + timing.handed).isLessThan(timing.handed / 500);
        world.assertDeliveredOnce(world.livePeers(), timing.madeAt.keySet());
    }

    /** Losses, a cut, restarts, newcomers in the midst of what somebody says. */
    @EachSeed(upTo = 12)
    void whatever_happens_what_is_not_in_its_order_is_marked(long seed) {
        World world = new World(seed, 3);
        world.startPeers(16, 50);
        world.network.runFor(10_000);
        for (int second = 0; second < 90; second++) {
            for (int i = 0; i < 20; i++) {
                world.publish(World.peer(8 + i % 5), "message");
                world.network.runFor(50);
            }
            happen(world, second);
            world.invariants.look();
        }
        for (int second = 0; second < 70; second++) {
            world.network.runFor(Invariants.LOOK_EVERY);
            world.invariants.look();
        }
        world.invariants.finish();

        assertThat(world.invariants.violations()).isEmpty();
        assertThat(world.invariants.checks())
                .filteredOn(check -> check.invariant() == Invariant.ORDER)
                .extracting(Results.Checked::evaluated)
                .allMatch(times -> times > 10_000);
    }

    private static void happen(World world, int second) {
        if (second == 5) {
            world.livePeers().forEach(peer -> world.operator.loseGossip(peer, 0.05));
        } else if (second == 20) {
            world.operator.isolate(new HashSet<>(World.peers(6)));
        } else if (second == 40) {
            world.operator.heal();
        } else if (second == 50) {
            world.operator.kill(World.peer(14));
            world.operator.kill(World.peer(15));
        } else if (second == 55) {
            world.startPeer(World.peer(14));
            world.startPeer(World.peer(15));
            world.startPeer(World.peer(16));
        } else if (second == 80) {
            world.livePeers().forEach(peer -> world.operator.loseGossip(peer, 0));
        }
    }

    /** Six peers without seeds, each of which knows the one before it alone. */
    private static World chain(long seed) {
        World world = new World(seed, 0);
        for (int i = 0; i < CHAIN; i++) {
            List<Address> before = i == 0 ? List.of() : List.of(World.peer(i - 1));
            world.with(settings -> settings.contacts(before).sampling(SamplingRule.of("random/none/head")))
                    .startPeer(World.peer(i));
            world.network.runFor(3000);
        }
        return world;
    }

    /** How long each message took, and what came out of order. */
    private static final class Timing implements Watcher {
        private final World world;
        final Map<MessageName, Long> madeAt = new HashMap<>();
        private final List<Long> took = new ArrayList<>();
        private final Map<String, Long> highest = new HashMap<>();
        private boolean isMarked;
        int handed;
        int outOfOrder;
        int late;

        Timing(World world) {
            this.world = world;
        }

        /** From each in turn, so many ms apart. */
        void publish(List<Address> from, int count, int apart) {
            Map<Address, Long> made = new HashMap<>();
            Set<Address> refused = new LinkedHashSet<>();
            for (int i = 0; i < count; i++) {
                Address peer = from.get(i % from.size());
                long at = world.network.now();
                if (world.publish(peer, "message") == Publication.ACCEPTED) {
                    madeAt.put(world.name(peer, made.merge(peer, 1L, Long::sum)), at);
                } else {
                    refused.add(peer);
                }
                world.network.runFor(apart);
            }
            assertThat(refused).isEmpty();
        }

        @Override
        public void marked(VirtualHost to, Gossip message, Marks marks) {
            isMarked = marks.isLate();
        }

        @Override
        public void delivered(VirtualHost to, Gossip message) {
            handed++;
            late += isMarked ? 1 : 0;
            String key = to.address() + " " + message.origin();
            if (!isMarked && message.n() <= highest.getOrDefault(key, 0L)) {
                outOfOrder++;
            }
            isMarked = false;
            highest.merge(key, message.n(), Math::max);
            Long at = madeAt.get(MessageName.of(message));
            if (at != null) {
                took.add(world.network.now() - at);
            }
        }

        long percentile99() {
            took.sort(null);
            return took.get(took.size() * 99 / 100);
        }
    }
}
