package grapevine.bench;

import java.time.Duration;
import java.util.List;

/**
 * What one JVM measures.
 *
 * @param payload bytes of each broadcast, {@value Payload#LEAST_BYTES} or more
 * @param window broadcasts that may be under way at once
 * @param warmUp CPU time for publishing in turn by all and by one before anything is measured, at the least; it goes on
 *     until that gets no faster, for at most {@value #MOST_WARM_UP} times that by the clock
 * @param load how long one publishes, and then all, for each measurement
 */
record TrialPlan(Entrant entrant, int nodes, int payload, int window, Duration warmUp, Duration load) {
    /** What may be under way at once, bytes of payload: so that large ones do not fill the heap. */
    private static final long MOST_UNDER_WAY = 16 * 1024 * 1024;

    /** The longest warm-up, by the clock, as a multiple of its least CPU time. */
    static final int MOST_WARM_UP = 3;

    /** What a slow system may have under way. It is as fast with that as with more, which it takes long to deliver. */
    static final int SLOW_WINDOW = 64;

    /** A slow system's warm-up is so many times shorter. */
    static final int SLOW_WARM_UP = 3;

    /** How many single broadcasts the latency is of. */
    static final int SINGLES = 200;

    /** The same plan; that of a slow system with less under way and a shorter warm-up. */
    TrialPlan eased() {
        return entrant.isSlow()
                ? new TrialPlan(
                        entrant, nodes, payload, Math.min(window, SLOW_WINDOW), warmUp.dividedBy(SLOW_WARM_UP), load)
                : this;
    }

    /** The broadcasts that may be under way: fewer of large ones. */
    int boundedWindow() {
        return (int) Math.max(1, Math.min(window, MOST_UNDER_WAY / payload));
    }

    /** The same for another JVM's command line. */
    List<String> toArguments() {
        return List.of(
                entrant.name(),
                String.valueOf(nodes),
                String.valueOf(payload),
                String.valueOf(window),
                String.valueOf(warmUp.toMillis()),
                String.valueOf(load.toMillis()));
    }

    static TrialPlan of(List<String> arguments) {
        return new TrialPlan(
                Entrant.valueOf(arguments.get(0)),
                Integer.parseInt(arguments.get(1)),
                Integer.parseInt(arguments.get(2)),
                Integer.parseInt(arguments.get(3)),
                Duration.ofMillis(Long.parseLong(arguments.get(4))),
                Duration.ofMillis(Long.parseLong(arguments.get(5))));
    }
}
