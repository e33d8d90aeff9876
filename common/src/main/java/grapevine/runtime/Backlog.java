package grapevine.runtime;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The lines that wait for one writer. Whoever {@link #offer offers} one never waits: when it is full, what comes is
 * lost and counted, until half of it is free again. Where lines are lacking one of its own says how many.
 *
 * @param <T> a line
 */
public final class Backlog<T> {
    /** The most lines that wait. */
    public static final int LINES = 2048;

    /** The most characters of their texts, all together. */
    public static final int CHARACTERS = 512 * 1024;

    private static final long FOREVER = Long.MAX_VALUE / 2;

    /**
     * What stands in the place of those that were lost.
     *
     * @param <T> a line
     */
    @FunctionalInterface
    public interface Gap<T> {
        /**
         * The line that says so.
         *
         * @param beside the one that follows it, or if none does, the last that was lost
         */
        T of(long lost, T beside);
    }

    private final ToIntFunction<T> length;
    private final Gap<T> gap;
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private int characters;
    private boolean isFull;
    private long taken;
    private boolean isWriting;
    private boolean isClosed;
    private long lost;
    private @Nullable T lastLost;

    /** Taken, and lost with the writer; told when another comes. */
    private long spoilt;

    /**
     * An empty one.
     *
     * @param length of a line, in characters
     */
    public Backlog(ToIntFunction<T> length, Gap<T> gap) {
        this.length = length;
        this.gap = gap;
    }

    /** Takes a line if there is room; false if this is the first that is lost since one was taken. */
    public synchronized boolean offer(T line) {
        if (isFull && isHalfEmpty()) {
            isFull = false;
        }
        if (isFull || waiting.size() >= LINES || characters + length.applyAsInt(line) > CHARACTERS) {
            isFull = true;
            lastLost = line;
            return lost++ > 0;
        }
        addGap(line);
        add(line);
        return true;
    }

    /**
     * As {@link #offer}, for who may be late and wants to lose nothing: waits until half of it is free, as long as the
     * writer takes lines. One that took none for so long (ms) is waited for no more. Nor does a thread wait that is
     * told to give up.
     */
    public synchronized boolean put(T line, long patience) {
        while (!isFull && !isClosed && !isHalfEmpty()) {
            long before = taken;
            boolean isMet = isWithin(
                    TimeUnit.MILLISECONDS.toNanos(patience), () -> isClosed || isHalfEmpty() || taken != before);
            if (!isMet && Thread.currentThread().isInterrupted()) {
                break; // which says nothing about the writer
            }
            isFull = !isMet;
        }
        return offer(line);
    }

    /** Waits for the next line; null when there will be none. The one it gave before counts as written. */
    public synchronized @Nullable T next() {
        written();
        return isWithin(FOREVER, () -> !waiting.isEmpty() || lost > 0 || isClosed) ? poll() : null;
    }

    /** The next line; null if there is none now. The one it gave before counts as written. */
    public synchronized @Nullable T poll() {
        written();
        if (waiting.isEmpty() && lastLost != null) {
            addGap(lastLost);
        }
        T next = waiting.poll();
        if (next != null) {
            characters -= length.applyAsInt(next);
            taken++;
            isWriting = true;
        }
        return next;
    }

    /** The line that was taken last could not be written, and is not tried again. */
    public synchronized void spoil() {
        spoilt++;
    }

    /** Waits this long, or less if it is closed meanwhile; whether it is. */
    public synchronized boolean isClosedWithin(long millis) {
        return isWithin(TimeUnit.MILLISECONDS.toNanos(millis), () -> isClosed);
    }

    /** Waits at most this long until all is written. */
    public synchronized void awaitWritten(long millis) {
        isWithin(TimeUnit.MILLISECONDS.toNanos(millis), () -> unwritten() == 0);
    }

    /** How many were lost and are not told yet, or wait still. */
    public synchronized long unwritten() {
        return lost + spoilt + waiting.size() + (isWriting ? 1 : 0);
    }

    /** What waits may still be taken, but nobody waits for more. */
    public synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    private void written() {
        isWriting = false;
        notifyAll();
    }

    private boolean isHalfEmpty() {
        return waiting.size() <= LINES / 2 && characters <= CHARACTERS / 2;
    }

    private void addGap(T beside) {
        if (lost + spoilt > 0) {
            add(gap.of(lost + spoilt, beside));
            lost = 0;
            spoilt = 0;
            lastLost = null;
        }
    }

    private void add(T line) {
        waiting.add(line);
        characters += length.applyAsInt(line);
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
}
