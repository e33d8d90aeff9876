package grapevine.runtime;

import java.util.concurrent.TimeUnit;

/**
 * Until when something is waited for. An interrupt does not cut the wait short, since a thread is often interrupted
 * that closes things; it stays interrupted.
 */
public final class Deadline {
    /** Something that is waited for. */
    @FunctionalInterface
    public interface Wait {
        /**
         * Waits for it.
         *
         * @param nanos at most so long, >= 1
         * @throws InterruptedException if the thread is interrupted; then it is called again with what time is left
         */
        void atMost(long nanos) throws InterruptedException;
    }

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** So many milliseconds from now. */
    public static Deadline in(long millis) {
        return new Deadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Waits for one thing; for several, one after the other, the deadline is the same. */
    public void await(Wait wait) {
        boolean wasInterrupted = false;
        boolean isWaiting = true;
        while (isWaiting) {
            try {
                wait.atMost(Math.max(1, end - System.nanoTime()));
                isWaiting = false;
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
