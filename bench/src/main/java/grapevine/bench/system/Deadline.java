package grapevine.bench.system;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A moment until which something has to be done. Every wait of the bench has one. */
public final class Deadline {
    private static final long LOOK_EVERY_NANOS = 500_000;

    private final Duration allowed;
    private final long end;

    private Deadline(Duration allowed) {
        this.allowed = allowed;
        this.end = System.nanoTime() + allowed.toNanos();
    }

    public static Deadline in(Duration allowed) {
        return new Deadline(allowed);
    }

    /** What is left, ms, >= 0. */
    public long millisLeft() {
        return Math.max(0, (end - System.nanoTime()) / 1_000_000);
    }

    public boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /**
     * Looks again and again until it holds.
     *
     * @param what is waited for, for the message
     * @throws TimeoutException if it does not by then
     */
    public void await(String what, BooleanSupplier holds) throws TimeoutException {
        if (!holdsInTime(holds)) {
            throw new TimeoutException(what + ": not within " + allowed.toSeconds() + " s");
        }
    }

    /** Looks again and again until it holds; false if it does not by then. */
    public boolean holdsInTime(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            if (isOver()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        return true;
    }
}
