package grapevine.sim.net;

import grapevine.sim.net.Segment.Kind;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What waits in processes before thin ways, as it does where sockets take no more: other words overtake gossip, and so
 * does gossip that goes ahead.
 */
final class Waiting {
    /** Who stands still writes nothing; so often (ms) it is looked whether it does. */
    private static final long STANDS_STILL_MILLIS = 100;

    /** Of one end. */
    private static final class Queues {
        final Queue<Message> ahead = new ArrayDeque<>(1);
        final Queue<Message> others = new ArrayDeque<>();
        long bytes;
        boolean isFinished;

        @Nullable
        Message poll() {
            Message next = ahead.isEmpty() ? others.poll() : ahead.poll();
            bytes -= next == null ? 0 : Segment.sizeOf(next);
            return next;
        }
    }

    private final VirtualNetwork network;
    private final Map<VirtualLink, Queues> queues = new HashMap<>();

    Waiting(VirtualNetwork network) {
        this.network = network;
    }

    /** Whether this waits from now on. */
    boolean takes(VirtualLink at, Message message, boolean isAhead) {
        if (!isOvertaken(message)) {
            return false;
        }
        Queues its = queues.get(at);
        long millis = its == null ? fullFor(at) : 0;
        if (its == null && millis == 0) {
            return false;
        }
        if (its == null) {
            its = new Queues();
            queues.put(at, its);
            network.schedule(network.now() + millis, new GoOn(at));
        }
        (isAhead ? its.ahead : its.others).add(message);
        its.bytes += Segment.sizeOf(message);
        return true;
    }

    private long fullFor(VirtualLink at) {
        return network.pipes().fullFor(at.local(), at.remote(), network.now());
    }

    private static boolean isOvertaken(Message message) {
        return message instanceof Gossip
                || message instanceof Message.Bye
                || message instanceof Message.Failure
                || message.isBehindGossip();
    }

    /** Whether something waits there: then the end of its direction comes after that. */
    boolean takesEnd(VirtualLink at) {
        Queues its = queues.get(at);
        if (its != null) {
            its.isFinished = true;
        }
        return its != null;
    }

    /** Whether the end of its direction waits. */
    boolean isEndWaiting(VirtualLink at) {
        Queues its = queues.get(at);
        return its != null && its.isFinished;
    }

    /** What waits there, bytes. */
    long bytes(VirtualLink at) {
        Queues its = queues.get(at);
        return its == null ? 0 : its.bytes;
    }

    /** How many wait in all. */
    long messages() {
        return queues.values().stream()
                .mapToLong(its -> its.ahead.size() + its.others.size())
                .sum();
    }

    /** This end is gone, with what waits there. */
    void forget(VirtualLink at) {
        Queues its = queues.remove(at);
        if (its != null) {
            its.ahead.forEach(message -> at.dropped(message, Drop.NEVER_LEFT));
            its.others.forEach(message -> at.dropped(message, Drop.NEVER_LEFT));
        }
    }

    /** There is room for more. */
    private final class GoOn extends Event {
        private final VirtualLink at;

        GoOn(VirtualLink at) {
            this.at = at;
        }

        @Override
        void happen() {
            Queues its = queues.get(at);
            if (its == null) {
                return;
            }
            long millis = at.owner().isFrozen() ? STANDS_STILL_MILLIS : fullFor(at);
            Message next = millis == 0 ? its.poll() : null;
            if (next != null) {
                at.transmit(Kind.MESSAGE, next);
            }
            if (its.bytes > 0) { // the other ends have their turn first
                network.schedule(network.now() + millis, this);
                return;
            }
            queues.remove(at);
            if (its.isFinished) {
                at.transmit(Kind.FIN, null);
            }
        }
    }
}
