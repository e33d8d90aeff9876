package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.peer.core.ground.Bundle;
import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Cause;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that others may still fetch here. Each is kept for a time to live that counts from its making: one that
 * was fetched says how long it had rested elsewhere, and is kept so much shorter. Where there is no room, what would go
 * next goes at once, counted. Takes no memory while it is empty.
 */
public final class Retained {
    static final int MOST_MESSAGES = 262_144;

    /** What a message takes besides its bytes, about. */
    static final int OVERHEAD_BYTES = 160;

    private static final long NEVER = Long.MIN_VALUE;

    /** So many are named one by one; only of more it is kept up which came when. */
    private static final int FEW = 32;

    /** A message that was fetched, which is older than others that came with it. */
    private static final class Aged {
        final Gossip message;

        /** As far as is known here, from its age when it came. */
        final long madeAt;

        Aged(Gossip message, long now) {
            this.message = message;
            madeAt = now - message.age();
        }

        long cameAt() {
            return madeAt + message.age();
        }
    }

    private final long timeMillis;
    private final long mostBytes;
    private final Counters counters;

    /** Those that came straight. */
    private final Log straight = new Log();

    /** When those came; null while they are few. */
    private @Nullable Recent recent;

    /** Those that were fetched, by the time they go, and by name; null while there are none. */
    private @Nullable PriorityQueue<Aged> fetched;

    private Map<Cause, Aged> fetchedByName = Map.of();
    private long bytes;
    private long expiredAt = NEVER;

    /**
     * An empty one.
     *
     * @param timeMillis how long a message is kept after its making (ms)
     * @param mostBytes how much is kept
     */
    public Retained(long timeMillis, long mostBytes, Counters counters) {
        this.timeMillis = timeMillis;
        this.mostBytes = mostBytes;
        this.counters = counters;
    }

    /** Keeps a message, unless it is older than any is kept, or there already. */
    public void keep(Gossip message, long now) {
        expire(now);
        if (message.age() > 0) {
            if (message.age() >= timeMillis || madeAt(message.origin(), message.n()) != NEVER) {
                return;
            }
            keepAged(message, now);
        } else {
            if (aged(message.origin(), message.n()) != null || !straight.add(message, now)) {
                return;
            }
            keepUp(message, now);
        }
        bytes += message.length() + OVERHEAD_BYTES;
        while (bytes > mostBytes || size() > MOST_MESSAGES) {
            counters.add(Counter.RETAINED_TOO_SHORT);
            removeNext();
        }
    }

    private void keepAged(Gossip message, long now) {
        Aged aged = new Aged(message, now);
        if (fetched == null) {
            fetched = new PriorityQueue<>(Comparator.comparingLong((Aged each) -> each.madeAt));
            fetchedByName = new HashMap<>();
        }
        fetched.add(aged);
        fetchedByName.put(new Cause(message.origin(), message.n()), aged);
    }

    /** Notes when the message came that came last. */
    private void keepUp(Gossip message, long now) {
        long end = straight.firstNumber() + straight.size();
        if (recent != null) {
            recent.add(message.origin(), message.n(), end - 1, now);
        } else if (straight.size() > FEW) {
            recent = new Recent();
            for (long number = straight.firstNumber(); number < end; number++) {
                recent.add(straight.origin(number), straight.n(number), number, straight.cameAt(number));
            }
        }
    }

    /**
     * A message to be handed to somebody who fetches it, with how long it has rested so far, at
     * least 1 ms; null if it is not here.
     *
     * @param n >= 1
     */
    public @Nullable Gossip get(Origin origin, long n, long now) {
        // Never 0: by its age whoever asked tells an answer from what comes straight.
        long number = straight.find(origin, n);
        if (number >= 0) {
            long age = now - straight.cameAt(number);
            return age >= timeMillis ? null : straight.message(number).withAge(Math.max(1, age));
        }
        Aged aged = aged(origin, n);
        return aged == null || isOver(aged.madeAt, now) ? null : aged.message.withAge(Math.max(1, now - aged.madeAt));
    }

