package grapevine.wire;

/**
 * Numbers of one origin, all of them from the first to the last: {@code <first>-<last>}, or {@code <n>} for one alone.
 *
 * @param first >= 1
 * @param last >= first
 */
public record Range(long first, long last) {
    public Range {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("range " + first + "-" + last + " is not 1 <= first <= last");
        }
    }

    /** One number alone. */
    public static Range of(long n) {
        return new Range(n, n);
    }

    /** How many numbers it holds. */
    public long size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first == last ? Long.toString(first) : first + "-" + last;
    }
}
