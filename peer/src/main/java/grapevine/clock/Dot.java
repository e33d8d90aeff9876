package grapevine.clock;

import java.util.Objects;

/**
 * One message, exactly: the n-th of one run of one peer. Ordered by origin, epoch, n, which says nothing about causes
 * but within one run.
 *
 * @param origin where the peer listens, as in the logs: {@code 10.0.0.7:6001}; any 1..64 visible ASCII characters but
 *     {@code ;}
 * @param epoch when its process started (ms since 1970, >= 0)
 * @param n the number the origin gave to the message, from 1 without gaps
 */
public record Dot(String origin, long epoch, long n) implements Comparable<Dot> {
    private static final int LONGEST_ORIGIN = 64;

    public Dot {
        Objects.requireNonNull(origin, "origin");
        if (origin.isEmpty()
                || origin.length() > LONGEST_ORIGIN
                || !origin.chars().allMatch(Dot::mayStandInOrigin)) {
            throw new IllegalArgumentException(
                    "origin=\"" + origin + "\" is not 1.." + LONGEST_ORIGIN + " visible ASCII characters without ;");
        }
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch=" + epoch + " must be >= 0");
        }
        if (n < 1) {
            throw new IllegalArgumentException("n=" + n + " must be >= 1");
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Dot parse(String text) {
        Objects.requireNonNull(text, "text");
        int beforeN = text.lastIndexOf(':');
        int beforeEpoch = text.lastIndexOf(':', beforeN - 1);
        if (beforeEpoch < 0) {
            throw new IllegalArgumentException("dot \"" + text + "\" is not origin:epoch:n");
        }
        return new Dot(
                text.substring(0, beforeEpoch),
                Digits.parse("epoch", text.substring(beforeEpoch + 1, beforeN)),
                Digits.parse("n", text.substring(beforeN + 1)));
    }

    /** Whether both are messages of one run of one peer: then the lower number came first. */
    public boolean hasOriginOf(Dot other) {
        Objects.requireNonNull(other, "other");
        return epoch == other.epoch && origin.equals(other.origin);
    }

    @Override
    public int compareTo(Dot other) {
        Objects.requireNonNull(other, "other");
        int byRun = compareRuns(other);
        return byRun != 0 ? byRun : Long.compare(n, other.n);
    }

    /** By origin and epoch alone. */
    int compareRuns(Dot other) {
        int byOrigin = origin.compareTo(other.origin);
        return byOrigin != 0 ? byOrigin : Long.compare(epoch, other.epoch);
    }

    /** {@code <origin>:<epoch>:<n>}. */
    @Override
    public String toString() {
        return origin + ":" + epoch + ":" + n;
    }

    private static boolean mayStandInOrigin(int c) {
        return c > ' ' && c < 0x7f && c != ';';
    }
}
