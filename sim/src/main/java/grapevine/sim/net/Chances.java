package grapevine.sim.net;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * All that is left to chance, from one seed number. Each purpose draws from its own source, so that none disturbs
 * another.
 */
final class Chances {
    private static final long LARGEST_CLOCK_OFFSET = 1L << 40;
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private final long seed;
    private final long latency;
    private final long jitter;
    private final RandomGenerator latencies;
    private final RandomGenerator faults;
    private final RandomGenerator orders;
    private final RandomGenerator clocks;

    Chances(long seed, long latency, long jitter) {
        if (latency < 0 || jitter < 0) {
            throw new IllegalArgumentException("latency=" + latency + " jitter=" + jitter + " must be >= 0");
        }
        this.seed = seed;
        this.latency = latency;
        this.jitter = jitter;
        latencies = of("latency");
        faults = of("fault");
        orders = of("order");
        clocks = of("clock");
    }

    RandomGenerator of(String purpose) {
        return new SplittableRandom(seed * GOLDEN_GAMMA + purpose.hashCode());
    }

    /** How long something takes from one node to another, ms. */
    long latency() {
        return jitter == 0 ? latency : latency + latencies.nextLong(jitter + 1);
    }

    /** The least that it may take, ms. */
    long leastLatency() {
        return latency;
    }

    /** Whether a connection cut off at once is seen by the other side as ended, and not as reset: it may be either. */
    boolean closesInOrder() {
        return faults.nextBoolean();
    }

    /** Whether a fault of this probability happens. */
    boolean strikes(double probability) {
        return faults.nextDouble() < probability;
    }

    /** What a process finds first when it goes on. */
    RandomGenerator orders() {
        return orders;
    }

    /** When a process' clock began, ms before the network did. */
    long clockOffset() {
        return clocks.nextLong(1, LARGEST_CLOCK_OFFSET);
    }
}
