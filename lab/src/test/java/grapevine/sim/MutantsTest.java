package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.policy.Dissemination;
import grapevine.seed.core.SeedMutants;
import grapevine.sim.check.Invariants;
import grapevine.sim.crowd.Lie;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results;
import grapevine.wire.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Guards the guards: each rule is broken in the real classes, and within twenty seeds the invariant that stands for it
 * says so; on the same seeds the true classes break nothing.
 */
class MutantsTest {
    private static final int SEEDS = 20;

    /** What is done to a network while the invariants look on. */
    enum Story {
        /** Peers die, lies are told, messages go round. */
        TROUBLE {
            @Override
            void tell(World world) {
                world.startPeers(24, 50);
                run(world, 10);
                for (int second = 0; second < 70; second++) {
                    world.publish(World.peer(10 + second % 10), "message");
                    world.network.runFor(500);
                    happen(world, second);
                    run(world, 1);
                }
                run(world, 65);
            }

            private void happen(World world, int second) {
                if (second == 2) {
                    IntStream.range(0, 8).mapToObj(World::peer).forEach(world.operator::kill);
                } else if (second == 5 || second == 35) {
                    VirtualHost liar = world.network.host(World.peer(12));
                    Lie.tell(world.network, liar, world.seeds);
                }
            }
        },
        /** Peers die while a seed stands still, which holds them for alive when it goes on. */
        LATE_NEWS {
            @Override
            void tell(World world) {
                world.startPeers(12, 50);
                run(world, 10);
                world.operator.freeze(world.seeds.get(2));
                IntStream.range(3, 6).mapToObj(World::peer).forEach(world.operator::kill);
                run(world, 8);
                world.operator.thaw(world.seeds.get(2));
                run(world, 75);
            }
        },
        /** Many come at once, and nobody may hold more than six links. */
        CROWD {
            @Override
            void tell(World world) {
                world.with(builder -> builder.degreeCap(6)).startPeers(40, 0);
                run(world, 60);
            }
        },
        /**
         * Twice a hundred messages in a third of a second, in the midst of which the peer with the most links is
         * killed.
         */
        BURST {
            @Override
            void tell(World world) {
                world.startPeers(20, 50);
                run(world, 10);
                for (int burst = 0; burst < 2; burst++) {
                    Address hub = world.overlay().biggestHub();
                    List<Address> others = new ArrayList<>(world.livePeers());
                    others.remove(hub);
                    for (int n = 0; n < 100; n++) {
                        world.publish(others.get(n % 3), "message");
                        world.network.runFor(3);
                        if (n == 50) {
                            world.operator.kill(hub);
                        }
                    }
                    run(world, 20);
                }
            }
        },
        /** Messages for some minutes, which are retained for half a minute. */
        OBLIVION {
            @Override
            void tell(World world) {
                world.with(builder -> builder.retainTime(Duration.ofSeconds(30)))
                        .startPeers(8, 50);
                run(world, 10);
                for (int second = 0; second < 90; second++) {
                    world.publish(World.peer(second % 8), "message");
                    run(world, 1);
                }
            }
        },
        /** Three in ten copies of messages get lost for a while, those that were asked for among them. */
        LOSSES {
            @Override
            void tell(World world) {
                world.startPeers(12, 50);
                run(world, 10);
                world.livePeers().forEach(peer -> world.operator.loseGossip(peer, 0.3));
                for (int n = 0; n < 200; n++) {
                    if (n == 150) {
                        world.livePeers().forEach(peer -> world.operator.loseGossip(peer, 0));
                    }
                    world.publish(World.peer(6 + n % 3), "message");
                    world.network.runFor(50);
                    world.invariants.look();
                }
                run(world, 65);
            }
        },
        /** Messages that are taken in pieces, each from the first of all neighbours, which offer it. */
        LARGE {
            @Override
            void tell(World world) {
                world.with(builder -> builder.dissemination(Dissemination.FLOOD))
                        .startPeers(12, 50);
                run(world, 10);
                for (int second = 0; second < 20; second++) {
                    world.publish(World.peer(second % 8), "message".repeat(3_000));
                    run(world, 1);
                }
                run(world, 65);
            }
        },
        /** A seed stands still for longer than a lease. */
        FROZEN_SEED {
            @Override
            void tell(World world) {
                world.startPeers(8, 50);
                run(world, 10);
                world.operator.freeze(world.seeds.get(0));
                run(world, 70);
                world.operator.thaw(world.seeds.get(0));
                run(world, 40);
            }
        };

