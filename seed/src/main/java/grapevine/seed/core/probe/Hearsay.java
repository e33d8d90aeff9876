package grapevine.seed.core.probe;

import grapevine.seed.core.registry.Row;
import grapevine.wire.Address;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What those say of others who reported a death that this seed found to be so: in the next seconds it looks at some of
 * the addresses that refused their dials too, one after the other. What anybody else says so is not followed.
 */
final class Hearsay {
    /** For how long a reporter that was right is believed (ms). */
    static final long WINDOW = 10_000;

    /** From one look to the next (ms): 20 a second. */
    static final long PACE = 50;

    /** So many may one of them name. */
    static final int MOST_OF_ONE = 8;

    /** The most reporters that are remembered, those that were right last. */
    static final int MOST_PROVEN = 256;

    /** As many as there are looks while a reporter is believed. */
    static final int MOST_WAITING = (int) (WINDOW / PACE);

    private final Map<Address, Proven> proven = new LinkedHashMap<>();
    private final Map<Address, Named> waiting = new LinkedHashMap<>();
    private long nextTurn = Long.MIN_VALUE;

    /** A row of which somebody said that its address refuses. */
    record Named(Row row, Address reporter) {}

    private static final class Proven {
        private final long until;
        private int left = MOST_OF_ONE;

        Proven(long until) {
            this.until = until;
        }
    }

    /** These had reported somebody, who is gone. */
    void wereRight(Collection<Address> reporters, long now) {
        for (Address reporter : reporters) {
            proven.remove(reporter);
            proven.put(reporter, new Proven(now + WINDOW));
        }
        Iterator<Address> longest = proven.keySet().iterator();
        while (proven.size() > MOST_PROVEN) {
            longest.next();
            longest.remove();
        }
    }

    /** Whether it may name one, or one more. */
    boolean isBelieved(Address reporter, long now) {
        Proven one = proven.get(reporter);
        return one != null && now <= one.until && one.left > 0;
    }

    /** It names this one; false if too many wait. */
    boolean add(Row row, Address reporter) {
        Proven one = proven.get(reporter);
        if (one == null || waiting.size() >= MOST_WAITING) {
            return false;
        }
        if (waiting.putIfAbsent(row.address(), new Named(row, reporter)) == null) {
            one.left--;
        }
        return true;
    }

    /** Whose turn it is, if it is somebody's. */
    @Nullable
    Named next(long now) {
        if (waiting.isEmpty() || now < nextTurn) {
            return null;
        }
        nextTurn = now + PACE;
        Named next = waiting.values().iterator().next();
        waiting.remove(next.row().address());
        return next;
    }

    /** When it is somebody's turn, {@link Long#MAX_VALUE} if nobody waits. */
    long due() {
        return waiting.isEmpty() ? Long.MAX_VALUE : nextTurn;
    }

    int size() {
        return waiting.size();
    }

    void clear() {
        waiting.clear();
    }
}