    private @Nullable Aged aged(Origin origin, long n) {
        return fetchedByName.isEmpty() ? null : fetchedByName.get(new Cause(origin, n));
    }

    /** When this message was made, as far as is known here; {@link #NEVER} if it is not kept. */
    private long madeAt(Origin origin, long n) {
        long number = straight.find(origin, n);
        if (number >= 0) {
            return straight.cameAt(number);
        }
        Aged aged = aged(origin, n);
        return aged == null ? NEVER : aged.madeAt;
    }

    private boolean isOver(long madeAt, long now) {
        return madeAt + timeMillis <= now;
    }

    /** Whether it is kept, and may still be fetched. */
    public boolean has(Origin origin, long n, long now) {
        long madeAt = madeAt(origin, n);
        return madeAt != NEVER && !isOver(madeAt, now);
    }

    /** Lets go of what has rested long enough. */
    public void expire(long now) {
        if (now == expiredAt) {
            return;
        }
        expiredAt = now;
        while (size() > 0 && isOver(nextMadeAt(), now)) {
            removeNext();
        }
    }

    /** The names of what came since a moment; of more than one body holds, the latest. */
    Bundle cameSince(long moment) {
        Bundle names = new Bundle();
        long first = straight.firstNumber();
        long number = first + straight.size();
        if (recent != null) {
            number = recent.nameSince(moment, first, number, names);
        }
        while (number > first && !names.isFull()) {
            number--;
            if (straight.cameAt(number) < moment) {
                break;
            }
            names.add(straight.origin(number), straight.n(number));
        }
        if (fetched != null && !names.isFull()) {
            for (Aged aged : fetched) {
                if (aged.cameAt() >= moment && !names.isFull()) {
                    names.add(aged.message.origin(), aged.message.n());
                }
            }
        }
        return names;
    }

    /** By origin, which of those that are kept were made since a moment, as far as is known here. */
    public Map<Origin, Ranges> madeSince(long moment) {
        Map<Origin, Ranges> made = new HashMap<>();
        long first = straight.firstNumber();
        long number = first + straight.size();
        if (recent != null) {
            number = recent.collectSince(moment, first, number, made);
        }
        while (number > first && straight.cameAt(number - 1) >= moment) {
            number--;
            made.computeIfAbsent(straight.origin(number), unused -> new Ranges())
                    .add(straight.n(number));
        }
        if (fetched != null) {
            for (Aged aged : fetched) {
                if (aged.madeAt >= moment) {
                    made.computeIfAbsent(aged.message.origin(), unused -> new Ranges())
                            .add(aged.message.n());
                }
            }
        }
        return made;
    }

    int size() {
        return straight.size() + fetchedByName.size();
    }

    /** How long ago (ms) what is kept longest was made, 0 if nothing is kept. */
    long oldestAge(long now) {
        return size() == 0 ? 0 : now - nextMadeAt();
    }

    /** What is kept, bytes of memory, about. */
    long bytes() {
        return bytes;
    }

    /** When the one was made whose time ends next; there must be one. */
    private long nextMadeAt() {
        Aged aged = fetched == null ? null : fetched.peek();
        if (aged == null || (straight.size() > 0 && straight.cameAt(straight.firstNumber()) <= aged.madeAt)) {
            return straight.cameAt(straight.firstNumber());
        }
        return aged.madeAt;
    }

    private void removeNext() {
        Aged aged = fetched == null ? null : fetched.peek();
        if (aged == null || (straight.size() > 0 && straight.cameAt(straight.firstNumber()) <= aged.madeAt)) {
            bytes -= straight.removeFirst() + OVERHEAD_BYTES;
            if (straight.size() == 0) {
                recent = null;
            } else if (recent != null) {
                recent.forgetBefore(straight.firstNumber());
            }
        } else if (fetched != null) {
            fetched.remove();
            fetchedByName.remove(new Cause(aged.message.origin(), aged.message.n()));
            bytes -= aged.message.length() + OVERHEAD_BYTES;
            if (fetched.isEmpty()) {
                fetched = null;
                fetchedByName = Map.of();
            }
        }
    }
}
