package grapevine.peer.core.gossip;

import grapevine.node.Marks;
import grapevine.peer.core.ground.Ranges;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers seen of one origin: all up to the floor, and above it ranges in rising order with a gap before each.
 * Mostly there is no range at all, since numbers come in order. The largest long is a number like any other, which
 * others may send: nothing here counts beyond it.
 */
public final class Numbers {
    /** A number this far above the lowest missing one is refused. */
    static final long MOST_AHEAD = 1 << 20;

    static final int MOST_RANGES = 1024;

    /** Told of numbers from the first to the last. */
    public interface Gap {
        void gap(long first, long last);
    }

    private static final long[] NONE = {};

    private long floor;

    /** What lies below the first number that came is not awaited, and what lies below the other is not owed to us. */
    private long awaitedFrom;

    private long owedFrom = 1;
    private long highestSettled;
    private long touchedAt;

    /** The highest number that the application was given. */
    private long handed;

    private long[] bounds = NONE;

    /** In two bytes, as the next, so that what there is for each origin is no larger for that. */
    private char size;

    /** How far the lowest number that the application was given is below {@link #handed}; 65,535 if it is further. */
    private char handedSpan;

    /** None of them is among those seen; null until some were given up. */
    private @Nullable GivenUp givenUp;

    /**
     * An origin first met at this number: what it said before is not awaited, but may come, or be fetched, if a range
     * may be kept.
     *
     * @param at when the message was made
     */
    Numbers(long n, long at, boolean mayAddRange) {
        floor = mayAddRange ? Math.max(0, n - MOST_AHEAD) : n - 1;
        awaitedFrom = n;
        touchedAt = at;
        enter(n, mayAddRange);
    }

    /** An origin that others tell of. */
    Numbers(long at) {
        touchedAt = at;
    }

    boolean has(long n) {
        if (n <= floor) {
            return true;
        }
        int at = rangeAtOrAfter(n);
        return at < size && bounds[2 * at] <= n;
    }

    /** Whether it is missed: not seen, and not from before the first number that came. */
    boolean awaits(long n) {
        return n >= awaitedFrom && !has(n);
    }

    boolean isFarAhead(long n) {
        return n - MOST_AHEAD > floor;
    }

    /** Whether anything was seen, or is known not to come. */
    boolean isMet() {
        return floor > 0 || size > 0;
    }

    /** Enters a number that is not there; false if that takes a range more than allowed. */
    boolean enter(long n, boolean mayAddRange) {
        boolean isEntered = put(n, mayAddRange);
        if (isEntered && givenUp != null) {
            givenUp.forget(n, n);
        }
        return isEntered;
    }

