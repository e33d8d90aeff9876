package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.peer.core.ground.Bundle;
import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that others may still fetch here. Each is kept for a time to live that counts from its making: one that
 * was fetched says how long it had rested elsewhere, and is kept so much shorter. Where there is no room, what would go
 * next goes at once, counted; but of an origin that takes more than its share its own messages go first, so that one
 * that floods the network costs the others nothing, and what this peer made itself goes last, since nobody else may
 * have it yet. Takes no memory while it is empty.
 */
public final class Retained {
    /** The most that are kept, however small. */
    public static final int MOST_MESSAGES = 262_144;

    private static final long NEVER = Long.MIN_VALUE;

    /** An origin's share is that of one among all that are here, and never less than one of so many. */
    private static final int MOST_SHARES = 8;

    /** Told of a message that is about to leave. */
    interface Leaving {
        void leaves(Origin origin, long n);
    }

    private final long timeMillis;
    private long mostBytes;
    private final Counters counters;
    private final Chunks.FreeList free;

    /** Immutable while there are none or one, which takes next to no room. */
    private Map<Origin, OriginLog> logs = Map.of();

    /** By when they let go of something, as it was when they were put there; null while there are none or one. */
    private @Nullable PriorityQueue<OriginLog> byAge;

    /** Those that take more than the least share, which are few. */
    private List<OriginLog> large = List.of();

    /** The one that was looked up last. */
    private @Nullable OriginLog lastFound;

    /** Null while nobody wants to know. */
    private @Nullable Leaving leaving;

    private int size;
    private long bytes;
    private long came;
    private long expiredAt = NEVER;

    /** When the latest of those was made that went for want of room. */
    private long lastEarly = NEVER;

    /**
     * An empty one.
     *
     * @param timeMillis how long a message is kept after its making (ms)
     * @param mostBytes how much is kept
     */
    public Retained(long timeMillis, long mostBytes, Counters counters) {
        this(timeMillis, mostBytes, counters, new Chunks.FreeList());
    }

    Retained(long timeMillis, long mostBytes, Counters counters, Chunks.FreeList free) {
        this.timeMillis = timeMillis;
        this.mostBytes = mostBytes;
        this.counters = counters;
        this.free = free;
    }

    /** From now on so much (bytes) is kept. */
    void resize(long most) {
        mostBytes = most;
        makeRoom();
    }

    /** Keeps a message, unless it is older than any is kept, or there already. */
    public void keep(Gossip message, long now) {
        expire(now);
        OriginLog log = logOf(message.origin());
        if (message.age() >= timeMillis || (log != null && log.has(message.n()))) {
            return;
        }
        if (log == null) {
            log = new OriginLog(message.origin(), free);
            log.add(message, now);
            enter(log);
            bytes += log.bytes();
        } else {
            long before = log.bytes();
            log.add(message, now);
            bytes += log.bytes() - before;
        }
        log.cameAs = came++;
        size++;
        if (byAge != null && log.oldest() < log.orderedBy) {
            byAge.remove(log); // it has been given what is older than all it had
            putInOrder(log);
        }
        if (!log.isLarge && takes(log) > mostBytes / MOST_SHARES) {
            log.isLarge = true;
            large = large.isEmpty() ? new ArrayList<>() : large;
            large.add(log);
        }
        makeRoom();
    }

    /** What is kept of this origin goes last where there is no room, as long as it takes no more than its share. */
    void leavesLast(Origin origin) {
        OriginLog log = logOf(origin);
        if (log != null) {
            log.leavesLast = true;
        }
    }

    private void makeRoom() {
        while (size > 1 && (bytes > mostBytes || size > MOST_MESSAGES)) {
            counters.add(Counter.RETAINED_TOO_SHORT);
            OriginLog giving = toMakeRoom();
            lastEarly = Math.max(lastEarly, giving.oldest());
            removeOldest(giving);
        }
    }

    /**
     * A message to be handed to somebody who fetches it, with how long it has rested so far, at
     * least 1 ms; null if it is not here.
     *
     * @param n >= 1
     */
    public @Nullable Gossip get(Origin origin, long n, long now) {
        OriginLog log = logOf(origin);
        Long madeAt = log == null ? null : log.madeAt(n);
        Gossip message = log == null || madeAt == null || isOver(madeAt, now) ? null : log.get(n);
        // Never 0: by its age whoever asked tells an answer from what comes straight.
        return message == null || madeAt == null ? null : message.withAge(Math.max(1, now - madeAt));
    }

    /** The lowest number of those kept of an origin that is not below this one; null if there is none. */
    public @Nullable Long numberFrom(Origin origin, long n) {
        OriginLog log = logOf(origin);
        return log == null ? null : log.numberFrom(n);
    }

    /**
     * A message as it came here, for this peer's own application; null if it has left. Whoever is behind may have it
     * for as long as it is here.
     */
    public @Nullable Gossip recall(Origin origin, long n) {
        OriginLog log = logOf(origin);
        return log == null ? null : log.get(n);
    }

    /** Whether a message is here. */
    boolean has(Origin origin, long n) {
        OriginLog log = logOf(origin);
        return log != null && log.has(n);
    }

    /** The same, if it was made since a moment, as far as is known here. */
    boolean hasSince(Origin origin, long n, long moment) {
        OriginLog log = logOf(origin);
        Long madeAt = log == null ? null : log.madeAt(n);
        return madeAt != null && madeAt >= moment;
    }

