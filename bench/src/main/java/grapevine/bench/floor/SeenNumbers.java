package grapevine.bench.floor;

/**
 * Which numbers of one origin were seen, exactly: everything below a base, and one bit each for the {@value #WINDOW}
 * from there on. Of one thread.
 */
public final class SeenNumbers {
    /** How far apart two numbers may be that are under way at once. */
    static final int WINDOW = 1 << 15;

    private static final int WORDS = WINDOW / Long.SIZE;

    private final long[] bits = new long[WORDS];
    private long base;

    /**
     * Takes a number, >= 0.
     *
     * @return whether it is new
     * @throws IllegalStateException if it is too far ahead of what is missing
     */
    public boolean add(long n) {
        if (n < base) {
            return false;
        } else if (n - base >= WINDOW) {
            throw new IllegalStateException("number " + n + " is " + WINDOW + " or more ahead of " + base);
        }
        int word = word(n);
        long bit = 1L << n;
        if ((bits[word] & bit) != 0) {
            return false;
        }
        bits[word] |= bit;
        while (bits[word(base)] == -1L) {
            bits[word(base)] = 0;
            base += Long.SIZE;
        }
        return true;
    }

    private static int word(long n) {
        return (int) (n / Long.SIZE) & (WORDS - 1);
    }
}
