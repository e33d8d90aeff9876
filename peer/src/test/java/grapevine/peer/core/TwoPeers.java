package grapevine.peer.core;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.FakeLink;
import grapevine.node.NodeUnderTest;
import grapevine.node.RecordingEffects;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.link.Neighbour;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Registered;
import grapevine.wire.Role;
import grapevine.wire.SyncMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Two peers that are each other's static neighbour, joined by wires on which the test decides what arrives next. Each
 * has a seed of its own that knows nobody, so that both dial each other at once.
 */
public final class TwoPeers {
    private static final Address SEED = PeerScript.at(5000);

    public final Side older = new Side(6001, 1000, 6002);
    public final Side younger = new Side(6002, 2000, 6001);
    private final List<Wire> wires = new ArrayList<>();
    private boolean firstDialFails;
    private Predicate<Message> arrives = message -> true;

    /** One of the two. */
    public static final class Side {
        final Address address;
        public final RecordingEffects effects = new RecordingEffects(PeerScript.WALL);
        public final PeerNode node;
        public final NodeUnderTest run;
        private final long age;

        Side(int port, long age, int otherPort) {
            address = PeerScript.at(port);
            this.age = age;
            PeerSettings settings = PeerSettings.at(address, PeerScript.EPOCH)
                    .seeds(List.of(SEED))
                    .contacts(List.of(PeerScript.at(otherPort)))
                    .gossipCount(0)
                    .build();
            node = new PeerNode(settings, new SplittableRandom(port), effects);
            run = new NodeUnderTest(node, effects, PeerScript.START);
        }

        /** Its seed answers every question at once. */
        private List<FakeLink> dials() {
            List<FakeLink> others = new ArrayList<>();
            List<FakeLink> dials = effects.takeDials();
            while (!dials.isEmpty()) {
                for (FakeLink dial : dials) {
                    if (dial.to().equals(SEED)) {
                        run.open(dial);
                        run.feed(
                                dial,
                                new Hello(Role.SEED, "default", SEED, 1, 0, Ip.LOOPBACK, 0, 0),
                                new Registered(age, 60_000, 0, List.of()));
                    } else {
                        others.add(dial);
                    }
                }
                dials = effects.takeDials();
            }
            return others;
        }

        /** The link it counts, null without one. */
        FakeLink link() {
            for (Neighbour neighbour : Inside.of(node).neighbours()) {
                return (FakeLink) neighbour.link();
            }
            return null;
        }
    }

    /** One connection: what was said at each end and has not arrived at the other. */
    private static final class Wire {
        final Side dialler;
        final Side acceptor;
        final FakeLink near;
        FakeLink far;
        final Deque<Message> toFar = new ArrayDeque<>();
        final Deque<Message> toNear = new ArrayDeque<>();

        Wire(Side dialler, Side acceptor, FakeLink near) {
            this.dialler = dialler;
            this.acceptor = acceptor;
            this.near = near;
        }

        void collect(Predicate<Message> arrives) {
            near.said().stream().filter(arrives).forEach(toFar::add);
            if (far != null) {
                far.said().stream().filter(arrives).forEach(toNear::add);
            }
        }
    }

    /** Both start and dial each other; nothing has arrived anywhere. */
    public TwoPeers() {
        older.run.start();
        younger.run.start();
        look();
    }

    /** What may happen next: each a step. */
    public List<Runnable> steps() {
        look();
        List<Runnable> steps = new ArrayList<>();
        for (Wire wire : wires) {
            if (wire.far == null) {
                if (!wire.near.isEnded()) {
                    boolean fails = firstDialFails && wire.dialler == younger;
                    steps.add(fails ? () -> failDial(wire) : () -> connect(wire));
                }
                continue;
            }
            addArrivals(steps, wire.acceptor.run, wire.far, wire.toFar, wire.near);
            addArrivals(steps, wire.dialler.run, wire.near, wire.toNear, wire.far);
        }
        return steps;
    }

    /** A message arrives, or after the last one the end of the connection. */
    private static void addArrivals(
            List<Runnable> steps, NodeUnderTest at, FakeLink end, Deque<Message> coming, FakeLink otherEnd) {
        if (end.isEnded()) {
            return;
        }
        if (!coming.isEmpty()) {
            steps.add(() -> at.feed(end, coming.remove()));
        } else if (otherEnd.isFinished() || otherEnd.isEnded()) {
            steps.add(() -> at.lose(end, Loss.ENDED));
        }
    }

    private static void connect(Wire wire) {
        wire.far = wire.acceptor.run.accept(Ip.LOOPBACK);
        wire.dialler.run.open(wire.near);
    }

    /** The first dial of the younger does not come through; at what moment it learns that is one of the steps. */
    public void letTheFirstDialOfTheYoungerFail() {
        firstDialFails = true;
    }

    /** What they say to compare what they have seen never arrives: it has no part in how they link up. */
    public TwoPeers withoutComparing() {
        arrives = message -> !(message instanceof SyncMessage);
        return this;
    }

    private void failDial(Wire wire) {
        firstDialFails = false;
        wire.dialler.run.failDial(wire.near, DialFailure.TIMED_OUT);
    }

    /** Everything arrives that is under way, always the first thing first. */
    public void settle() {
        for (int step = 0; step < 1000; step++) {
            List<Runnable> steps = steps();
            if (steps.isEmpty()) {
                return;
            }
            steps.get(0).run();
        }
        throw new AssertionError("the two never come to rest");
    }

    /** Time passes at both, and everything arrives. */
    public void pass(long ms) {
        for (long passed = 0; passed < ms; passed += 100) {
            settle();
            older.run.advance(100);
            younger.run.advance(100);
        }
        settle();
    }

    /** Whether both count exactly one link, and it is the same connection. */
    public boolean shareOneLink() {
        return wires.stream()
                .anyMatch(wire -> wire.far != null
                        && wire.near.isOpen()
                        && wire.far.isOpen()
                        && wire.dialler.link() == wire.near
                        && wire.acceptor.link() == wire.far);
    }

    /** Whether the connection both count was dialled by the younger. */
    public boolean isDialledByTheYounger() {
        return younger.link() != null && younger.link().to() != null;
    }

    private void look() {
        for (FakeLink dial : older.dials()) {
            wires.add(new Wire(older, younger, dial));
        }
        for (FakeLink dial : younger.dials()) {
            wires.add(new Wire(younger, older, dial));
        }
        wires.forEach(wire -> wire.collect(arrives));
    }
}
