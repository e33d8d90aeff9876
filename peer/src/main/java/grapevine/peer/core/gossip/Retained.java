package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.peer.core.ground.Bundle;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.Comparator;
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

    private static final int FIRST_SLOTS = 4;

    /** A message where it rests. */
    private static final class Kept {
        final Gossip message;

        /** As far as is known here, from its age when it came. */
        final long madeAt;

        @Nullable
        Kept nextInSlot;

        @Nullable
        Kept nextFresh;

        @Nullable
        Kept previousFresh;

        Kept(Gossip message, long now) {
            this.message = message;
            madeAt = now - message.age();
        }

        long cameAt() {
            return madeAt + message.age();
        }

        long bytes() {
            return (long) message.frame().length + OVERHEAD_BYTES;
        }

        boolean is(Origin origin, long n) {
            return message.n() == n && message.origin().equals(origin);
        }
    }

    private final long timeMillis;
    private final long mostBytes;
    private final Counters counters;

    /** By (origin, n): a power of two of chains, none while nothing is kept. */
    private @Nullable Kept[] slots = {};

    /** Those that came straight go in the order they came; those that were fetched stand in a queue of their own. */
    private @Nullable Kept firstFresh;

    private @Nullable Kept lastFresh;
    private @Nullable PriorityQueue<Kept> fetched;
    private int size;
    private long bytes;

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
        if (message.age() >= timeMillis || find(message.origin(), message.n()) != null) {
            return;
        }
        Kept kept = new Kept(message, now);
        size++;
        bytes += kept.bytes();
        if (size > slots.length) {
            grow();
        }
        put(kept);
        line(kept);
        while (bytes > mostBytes || size > MOST_MESSAGES) {
            counters.add(Counter.RETAINED_TOO_SHORT);
            removeNext();
        }
    }

    /**
     * A message to be handed to somebody who fetches it, with how long it has rested so far, at
     * least 1 ms; null if it is not here.
     *
     * @param n >= 1
     */
    public @Nullable Gossip get(Origin origin, long n, long now) {
        Kept kept = find(origin, n);
        // Never 0: by its age whoever asked tells an answer from what comes straight.
        return kept == null || isOver(kept, now) ? null : kept.message.withAge(Math.max(1, now - kept.madeAt));
    }

    /** How long ago (ms) a message was made, as far as is known here; a very long time if it is not kept. */
    public long age(Origin origin, long n, long now) {
        Kept kept = find(origin, n);
        return kept == null ? Long.MAX_VALUE : now - kept.madeAt;
    }

    private boolean isOver(Kept kept, long now) {
        return kept.madeAt + timeMillis <= now;
    }

    /** Whether it is kept, and may still be fetched. */
    public boolean has(Origin origin, long n, long now) {
        Kept kept = find(origin, n);
        return kept != null && !isOver(kept, now);
    }

    /** Lets go of what has rested long enough. */
    public void expire(long now) {
        Kept next = next();
        while (next != null && isOver(next, now)) {
            removeNext();
            next = next();
        }
    }

    /** The names of what came since a moment; of more than one body holds, the latest. */
    Bundle cameSince(long moment) {
        Bundle names = new Bundle();
        Kept each = lastFresh;
        while (each != null && each.cameAt() >= moment && !names.isFull()) {
            name(each, names);
            each = each.previousFresh;
        }
        if (fetched != null && !names.isFull()) {
            fetched.stream().filter(aged -> aged.cameAt() >= moment).forEach(aged -> name(aged, names));
        }
        return names;
    }

    private static void name(Kept kept, Bundle to) {
        if (!to.isFull()) {
            to.add(kept.message.origin(), kept.message.n());
        }
    }

    int size() {
        return size;
    }

    /** How long ago (ms) what is kept longest was made, 0 if nothing is kept. */
    long oldestAge(long now) {
        Kept next = next();
        return next == null ? 0 : now - next.madeAt;
    }

    /** What is kept, bytes of memory, about. */
    long bytes() {
        return bytes;
    }

    // By time

    private void line(Kept kept) {
        if (kept.message.age() > 0) {
            if (fetched == null) {
                fetched = new PriorityQueue<>(Comparator.comparingLong((Kept each) -> each.madeAt));
            }
            fetched.add(kept);
        } else if (lastFresh == null) {
            firstFresh = kept;
            lastFresh = kept;
        } else {
            lastFresh.nextFresh = kept;
            kept.previousFresh = lastFresh;
            lastFresh = kept;
        }
    }

    /** Whose time ends next. */
    private @Nullable Kept next() {
        Kept aged = fetched == null ? null : fetched.peek();
        if (aged == null) {
            return firstFresh;
        }
        return firstFresh != null && firstFresh.madeAt <= aged.madeAt ? firstFresh : aged;
    }

    private void removeNext() {
        Kept next = next();
        if (next == null) {
            return;
        }
        if (next == firstFresh) {
            firstFresh = next.nextFresh;
            if (firstFresh == null) {
                lastFresh = null;
            } else {
                firstFresh.previousFresh = null;
            }
        } else if (fetched != null) {
            fetched.remove();
            fetched = fetched.isEmpty() ? null : fetched;
        }
        size--;
        bytes -= next.bytes();
        take(next);
        if (size == 0) {
            slots = new Kept[0];
        }
    }

    // By name

    private static int hash(Origin origin, long n) {
        long mixed = (origin.hashCode() + n) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    private @Nullable Kept find(Origin origin, long n) {
        if (size == 0) {
            return null;
        }
        Kept kept = slots[hash(origin, n) & (slots.length - 1)];
        while (kept != null && !kept.is(origin, n)) {
            kept = kept.nextInSlot;
        }
        return kept;
    }

    private void put(Kept kept) {
        int slot = hash(kept.message.origin(), kept.message.n()) & (slots.length - 1);
        kept.nextInSlot = slots[slot];
        slots[slot] = kept;
    }

    private void take(Kept gone) {
        int slot = hash(gone.message.origin(), gone.message.n()) & (slots.length - 1);
        Kept before = null;
        Kept each = slots[slot];
        while (each != null && each != gone) {
            before = each;
            each = each.nextInSlot;
        }
        if (before == null) {
            slots[slot] = gone.nextInSlot;
        } else {
            before.nextInSlot = gone.nextInSlot;
        }
    }

    private void grow() {
        @Nullable Kept[] old = slots;
        slots = new Kept[Math.max(FIRST_SLOTS, 2 * old.length)];
        for (Kept first : old) {
            Kept each = first;
            while (each != null) {
                Kept following = each.nextInSlot;
                put(each);
                each = following;
            }
        }
    }
}
