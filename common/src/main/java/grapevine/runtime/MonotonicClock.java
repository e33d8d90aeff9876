package grapevine.runtime;

import java.util.concurrent.TimeUnit;

/**
 * A host's {@code now}: milliseconds since its start, plus one so that it is never zero. Only goes forward, also while
 * the machine sleeps: {@link System#nanoTime} stands still meanwhile, and without that time everything a node keeps
 * would be older than it says. The kernel's uptime runs on, and is read when the wall clock has leapt; a wall clock
 * that was only set changes nothing. Where no uptime is told, sleep is not seen. {@link #at} is for the node's lane
 * alone.
 */
final class MonotonicClock {
    private static final long FIRST = 1;

    /** The wall clock is looked at so often (ns), and a leap is more than so much (ms). */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long LEAP_MILLIS = 500;

    private final MachineClocks machine;
    private final long start;
    private final long uptimeAtStart;
    private volatile long slept;

    private long lookedAt;

    /** What the wall clock showed at the start of this clock, as it is set now. */
    private long wallAtStart;

    MonotonicClock() {
        this(new MachineClocks());
    }

    MonotonicClock(MachineClocks machine) {
        this.machine = machine;
        start = machine.nanoTime();
        lookedAt = start;
        wallAtStart = machine.wallMillis();
        uptimeAtStart = machine.uptimeMillis();
    }

    /** What now is when {@link System#nanoTime} is this. */
    long at(long nanoTime) {
        if (nanoTime - lookedAt >= LOOK_NANOS) {
            lookedAt = nanoTime;
            lookForSleep();
        }
        return FIRST + millis(nanoTime - start) + slept;
    }

    private void lookForSleep() {
        long awake = millis(machine.nanoTime() - start);
        long leapt = machine.wallMillis() - awake - wallAtStart;
        if (Math.abs(leapt) <= LEAP_MILLIS) {
            return;
        }
        wallAtStart += leapt;
        long uptime = machine.uptimeMillis();
        if (uptime >= 0 && uptimeAtStart >= 0) {
            long asleep = uptime - uptimeAtStart - awake;
            slept = asleep > slept + LEAP_MILLIS ? asleep : slept;
        }
    }

    /** Nanoseconds until {@code now} reaches {@code due}; negative when it has passed. */
    long nanosUntil(long due) {
        return TimeUnit.MILLISECONDS.toNanos(due - FIRST - slept) - (machine.nanoTime() - start);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
