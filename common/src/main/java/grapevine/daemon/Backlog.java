package grapevine.daemon;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.core.LogEvent;
import org.jspecify.annotations.Nullable;

/**
 * The lines that wait for one writer. Whoever brings one never waits: when it is full, what comes is lost and counted,
 * until half of it is free again. Where lines are lacking one of its own says how many.
 */
final class Backlog {
    /** The most lines that wait. */
    static final int LINES = 2048;

    /** The most characters of their texts, all together. */
    static final int CHARACTERS = 512 * 1024;

    private static final long FOREVER = Long.MAX_VALUE / 2;

    /** What stands in the place of those that were lost. */
    @FunctionalInterface
    interface Gap {
        /**
         * The line that says so.
         *
         * @param before the one that follows it, null if none does
         */
        LogEvent of(long lost, @Nullable LogEvent before);
    }

    private final Gap gap;
    private final ArrayDeque<LogEvent> waiting = new ArrayDeque<>();
    private int characters;
    private boolean isFull;
    private boolean isWriting;
    private boolean isClosed;
    private long lost;

    Backlog(Gap gap) {
        this.gap = gap;
    }

    /** Takes a line if there is room; false if this is the first that is lost since one was taken. */
    synchronized boolean offer(LogEvent line) {
        if (isFull && isHalfEmpty()) {
            isFull = false;
        }
        int length = length(line);
        if (isFull || waiting.size() >= LINES || characters + length > CHARACTERS) {
            isFull = true;
            return lost++ > 0;
        }
        if (lost > 0) {
            add(gap.of(lost, line));
            lost = 0;
        }
        add(line);
        return true;
    }

    /** Waits for the next line; null when there will be none. The one it gave before counts as written. */
    synchronized @Nullable LogEvent next() {
        isWriting = false;
        notifyAll();
        if (!isWithin(FOREVER, () -> !waiting.isEmpty() || lost > 0 || isClosed)) {
            return null;
        }
        if (waiting.isEmpty() && lost > 0) {
            add(gap.of(lost, null));
            lost = 0;
        }
        LogEvent next = waiting.poll();
        if (next != null) {
            characters -= length(next);
            isWriting = true;
        }
        return next;
    }

    /** Waits this long, or less if it is closed meanwhile; whether it is. */
    synchronized boolean isClosedWithin(long millis) {
        return isWithin(TimeUnit.MILLISECONDS.toNanos(millis), () -> isClosed);
    }

    /** Waits at most this long until all is written. */
    synchronized void awaitWritten(long millis) {
        isWithin(TimeUnit.MILLISECONDS.toNanos(millis), () -> !isWriting && waiting.isEmpty() && lost == 0);
    }

    /** How many were lost, or wait still. */
    synchronized long unwritten() {
        return lost + waiting.size() + (isWriting ? 1 : 0);
    }

    /** What waits may still be taken, but nobody waits for more. */
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    private boolean isHalfEmpty() {
        return waiting.size() <= LINES / 2 && characters <= CHARACTERS / 2;
    }

    private void add(LogEvent line) {
        waiting.add(line);
        characters += length(line);
        notifyAll();
    }

    /** Whether it is so within this time, for which it waits; false too if the thread is told to give up. */
    private boolean isWithin(long nanos, BooleanSupplier met) {
        long end = System.nanoTime() + nanos;
        try {
            while (!met.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int length(LogEvent line) {
        return line.getMessage().getFormattedMessage().length();
    }
}
