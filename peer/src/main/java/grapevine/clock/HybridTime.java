package grapevine.clock;

import java.util.Objects;

/**
 * A time that respects causes: that of a message is above those of all messages its maker had got before (S. Kulkarni
 * and others, Logical Physical Clocks, 2014). It is near to the wall clock of the maker, or of one whose message the
 * maker got, if that clock was ahead. Lower times do not prove a cause; {@link Stamp} does.
 *
 * @param millis of the furthest wall clock heard of, ms since 1970, >= 0
 * @param counter tells apart what happened within one of these milliseconds, 0..{@value #MOST_COUNTER}
 */
public record HybridTime(long millis, int counter) implements Comparable<HybridTime> {
    /** The largest counter; after it comes the next millisecond. */
    public static final int MOST_COUNTER = 65_535;

    /** Before everything. */
    public static final HybridTime ZERO = new HybridTime(0, 0);

    /**
     * A time.
     *
     * @throws IllegalArgumentException naming what is out of its range
     */
    public HybridTime {
        if (millis < 0) {
            throw new IllegalArgumentException("millis=" + millis + " must be >= 0");
        }
        if (counter < 0 || counter > MOST_COUNTER) {
            throw new IllegalArgumentException("counter=" + counter + " is outside 0.." + MOST_COUNTER);
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static HybridTime parse(String text) {
        Objects.requireNonNull(text, "text");
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("time \"" + text + "\" is not millis.counter");
        }
        long counter = Digits.parse("counter", text.substring(dot + 1));
        return new HybridTime(
                Digits.parse("millis", text.substring(0, dot)), (int) Math.min(counter, Integer.MAX_VALUE));
    }

    /**
     * The time of what happens next after this, when the wall clock shows {@code wallMillis}: the wall clock, or, where
     * that is behind, the least time above this one.
     */
    public HybridTime next(long wallMillis) {
        if (wallMillis > millis) {
            return new HybridTime(wallMillis, 0);
        }
        return counter < MOST_COUNTER
                ? new HybridTime(millis, counter + 1)
                : new HybridTime(Math.addExact(millis, 1), 0);
    }

    /** The later of the two. */
    public HybridTime max(HybridTime other) {
        Objects.requireNonNull(other, "other");
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(HybridTime other) {
        Objects.requireNonNull(other, "other");
        int byMillis = Long.compare(millis, other.millis);
        return byMillis != 0 ? byMillis : Integer.compare(counter, other.counter);
    }

    /** {@code <millis>.<counter>}. */
    @Override
    public String toString() {
        return millis + "." + counter;
    }
}