    private boolean put(long n, boolean mayAddRange) {
        if (n - 1 == floor) {
            floor = n;
            absorb();
            return true;
        }
        int at = rangeAtOrAfter(n);
        boolean joinsNext = at < size && bounds[2 * at] - 1 == n;
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

    /**
     * Closes the gaps below what was the highest number at the last call: what was made before it cannot come any more.
     * What lies below the first number that came stays open, unless it was given up.
     */
    void settle(Gap gap) {
        int at = 0;
        while (at < size && bounds[2 * at] <= highestSettled) {
            long first = (at == 0 ? floor : bounds[2 * at - 1]) + 1;
            long last = bounds[2 * at] - 1;
            if (last < awaitedFrom) {
                at++;
            } else {
                Ranges untold = new Ranges();
                untold.add(first, last);
                leaveOutGivenUp(untold);
                untold.forEach(gap::gap);
                add(first, last);
            }
        }
        if (givenUp != null) {
            GivenUp all = givenUp;
            all.takeUpTo(highestSettled).forEach((first, last) -> {
                if (!add(first, last)) {
                    all.putBack(first, last);
                }
            });
            givenUp = all.isEmpty() ? null : all;
        }
        highestSettled = highest();
    }

    /**
     * Gives up what can be had from nobody, if it was not seen, and tells what of it was owed and not told before.
     *
     * @param mostRanges that this may add, about
     */
    void giveUp(long first, long last, int mostRanges, Gap missed) {
        Ranges more = new Ranges();
        unseen(first, last, more::add);
        leaveOutGivenUp(more);
        GivenUp all = givenUp == null ? new GivenUp() : givenUp;
        all.note(more, owedFrom, mostRanges, missed);
        givenUp = all.isEmpty() ? null : all;
        if (givenUp != null && !isMet()) { // an origin of which nothing but this is known
            awaitedFrom = givenUp.highest() == Long.MAX_VALUE ? Long.MAX_VALUE : givenUp.highest() + 1;
        }
    }

    // Order

    /** Whether nothing that is awaited stands between the highest that the application was given and this one. */
    boolean isNext(long n) {
        return n - 1 == handed || (n > handed && n <= awaitedFrom);
    }

    /** Those that are awaited and may come, between the highest that the application was given and this one. */
    Ranges lackingBefore(long n) {
        Ranges lacking = new Ranges();
        if (n - 1 > handed) {
            awaited(handed + 1, n - 1, lacking::add);
            leaveOutGivenUp(lacking);
        }
        return lacking;
    }

    /** The application is given this one; what is to be said of its place. */
    Marks handOver(long n, boolean isEarly) {
        boolean isLate = n <= handed;
        boolean isAfterGap = !isLate && !isNext(n) && below(n) != n - 1;
        noteHanded(n);
        return isEarly || isLate || isAfterGap ? new Marks(isEarly, isLate, isAfterGap) : Marks.NONE;
    }

    /** Whether this was given up, and did not come since. */
    boolean isGivenUp(long n) {
        return givenUp != null && givenUp.contains(n);
    }

    /** Takes out of these what was given up. */
    void leaveOutGivenUp(Ranges numbers) {
        if (givenUp != null) {
            givenUp.leaveOutOf(numbers);
        }
    }

    /** Of the same origin something was given up before it was met. */
    void knowGivenUpOf(Numbers unmet) {
        givenUp = unmet.givenUp;
        if (givenUp != null) {
            known(Long.MAX_VALUE, givenUp::forget);
        }
        touch(unmet.touchedAt);
    }

    /**
     * Counts as seen what somebody else has seen, and what cannot come any more; not where that takes a range too many:
     * then it returns false.
     */
    boolean add(long first, long last) {
        if (last <= floor) {
            return true;
        }
        if (first - 1 <= floor) {
            floor = last;
            while (size > 0 && bounds[0] - 1 <= floor) {
                floor = Math.max(floor, bounds[1]);
                removeRange(0);
            }
            return true;
        }
        int at = rangeAtOrAfter(first - 1);
        if (at == size || bounds[2 * at] - 1 > last) {
            if (size == MOST_RANGES) {
                return false;
            }
            insertRange(at, first);
            bounds[2 * at + 1] = last;
            return true;
        }
        bounds[2 * at] = Math.min(first, bounds[2 * at]);
        bounds[2 * at + 1] = Math.max(last, bounds[2 * at + 1]);
        while (at + 1 < size && bounds[2 * at + 2] - 1 <= last) {
            bounds[2 * at + 1] = Math.max(last, bounds[2 * at + 3]);
            removeRange(at + 1);
        }
        return true;
    }

    /** Counts as seen what others saw before we came. */
    void learn(long first, long last) {
        awaitedFrom = isMet() ? awaitedFrom : 0;
        add(first, last);
        if (givenUp != null) {
            givenUp.forget(first, last);
        }
    }

    /** What was seen up to now was said before we came: none of it is owed to us. */
    void oweNothingSoFar() {
        owedFrom = highest() == Long.MAX_VALUE ? Long.MAX_VALUE : highest() + 1;
        awaitedFrom = Math.max(awaitedFrom, owedFrom);
    }

    /** The application was given this one, and none above it, before the origin was forgotten. */
    void wasHanded(long n) {
        learn(1, n);
        noteHanded(n);
    }

    private void noteHanded(long n) {
        if (handed > 0) {
            long span = n > handed ? n - handed + handedSpan : Math.max(handed - n, handedSpan);
            handedSpan = (char) (span < 0 ? Character.MAX_VALUE : Math.min(span, Character.MAX_VALUE));
        }
        handed = Math.max(handed, n);
    }

    /** Whether the application was given one below this number, as far as that is known. */
    boolean isAfterHanded(long n) {
        return handed > 0 && n > handed - handedSpan;
    }

    /** The highest number that the application was given, 0 if there is none. */
    long handed() {
        return handed;
    }

    /** The first number whose loss is told. */
    long owedFrom() {
        return owedFrom;
    }

    /** The highest number seen, 0 if none was. */
    public long highest() {
        return size > 0 ? bounds[2 * size - 1] : floor;
    }

    /** The highest number seen below this one, which was seen. */
    public long below(long n) {
        if (n - 1 <= floor) {
            return n - 1;
        }
        int at = rangeAtOrAfter(n);
        return bounds[2 * at] < n ? n - 1 : at == 0 ? floor : bounds[2 * at - 1];
    }

    /** Tells the numbers just below this one, which was seen, that are awaited and were not. */
    void gapBelow(long n, Gap gap) {
        long first = Math.max(below(n) + 1, awaitedFrom);
        if (first < n) {
            gap.gap(first, n - 1);
        }
    }

    /** Tells which of these are awaited and were not seen. */
    void awaited(long first, long last, Gap gap) {
        if (last >= awaitedFrom) {
            unseen(Math.max(first, awaitedFrom), last, gap);
        }
    }

    /** Tells what was seen, up to this number. */
    public void known(long upTo, Gap range) {
        if (Math.min(floor, upTo) > 0) {
            range.gap(1, Math.min(floor, upTo));
        }
        for (int at = 0; at < size && bounds[2 * at] <= upTo; at++) {
            range.gap(bounds[2 * at], Math.min(bounds[2 * at + 1], upTo));
        }
    }

    /** Tells which of these were not seen and are not too far ahead. */
    void unseen(long first, long last, Gap gap) {
        long end = floor > Long.MAX_VALUE - MOST_AHEAD ? last : Math.min(last, floor + MOST_AHEAD);
        if (end <= floor) {
            return;
        }
        long next = Math.max(first, floor + 1);
        for (int at = rangeAtOrAfter(next); at < size && bounds[2 * at] <= end && next <= end; at++) {
            if (bounds[2 * at] > next) {
                gap.gap(next, bounds[2 * at] - 1);
            }
            if (bounds[2 * at + 1] >= end) {
                return; // there is no number after the largest
            }
            next = bounds[2 * at + 1] + 1;
        }
        if (next <= end) {
            gap.gap(next, end);
        }
    }

    void touch(long at) {
        touchedAt = Math.max(touchedAt, at);
    }

    /** When the latest message was made, as far as is known here. */
    public long touchedAt() {
        return touchedAt;
    }

    int ranges() {
        return size + (givenUp == null ? 0 : givenUp.ranges());
    }

    /** The floor has risen to just below the first range: it swallows it. */
    private void absorb() {
        if (size > 0 && bounds[0] - 1 == floor) {
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
