package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.wire.Address;
import grapevine.wire.Cause;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to the application after what they come after: the messages that their clock names, and the one before
 * them of the same origin. What comes before that is held, for a time and up to a number; then it is handed over all
 * the same, marked as early. What was waited for in vain is not waited for again, but whatever comes after it is marked
 * until it is there. Only the application waits: a message that is held was passed on already.
 */
public final class CausalDelivery {
    /** The most messages held. */
    public static final int MOST_MESSAGES = 1024;

    static final long MOST_BYTES = 8L * 1024 * 1024;

    /** So long (ms) a message waits for what it comes after: the tree mends itself in less. */
    static final long MOST_MILLIS = 5000;

    /** Where the messages go. */
    interface Application {
        void hand(Gossip message, Address from, boolean isEarly);
    }

    /** A message that waits. */
    private static final class Held {
        final Gossip message;
        final Address from;
        final List<Cause> causes;
        final long until;

        /** The first of its causes that is not there and may still come. */
        Cause lacks;

        Held(Gossip message, Address from, List<Cause> causes, long until, Cause lacks) {
            this.message = message;
            this.from = from;
            this.causes = causes;
            this.until = until;
            this.lacks = lacks;
        }

        Cause name() {
            return nameOf(message);
        }
    }

    private final Ground ground;
    private final Seen seen;
    private final Clock clock;
    private final Application application;

    /** By name, those that came first standing first. */
    private final Map<Cause, Held> held = new LinkedHashMap<>();

    /** By what they lack. */
    private final Map<Cause, List<Held>> waiting = new HashMap<>();

    private final LackedCauses lacked;
    private long bytes;

    CausalDelivery(Ground ground, Seen seen, Clock clock, Application application) {
        this.ground = ground;
        this.seen = seen;
        this.clock = clock;
        this.application = application;
        lacked = new LackedCauses(PeerSettings.MOST_RETAIN_TIME.toMillis());
    }

    int size() {
        return held.size();
    }

    int lacked() {
        return lacked.size();
    }

    /** When the first one has waited long enough. */
    long due() {
        return held.isEmpty() ? Part.NEVER : oldest().until;
    }

    /** Lets go of what has waited long enough, and, if something changed for all, of what lacks nothing any more. */
    void onDue(long now, boolean looks) {
        if (looks) {
            lookAgain();
        }
        while (due() <= now) {
            release(oldest());
        }
    }

    /** The first copy of a message is here. */
    void arrived(Gossip message, Address from) {
        List<Cause> causes = causes(message);
        Cause awaited = firstAwaited(causes);
        if (awaited == null || ground.isLeaving()) {
            show(message, from, causes);
            return;
        }
        ground.count(Counter.MESSAGES_HELD);
        Held one = new Held(message.alone(), from, causes, ground.now() + MOST_MILLIS, awaited);
        held.put(one.name(), one);
        bytes += message.length();
        await(one);
        while (held.size() > MOST_MESSAGES || bytes > mostBytes()) {
            release(oldest());
        }
        ground.wakeAt(due());
    }

    private long mostBytes() {
        return Math.min(MOST_BYTES, ground.settings().budget().waiting() / 4);
    }

    private void lookAgain() {
        for (Held each : List.copyOf(held.values())) {
            if (held.containsKey(each.name()) && isFree(each)) {
                show(each.message, each.from, each.causes);
            }
        }
    }

    void releaseAll() {
        while (!held.isEmpty()) {
            release(oldest());
        }
    }

    /** Lets a message go that lacks something; what it comes after and is held here too goes first. */
    private void release(Held one) {
        awaitNoMore(one);
        remove(one);
        for (Cause cause : one.causes) {
            Held before = held.get(cause);
            if (before != null) {
                release(before);
            }
        }
        List<Cause> inVain =
                one.causes.stream().filter(cause -> !isThere(cause)).toList();
        inVain.forEach(cause -> lacked.add(cause, ground.now()));
        show(one.message, one.from, one.causes);
        inVain.forEach(this::showWhatWaitedFor);
    }

    private void show(Gossip message, Address from, List<Cause> causes) {
        hand(message, from, causes);
        showWhatWaitedFor(nameOf(message));
    }

    /** Hands over what waited for this and nothing else, and what waited for that in turn. */
    private void showWhatWaitedFor(Cause cause) {
        if (waiting.containsKey(cause)) {
            Deque<Held> free = new ArrayDeque<>();
            free(cause, free);
            for (Held next = free.poll(); next != null; next = free.poll()) {
                hand(next.message, next.from, next.causes);
                free(next.name(), free);
            }
        }
    }

    private void hand(Gossip message, Address from, List<Cause> causes) {
        clock.heard(message, causes);
        application.hand(message, from, lacksAny(causes));
    }

    private void free(Cause cause, Deque<Held> free) {
        for (Held each : waiting.getOrDefault(cause, List.of()).toArray(Held[]::new)) {
            if (isFree(each)) {
                free.add(each);
            }
        }
    }

    /** Whether it waits for nothing more, and then it is not held any more. */
    private boolean isFree(Held one) {
        awaitNoMore(one);
        Cause awaited = firstAwaited(one.causes);
        if (awaited != null) {
            one.lacks = awaited;
            await(one);
            return false;
        }
        remove(one);
        return true;
    }

    private Held oldest() {
        return held.values().iterator().next();
    }

    private void remove(Held one) {
        held.remove(one.name());
        bytes -= one.message.length();
    }

    private void await(Held one) {
        waiting.computeIfAbsent(one.lacks, unused -> new ArrayList<>(1)).add(one);
    }

    private void awaitNoMore(Held one) {
        List<Held> others = waiting.get(one.lacks);
        if (others != null) {
            others.remove(one);
            if (others.isEmpty()) {
                waiting.remove(one.lacks);
            }
        }
    }

    private static List<Cause> causes(Gossip message) {
        List<Cause> causes = new ArrayList<>(message.causes());
        if (message.n() > 1) {
            causes.add(new Cause(message.origin(), message.n() - 1));
        }
        return causes;
    }

    /** The first that is not there and was not waited for in vain before. */
    private @Nullable Cause firstAwaited(List<Cause> causes) {
        for (Cause cause : causes) {
            if (!isThere(cause) && !lacked.has(cause, ground.now())) {
                return cause;
            }
        }
        return null;
    }

    /**
     * Whether one of these, or a message that one of these stands for, was waited for in vain and is still not there.
     */
    private boolean lacksAny(List<Cause> causes) {
        if (ground.isLeaving() && firstAwaited(causes) != null) {
            return true;
        }
        for (Cause cause : causes) {
            if (lacked.hasUpTo(cause, ground.now(), this::isThere)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether it was handed over, or counts as seen without having come, or was given up; what nobody remembers we may
     * have had long ago.
     */
    private boolean isThere(Cause cause) {
        Origin origin = cause.origin();
        if (origin.equals(ground.self().origin()) || seen.has(origin, cause.n())) {
            return !held.containsKey(cause);
        }
        if (seen.isGivenUp(origin, cause.n())) {
            return true;
        }
        return !seen.knows(origin) && clock.includes(cause) && !lacked.has(cause, ground.now());
    }

    private static Cause nameOf(Gossip message) {
        return new Cause(message.origin(), message.n());
    }
}
