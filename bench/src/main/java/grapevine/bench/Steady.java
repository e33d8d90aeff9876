package grapevine.bench;

/**
 * Tells when a rate has stopped to rise: what a JVM compiles, and what fills before it is used again, takes a system of
 * much code longer than one of little, and is not what is to be compared.
 */
final class Steady {
    /** A rise by less counts for nothing. */
    private static final double RISE = 1.03;

    /** So often without a rise is enough. */
    private static final int ENOUGH = 5;

    private double best;
    private int without;

    /** Takes in the next rate. */
    void add(double rate) {
        if (rate > best * RISE) {
            best = rate; // small rises add up to one
            without = 0;
        } else {
            without++;
        }
    }

    /** Whether it did not rise any more. */
    boolean isReached() {
        return without >= ENOUGH;
    }
}
