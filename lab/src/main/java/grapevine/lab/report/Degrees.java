package grapevine.lab.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How often each number from 0 on occurs in a sample of small numbers, such as the degrees of all peers. Immutable.
 */
public final class Degrees {
    private final long[] counts;
    private final long size;

    private Degrees(long[] counts) {
        this.counts = counts;
        this.size = Arrays.stream(counts).sum();
    }

    /**
     * Of a sample in any order; memory grows with its largest value, not with its size.
     *
     * @throws IllegalArgumentException if a value is negative
     */
    public static Degrees of(int... sample) {
        int largest = 0;
        for (int value : sample) {
            if (value < 0) {
                throw new IllegalArgumentException("value=" + value + " is negative");
            }
            largest = Math.max(largest, value);
        }
        long[] counts = new long[largest + 1];
        for (int value : sample) {
            counts[value]++;
        }
        return new Degrees(counts);
    }

    /** How many values the sample has. */
    public long size() {
        return size;
    }

    /** How many of them are {@code value}. */
    public long count(int value) {
        return value < 0 || value >= counts.length ? 0 : counts[value];
    }

    /** How many of them are {@code value} or more. */
    public long atLeast(int value) {
        return IntStream.range(Math.max(0, value), counts.length)
                .mapToLong(i -> counts[i])
                .sum();
    }

    /** The values that occur, ascending. */
    public int[] values() {
        return IntStream.range(0, counts.length).filter(i -> counts[i] > 0).toArray();
    }

    /** The largest value, 0 for an empty sample. */
    public int largest() {
        return counts.length - 1;
    }

    /** The smallest value, 0 for an empty sample. */
    public int smallest() {
        int[] values = values();
        return values.length == 0 ? 0 : values[0];
    }

    /** The mean, 0 for an empty sample. */
    public double mean() {
        double sum = 0;
        for (int value : values()) {
            sum += (double) value * counts[value];
        }
        return size == 0 ? 0 : sum / size;
    }

    /** The smallest value that at least this share (0..1) of the sample does not exceed; 0 for an empty sample. */
    public int quantile(double share) {
        long below = 0;
        for (int value : values()) {
            below += counts[value];
            if (below >= share * size) {
                return value;
            }
        }
        return largest();
    }
}
