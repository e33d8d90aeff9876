package grapevine.peer.core.ground;

import grapevine.wire.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers as ranges in rising order, with a gap before each. */
public final class Ranges {
    private static final long[] NONE = {};

    private long[] bounds = NONE;
    private int size;

    public boolean isEmpty() {
        return size == 0;
    }

    /** How many ranges. */
    public int size() {
        return size;
    }

    /** How many numbers. */
    public long count() {
        long count = 0;
        for (int i = 0; i < size; i++) {
            count += last(i) - first(i) + 1;
        }
        return count;
    }

    /** The lowest number of a range; ranges are counted from 0. */
    public long first(int range) {
        return bounds[2 * range];
    }

    /** The highest number of a range. */
    public long last(int range) {
        return bounds[2 * range + 1];
    }

    /** Whether this number is among them. */
    public boolean contains(long n) {
        return containsAny(n, n);
    }

    /** The lowest number of the range that holds this one, which is among them. */
    public long startOf(long n) {
        return first(endingAtOrAfter(n));
    }

    /** Whether one of those from the first to the last is among them. */
    public boolean containsAny(long first, long last) {
        int at = endingAtOrAfter(first);
        return at < size && first(at) <= last;
    }

    /** Adds one number; nothing happens if it is there. */
    public void add(long n) {
        if (size > 0 && last(size - 1) == n - 1) {
            bounds[2 * size - 1] = n; // the next one, as nearly always
        } else {
            add(n, n);
        }
    }

    /** Adds the numbers from the first to the last, both included; the first is not above the last. */
    public void add(long first, long last) {
        int from = endingAtOrAfter(first - 1);
        int to = from;
        long low = first;
        long high = last;
        while (to < size && first(to) - 1 <= last) {
            low = Math.min(low, first(to));
            high = Math.max(high, last(to));
            to++;
        }
        replace(from, to, 1);
        bounds[2 * from] = low;
        bounds[2 * from + 1] = high;
    }

    /** Adds these. */
    public void addAll(Ranges others) {
        for (int i = 0; i < others.size; i++) {
            add(others.first(i), others.last(i));
        }
    }

    /** Takes these out. */
    public void removeAll(Ranges others) {
        for (int i = 0; i < others.size; i++) {
            remove(others.first(i), others.last(i));
        }
    }

    /** Takes out the numbers from the first to the last, both included. */
    public void remove(long first, long last) {
        int from = endingAtOrAfter(first);
        int to = from;
        while (to < size && first(to) <= last) {
            to++;
        }
        if (from == to) {
            return;
        }
        long low = first(from);
        long high = last(to - 1);
        int left = low < first ? 1 : 0;
        int right = high > last ? 1 : 0;
        replace(from, to, left + right);
        if (left == 1) {
            bounds[2 * from] = low;
            bounds[2 * from + 1] = first - 1;
        }
        if (right == 1) {
            bounds[2 * (from + left)] = last + 1;
            bounds[2 * (from + left) + 1] = high;
        }
    }

    /** Takes out those from the first to the last. */
    public Ranges takeWithin(long first, long last) {
        Ranges taken = new Ranges();
        for (int at = endingAtOrAfter(first); at < size && first(at) <= last; at++) {
            taken.add(Math.max(first, first(at)), Math.min(last, last(at)));
        }
        remove(first, last);
        return taken;
    }

    /** Takes out the lowest numbers, at most so many of either. */
    public Ranges takeFirst(long most, int mostRanges) {
        Ranges taken = new Ranges();
        long room = most;
        while (room > 0 && size > 0 && taken.size < mostRanges) {
            long first = first(0);
            long last = last(0) - first < room ? last(0) : first + room - 1;
            taken.add(first, last);
            room -= last - first + 1;
            remove(first, last);
        }
        return taken;
    }

    /** Told of each range: its lowest number and its highest. */
    public interface Visitor {
        void visit(long first, long last);
    }

    /** Tells each range, the lowest first. */
    public void forEach(Visitor visitor) {
        for (int i = 0; i < size; i++) {
            visitor.visit(first(i), last(i));
        }
    }

    /** As the wire has them; at least one must be there. */
    public List<Range> toList() {
        List<Range> ranges = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            ranges.add(new Range(first(i), last(i)));
        }
        return ranges;
    }

    /** In the place of the ranges from..to-1 stand so many others, whose bounds are yet to be written. */
    private void replace(int from, int to, int others) {
        int grown = size - (to - from) + others;
        long[] target = 2 * grown > bounds.length ? Arrays.copyOf(bounds, Math.max(2, 3 * grown)) : bounds;
        System.arraycopy(bounds, 2 * to, target, 2 * (from + others), 2 * (size - to));
        bounds = target;
        size = grown;
    }

    /** The index of the first range that ends at n or after it. */
    private int endingAtOrAfter(long n) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (last(middle) < n) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
