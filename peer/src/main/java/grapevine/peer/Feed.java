package grapevine.peer;

import grapevine.node.Fact;
import grapevine.runtime.Callers;
import grapevine.runtime.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands items to consumers, each behind a bounded queue ({@link Line}) and on threads that are not the network's, so
 * that neither the network nor another consumer notices what one does. One whose queue is full is behind: what comes
 * then is known by its name alone ({@link Trail}), and is recalled from a store when there is room. What is not there
 * any more it misses, and the next item tells how many these were. The last item is always there, so whoever misses
 * something is told, also where no other follows. Without a store all but the last is missed.
 *
 * <p>{@link #put}, {@link #handOver}, {@link #offer} and the jobs of the store are for one thread at a time; the rest
 * is safe for several.
 */
final class Feed<T> implements AutoCloseable {
    /** The most consumers at a time. */
    static final int CONSUMERS = 64;

    /** The most items that wait for one consumer, and one more that the others wait for the end of. */
    static final int ITEMS = 4096;

    /** The most bytes of these that wait for one consumer, unless it is a single item. */
    static final long BYTES = 16L * 1024 * 1024;

    /** The most items that are put by before they are handed over. */
    private static final int BATCH = 256;

    /** What waits is handed over for so long (ms) at least, whoever has no time for it. */
    static final long CLOSE_MS = 200;

    /** What a consumer holds that gets nothing. */
    static final Flow.Subscription NOTHING = new Flow.Subscription() {
        @Override
        public void request(long n) {
            // There is nothing to be had.
        }

        @Override
        public void cancel() {
            // It is over already.
        }
    };

    /** What a consumer gets of an item. */
    @FunctionalInterface
    interface Form<T, R> {
        /**
         * Makes it.
         *
         * @param missedBefore how many items this consumer missed since the one before
         */
        R of(T item, long missedBefore);
    }

    /**
     * An item on its way to one consumer.
     *
     * @param missedBefore how many this consumer missed since the one before
     */
    record Delivery<T>(T item, long missedBefore) {}

    private final Callers threads;
    private final Logger logger;
    private final Consumer<Fact> facts;
    private final ToIntFunction<T> bytes;
    private final @Nullable Trail<T, ?> trail;
    private final AtomicBoolean isSlownessTold = new AtomicBoolean();
    private Consumer<Throwable> failures = failure -> {};

    /** Those that wait for the end themselves. */
    private final Set<Thread> excused = ConcurrentHashMap.newKeySet();

    /** For all consumers together; bytes. */
    private volatile long mostBytes = CONSUMERS * BYTES;

    /** Replaced as a whole, with this locked. */
    private volatile List<Line<T, ?>> lines = List.of();

    private boolean isClosed;

    // Of whoever puts.
    private final List<T> batch = new ArrayList<>();
    private List<Line<T, ?>> batchFor = List.of();
    private long handedOver;
    private long missing;

    /**
     * Without consumers.
     *
     * @param threads where they are called
     * @param logger is told of what they throw, where they are called
     * @param facts is told that one blocks, on any thread, and must not
     * @param bytes the size of an item, as far as it counts
     * @param trail by which items can be recalled, null if they cannot
     */
    Feed(Callers threads, Logger logger, Consumer<Fact> facts, ToIntFunction<T> bytes, @Nullable Trail<T, ?> trail) {
        this.threads = threads;
        this.logger = logger;
        this.facts = facts;
        this.bytes = bytes;
        this.trail = trail;
    }

    /** Tells this one, too, what consumers throw, where they are called; for whoever made it, before it has any. */
    Feed<T> tellFailures(Consumer<Throwable> whom) {
        failures = whom;
        return this;
    }

    /**
     * From now on this consumer gets each item too, as many as it requests. Its methods are called one at a time, by
     * the context class loader of the thread that adds it; one that throws is logged and gets no more. A closed feed
     * completes it, on its thread as well.
     *
     * @param form what the consumer gets of an item; called on its thread
     * @return by which it is taken back; it may not have been given it yet
     * @throws IllegalStateException if there are {@value #CONSUMERS} already; the consumer has heard nothing then
     */
    <R> Flow.Subscription add(Flow.Subscriber<? super R> consumer, Form<T, R> form) {
        return add(consumer, form, ContextLoader.seen(), List.of());
    }

    /**
     * The same for one that gets these before all others, however many they are; only for whoever puts, unless there
     * are none.
     *
     * @param loader by which it is called
     */
    <R> Flow.Subscription add(
            Flow.Subscriber<? super R> consumer, Form<T, R> form, ContextLoader loader, List<T> first) {
        synchronized (this) {
            if (!isClosed) {
                if (lines.size() >= CONSUMERS) {
                    throw new IllegalStateException("there are " + CONSUMERS + " consumers already");
                }
                Line<T, R> line = new Line<>(this, consumer, form, loader);
                List<Line<T, ?>> more = new ArrayList<>(lines);
                more.add(line);
                lines = List.copyOf(more);
                line.begin(first);
                return line;
            }
        }
        Line<T, R> line = new Line<>(this, consumer, form, loader);
        line.end();
        return line;
    }

    /** From now on so many bytes wait for all consumers together, and so many names. */
    void resize(long most, int names) {
        mostBytes = most;
        if (trail != null) {
            trail.resize(names);
        }
    }

    /** The most bytes that wait for one of them. */
    long mostBytes() {
        return Math.min(BYTES, mostBytes / Math.max(1, lines.size()));
    }

    /** Whether there is nobody to offer anything to. */
    boolean isIdle() {
        return lines.isEmpty();
    }

    /** Puts an item by for those who are consumers now; {@link #handOver} has it handed over. Never blocks. */
    void put(T item) {
        List<Line<T, ?>> now = lines;
        if (now != batchFor) {
            handBatchOver();
            batchFor = now;
        }
        if (!now.isEmpty()) {
            batch.add(item);
            if (batch.size() >= BATCH) {
                handBatchOver();
            }
        }
    }

    /**
     * Hands over what was put by, and wakes whoever sleeps. Never blocks.
     *
     * @return how many items consumers miss, as has been found out since the last time
     */
    long handOver() {
        handBatchOver();
        long missed = missing;
        missing = 0;
        return missed;
    }

    /** Puts an item by and hands it over. */
    long offer(T item) {
        put(item);
        return handOver();
    }

    private void handBatchOver() {
        if (!batch.isEmpty()) {
            long oldest = Pending.NOT_BEHIND;
            for (Line<T, ?> line : batchFor) {
                oldest = Math.min(oldest, line.offer(batch, handedOver));
            }
            if (trail != null) {
                trail.add(batch, handedOver, oldest);
                missBefore(trail.first(), oldest);
            }
            handedOver += batch.size();
            batch.clear();
        }
    }

    /**
     * What stands before that cannot be recalled any more.
     *
     * @param oldest where the first stands that somebody is behind with
     */
    private void missBefore(long position, long oldest) {
        if (oldest < position) {
            for (Line<T, ?> line : batchFor) {
                missed(line.missBefore(position));
            }
        }
    }

    /**
     * Completes the consumers. What waits is still handed over for {@value #CLOSE_MS} ms; a consumer that is busy by
     * then is interrupted, but for one that is busy with this very call, and what it does not get is told it by
     * {@code onError}.
     */
    @Override
    public void close() {
        closeIn(CLOSE_MS);
    }

    /**
     * The same with so much time (ms). More than {@value #CLOSE_MS} are waited only if a thread calls a consumer or has
     * since: whoever closes may hold the only one there is.
     */
    void closeIn(long millis) {
        closeIn(millis, List.of(this));
    }

    /** The same for several together: so much time (ms) for all of them. */
    static void closeIn(long millis, List<Feed<?>> feeds) {
        List<Line<?, ?>> ending = new ArrayList<>();
        feeds.forEach(feed -> ending.addAll(feed.end()));
        ending.forEach(Line::end);
        awaitRest(millis, ending);
        ending.forEach(Line::drop);
    }

    private static void awaitRest(long millis, List<Line<?, ?>> ending) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean isWorthIt = true;
        for (long left = millis; isWorthIt && left > 0; left = millisUntil(end)) {
            Deadline moment = Deadline.in(Math.min(left, CLOSE_MS));
            ending.forEach(line -> moment.await(line::awaitRest));
            isWorthIt =
                    !ending.stream().allMatch(Line::isAtRest) && ending.stream().anyMatch(Line::isGettingOn);
        }
    }

    private static long millisUntil(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
    }

    /** This thread waits for the end: whoever closes does not wait for the consumer that it calls, if it does. */
    void excuse(Thread waits) {
        excused.add(waits);
        lines.forEach(Line::look);
    }

    /** It does no more. */
    void goesOn(Thread waited) {
        excused.remove(waited);
    }

    private synchronized List<Line<T, ?>> end() {
        isClosed = true;
        return lines;
    }

    // For the lines

    Callers threads() {
        return threads;
    }

    boolean isExcused(Thread caller) {
        return excused.contains(caller);
    }

    /** The size of an item, as far as it counts. */
    ToIntFunction<T> bytes() {
        return bytes;
    }

    /** This one is over and makes room for another; not with it locked. */
    void remove(Line<T, ?> over) {
        synchronized (this) {
            List<Line<T, ?>> fewer = new ArrayList<>(lines);
            fewer.remove(over);
            lines = List.copyOf(fewer);
        }
        Trail<T, ?> left = trail;
        if (left != null) {
            left.soon(() -> left.forgetBefore(oldest()));
        }
    }

    /** Whether what a consumer is behind with can be recalled. */
    boolean canRecall() {
        return trail != null;
    }

    /** A consumer misses so many more; of whoever puts. */
    void missed(long items) {
        missing += items;
    }

    /** One that is behind has room again; not with it locked. */
    void catchUp(Line<T, ?> line) {
        Trail<T, ?> left = Objects.requireNonNull(trail);
        left.soon(() -> {
            missed(line.catchUp(left));
            if (line.next() == Pending.NOT_BEHIND) {
                left.forgetBefore(oldest());
            }
        });
    }

    private long oldest() {
        long oldest = Pending.NOT_BEHIND;
        for (Line<T, ?> line : lines) {
            oldest = Math.min(oldest, line.next());
        }
        return oldest;
    }

    void failed(Throwable failure) {
        logger.error("event=consumer_failed", failure);
        failures.accept(failure);
    }

    /** Said once, since it is the application's to mend and would be said often. */
    void heldUp(String consumer, long millis) {
        if (isSlownessTold.compareAndSet(false, true)) {
            facts.accept(new Fact.ConsumerBlocks(consumer, millis));
        }
    }
}