    /** From now on this is told of each message that is about to leave, null for nobody. */
    void tellWhatLeaves(@Nullable Leaving listener) {
        leaving = listener;
    }

    private boolean isOver(long madeAt, long now) {
        return madeAt + timeMillis <= now;
    }

    /** Lets go of what has rested long enough. */
    public void expire(long now) {
        if (now == expiredAt) {
            return;
        }
        expiredAt = now;
        OriginLog log = oldest();
        while (log != null && isOver(log.oldest(), now)) {
            removeOldest(log);
            log = oldest();
        }
        free.shrink(bytes);
    }

    /** The names of what came since a moment, of the origin that spoke last first; what one body holds. */
    Bundle cameSince(long moment) {
        List<OriginLog> byTime = new ArrayList<>();
        for (OriginLog log : logs.values()) {
            if (log.isYoung(moment)) {
                byTime.add(log);
            }
        }
        byTime.sort(Comparator.comparingLong((OriginLog log) -> log.cameAs).reversed());
        Bundle names = new Bundle();
        for (OriginLog log : byTime) {
            Ranges came = log.cameSince(moment);
            if (!came.isEmpty() && !names.isFull()) {
                names.addLatest(log.origin, came);
            }
        }
        return names;
    }

    /** By origin, which of those that are kept were made since a moment, as far as is known here. */
    public Map<Origin, Ranges> madeSince(long moment) {
        Map<Origin, Ranges> made = new HashMap<>();
        for (OriginLog log : logs.values()) {
            if (log.isYoung(moment)) {
                Ranges young = log.madeSince(moment);
                if (!young.isEmpty()) {
                    made.put(log.origin, young);
                }
            }
        }
        return made;
    }

    /** How long ago (ms) a message was made at the most that is surely still kept, if it ever came. */
    public long keeps(long now) {
        return lastEarly == NEVER ? timeMillis : Math.min(timeMillis, Math.max(0, now - lastEarly));
    }

    int size() {
        return size;
    }

    /** How long ago (ms) what is kept longest was made, 0 if nothing is kept. */
    long oldestAge(long now) {
        OriginLog log = oldest();
        return log == null ? 0 : now - log.oldest();
    }

    /** What is kept, bytes of memory, about. */
    long bytes() {
        return bytes;
    }

    // Origins

    private @Nullable OriginLog logOf(Origin origin) {
        OriginLog found = lastFound;
        if (found == null || !found.origin.equals(origin)) {
            found = logs.get(origin);
            lastFound = found;
        }
        return found;
    }

    private void enter(OriginLog log) {
        lastFound = log;
        if (logs.isEmpty()) {
            logs = Map.of(log.origin, log);
            return;
        }
        if (byAge == null) {
            logs = new HashMap<>(logs);
            byAge = new PriorityQueue<>(Comparator.comparingLong((OriginLog each) -> each.orderedBy));
            logs.values().forEach(this::putInOrder);
        }
        logs.put(log.origin, log);
        putInOrder(log);
    }

    private void putInOrder(OriginLog log) {
        if (byAge != null) {
            log.orderedBy = log.oldest();
            byAge.add(log);
        }
    }

    /** The origin with the message that goes next; null if nothing is kept. */
    private @Nullable OriginLog oldest() {
        if (byAge == null) {
            return logs.isEmpty() ? null : logs.values().iterator().next();
        }
        OriginLog log = byAge.peek();
        while (log != null && (log.size() == 0 || log.oldest() > log.orderedBy)) {
            byAge.remove();
            if (log.size() > 0) {
                putInOrder(log);
            }
            log = byAge.peek();
        }
        return log;
    }

    /** The same, but for the one that leaves last, as long as there are others. */
    private @Nullable OriginLog oldestButTheLast() {
        OriginLog first = oldest();
        if (first == null || !first.leavesLast || byAge == null) {
            return first;
        }
        byAge.remove();
        OriginLog next = oldest();
        putInOrder(first);
        return next == null ? first : next;
    }

    /** What it takes of the room there is, bytes; at least the part of its messages in the most there may be. */
    private long takes(OriginLog log) {
        return Math.max(log.bytes(), log.size() * (mostBytes / MOST_MESSAGES));
    }

    /** Whose message goes where there is no room; something must be kept. */
    private OriginLog toMakeRoom() {
        OriginLog chosen = null;
        long share = mostBytes / Math.min(MOST_SHARES, logs.size());
        for (OriginLog log : large) {
            if (takes(log) > share && (chosen == null || log.oldest() < chosen.oldest())) {
                chosen = log;
            }
        }
        OriginLog oldest = chosen == null ? oldestButTheLast() : chosen;
        if (oldest == null) {
            throw new IllegalStateException("nothing is kept in " + bytes + " bytes");
        }
        return oldest;
    }

    private void removeOldest(OriginLog log) {
        if (leaving != null) {
            leaving.leaves(log.origin, log.oldestNumber());
        }
        long before = log.bytes();
        log.removeOldest();
        size--;
        bytes += log.bytes() - before;
        if (log.isLarge && takes(log) <= mostBytes / MOST_SHARES) {
            log.isLarge = false;
            large.remove(log);
        }
        if (log.size() == 0) {
            bytes -= log.bytes();
            forget(log);
        }
    }

    private void forget(OriginLog log) {
        lastFound = null;
        if (logs.size() == 1) {
            logs = Map.of();
            byAge = null;
        } else {
            logs.remove(log.origin);
        }
    }
}
