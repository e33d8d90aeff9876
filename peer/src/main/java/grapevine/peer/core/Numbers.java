package grapevine.peer.core;

import java.util.Arrays;

/**
 * The numbers seen of one origin: all up to the floor, and above it ranges in rising order with a gap before each. Mostly
 * there is no range at all, since numbers come in order.
 */
final class Numbers {
    /** A number this far above the lowest missing one is refused. */
    static final long MOST_AHEAD = 1 << 20;

    static final int MOST_RANGES = 1024;

    /** Of an origin first met at n, so many numbers before n may still come late. */
    private static final long LATE = 1024;

    /** Told of a gap that was given up. */
    interface Gap {
        void gap(long first, long last);
    }

    private long floor;
    private final long firstMet;
    private long highestSettled;
    private long touchedAt;
    private long[] bounds = {};
    private int size;

    /** An origin first met at this number: what it said before is not awaited, but may come if a range may be kept. */
    Numbers(long n, long now, boolean mayAddRange) {
        floor = mayAddRange ? Math.max(0, n - 1 - LATE) : n - 1;
        firstMet = n;
        touchedAt = now;
        enter(n, mayAddRange);
    }

    boolean has(long n) {
        if (n <= floor) {
            return true;
        }
        int at = rangeAtOrAfter(n);
        return at < size && bounds[2 * at] <= n;
    }

    boolean isFarAhead(long n) {
        return n > floor + MOST_AHEAD;
    }

    /** Enters a number that is not there; false if that takes a range more than allowed. */
    boolean enter(long n, boolean mayAddRange) {
        if (n == floor + 1) {
            floor = n;
            absorb();
            return true;
        }
        int at = rangeAtOrAfter(n);
        boolean joinsNext = at < size && bounds[2 * at] == n + 1;
        boolean joinsPrevious = at > 0 && bounds[2 * at - 1] == n - 1;
        if (joinsNext && joinsPrevious) {
            bounds[2 * at - 1] = bounds[2 * at + 1];
            removeRange(at);
        } else if (joinsNext) {
            bounds[2 * at] = n;
        } else if (joinsPrevious) {
            bounds[2 * at - 1] = n;
        } else if (mayAddRange && size < MOST_RANGES) {
            insertRange(at, n);
        } else {
            return false;
        }
        return true;
    }

    /** Gives up the gaps below what was the highest number at the last call. */
    void settle(Gap gap) {
        while (size > 0 && bounds[0] <= highestSettled) {
            long first = Math.max(floor + 1, firstMet);
            long last = bounds[0] - 1;
            if (first <= last) {
                gap.gap(first, last);
            }
            floor = last;
            absorb();
        }
        highestSettled = size > 0 ? bounds[2 * size - 1] : floor;
    }

    /** Tells which of these were not seen and are not too far ahead. */
    void unseen(long first, long last, Gap gap) {
        long next = Math.max(first, floor + 1);
        long end = Math.min(last, floor + MOST_AHEAD);
        for (int at = rangeAtOrAfter(next); at < size && bounds[2 * at] <= end && next <= end; at++) {
            if (bounds[2 * at] > next) {
                gap.gap(next, bounds[2 * at] - 1);
            }
            next = bounds[2 * at + 1] + 1;
        }
        if (next <= end) {
            gap.gap(next, end);
        }
    }

    void touch(long now) {
        touchedAt = now;
    }

    long touchedAt() {
        return touchedAt;
    }

    int ranges() {
        return size;
    }

    /** The floor has risen to just below the first range: it swallows it. */
    private void absorb() {
        if (size > 0 && bounds[0] == floor + 1) {
            floor = bounds[1];
            removeRange(0);
        }
    }

    /** The index of the first range that ends at n or after it. */
    private int rangeAtOrAfter(long n) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle + 1] < n) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void insertRange(int at, long n) {
        if (2 * size == bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.max(4, 2 * bounds.length));
        }
        System.arraycopy(bounds, 2 * at, bounds, 2 * at + 2, 2 * (size - at));
        bounds[2 * at] = n;
        bounds[2 * at + 1] = n;
        size++;
    }

    private void removeRange(int at) {
        System.arraycopy(bounds, 2 * at + 2, bounds, 2 * at, 2 * (size - at - 1));
        size--;
    }
}