        abstract void tell(World world);

        private static void run(World world, int seconds) {
            for (int second = 0; second < seconds; second++) {
                world.network.runFor(Invariants.LOOK_EVERY);
                world.invariants.look();
            }
        }
    }

    /** A rule, how it is broken, and who must notice in which story. */
    enum Mutant {
        LOST_OLDER_LINKS_ARE_NOT_REPLACED(
                "grapevine.peer.core.overlay.Attachment",
                "connectToPeers",
                PeerMutants.NoRepair.class,
                Story.TROUBLE,
                Invariant.OLDER_LINK),
        AGE_IS_NO_ORDER(
                "grapevine.peer.core.ground.Self",
                "isYoungerThan",
                PeerMutants.OfTheSameParity.class,
                Story.CROWD,
                Invariant.ONE_COMPONENT),
        DUPLICATES_PASS(
                "grapevine.peer.core.gossip.Seen",
                "enter",
                PeerMutants.Forgetful.class,
                Story.TROUBLE,
                Invariant.NO_DUPLICATE),
        LATE_ONES_ARE_NOT_MARKED(
                "grapevine.peer.core.gossip.Numbers",
                "handOver",
                PeerMutants.Unmarked.class,
                Story.LOSSES,
                Invariant.ORDER),
        THE_CAP_IS_IGNORED(
                "grapevine.peer.core.overlay.Admission",
                "hasRoom",
                PeerMutants.Yes.class,
                Story.CROWD,
                Invariant.DEGREE_CAP),
        ANNOUNCEMENTS_ARE_IGNORED(
                "grapevine.peer.core.repair.Missing",
                "onHave",
                PeerMutants.Deaf.class,
                Story.BURST,
                Invariant.DELIVERY),
        RETENTION_IS_DOUBLED(
                "grapevine.peer.core.gossip.Retained",
                "isOver",
                PeerMutants.TwiceAsLong.class,
                Story.OBLIVION,
                Invariant.WITHIN_BOUNDS),
        A_REPORT_IS_BELIEVED(
                "grapevine.seed.core.probe.Probes",
                "probe",
                SeedMutants.Believed.class,
                Story.TROUBLE,
                Invariant.NO_LIVE_REMOVED),
        A_PAUSE_IS_NOT_NOTICED(
                "grapevine.seed.core.SeedNode",
                "noticePause",
                SeedMutants.Unaware.class,
                Story.FROZEN_SEED,
                Invariant.NO_LIVE_REMOVED),
        A_REMOVAL_IS_FORGOTTEN(
                "grapevine.wire.Registration",
                "isNewerThan",
                SeedMutants.TombstonesIgnored.class,
                Story.LATE_NEWS,
                Invariant.REMOVED_FOR_GOOD),
        LARGE_ONES_GET_LOST(
                "grapevine.peer.core.gossip.Gossiping",
                "relayGossip",
                PeerMutants.Lossy.class,
                Story.LARGE,
                Invariant.NO_SILENT_LOSS),
        DROPS_ARE_NOT_COUNTED(
                "grapevine.node.Counters", "add", PeerMutants.Uncounted.class, Story.TROUBLE, Invariant.NO_SILENT_LOSS);

        private final String type;
        private final String method;
        private final Class<?> advice;
        private final Story story;
        private final Invariant guard;

        Mutant(String type, String method, Class<?> advice, Story story, Invariant guard) {
            this.type = type;
            this.method = method;
            this.advice = advice;
            this.story = story;
            this.guard = guard;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_broken_rule_is_found_within_twenty_seeds(Mutant mutant) {
        Mutation mutation = Mutation.of(mutant.type, mutant.method, mutant.advice);
        try {
            assertThat(LongStream.range(0, SEEDS)
                            .anyMatch(seed -> broken(seed, mutant.story).contains(mutant.guard)))
                    .as("%s found by %s", mutant, mutant.guard.word())
                    .isTrue();
        } finally {
            mutation.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_true_classes_break_nothing_on_the_same_seeds(Story story) {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(broken(seed, story)).as("seed %d", seed).isEmpty();
        }
    }

    private static Set<Invariant> broken(long seed, Story story) {
        World world = new World(seed, 3);
        story.tell(world);
        world.invariants.finish();
        Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
        for (Results.Violation violation : world.invariants.violations()) {
            broken.add(violation.invariant());
        }
        return broken;
    }
}
