package grapevine.runtime;

import java.util.concurrent.TimeUnit;

/** A host's {@code now}: milliseconds since its start, plus one so that it is never zero. Only goes forward. */
final class MonotonicClock {
    private static final long FIRST = 1;

    private final long start = System.nanoTime();

    long now() {
        return at(System.nanoTime());
    }

    /** What {@link #now} was or will be when {@link System#nanoTime} is this. */
    long at(long nanoTime) {
        return FIRST + TimeUnit.NANOSECONDS.toMillis(nanoTime - start);
    }

    /** Nanoseconds until {@link #now} reaches {@code due}; negative when it has passed. */
    long nanosUntil(long due) {
        return TimeUnit.MILLISECONDS.toNanos(due - FIRST) - (System.nanoTime() - start);
    }
}
