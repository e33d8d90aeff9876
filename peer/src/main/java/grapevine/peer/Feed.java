package grapevine.peer;

import grapevine.runtime.Deadline;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands items to consumers, each behind a bounded queue and on a thread of its own, so that neither the network nor
 * another consumer notices what one does. One that is too slow misses items: of those that come while its queue is full
 * it gets the last alone, which tells how many it came in place of. So whoever misses something is told by an item that
 * it gets, also where no other follows. Queue, demand and threads are those of {@link SubmissionPublisher}, one for
 * each consumer.
 *
 * <p>{@link #offer} is for one thread at a time; the rest is safe for several.
 */
final class Feed<T> implements AutoCloseable {
    /** The most consumers at a time. */
    static final int CONSUMERS = 64;

    /** The most items that wait for one consumer, and one more that the others wait for the end of. */
    static final int ITEMS = 4096;

    /** The most bytes of these that wait for one consumer, unless it is a single item. */
    static final long BYTES = 16L * 1024 * 1024;

    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_MS = 200;

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

    /**
     * An item on its way to one consumer.
     *
     * @param missedBefore how many this consumer missed since the one before
     */
    record Delivery<T>(T item, long missedBefore) {}

    private final Logger logger;
    private final ToIntFunction<T> bytes;
    private final ExecutorService threads;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private volatile boolean isClosed;

    /**
     * Without consumers, and without threads until there are some.
     *
     * @param bytes the size of an item, as far as it counts
     */
    Feed(String threadName, Logger logger, ToIntFunction<T> bytes) {
        this.logger = logger;
        this.bytes = bytes;
        AtomicInteger made = new AtomicInteger();
        // A consumer takes one thread at most. But one that has ended may still hold it while another has its place,
        // and a thread is not free again the moment its task ends: so the pool has no limit of its own, lest offering
        // fail in the node's lane. Once it is shut nobody is called.
        threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> new ConsumerThread(this, task, threadName + "-" + made.incrementAndGet()),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * From now on this consumer gets each item too, as many as it requests. Its methods are called one at a time; one
     * that throws is logged and gets no more. A closed feed completes it at once.
     *
     * @param form what the consumer gets of a delivery; called on its thread
     * @throws IllegalStateException if there are {@value #CONSUMERS} already; the consumer has heard nothing then
     */
    <R> void add(Flow.Subscriber<? super R> consumer, Function<Delivery<T>, R> form) {
        synchronized (lines) {
            lines.removeIf(Line::isOver);
            if (!isClosed) {
                if (lines.size() >= CONSUMERS) {
                    throw new IllegalStateException("there are " + CONSUMERS + " consumers already");
                }
                Line line = new Line();
                line.to(consumer, form);
                lines.add(line);
                return;
            }
        }
        consumer.onSubscribe(NOTHING);
        consumer.onComplete();
    }

    /** Never blocks; returns how many items, this one or another, now miss a consumer because too much waits for it. */
    int offer(T item) {
        int missing = 0;
        for (Line line : lines) {
            missing += line.offer(item) ? 0 : 1;
        }
        return missing;
    }

    /**
     * Completes the consumers and ends the threads. What waits is still handed over for {@value #CLOSE_MS} ms; a
     * consumer that is busy by then is interrupted, but for one that is busy with this very call, and what it does not
     * get is told it by {@code onError}.
     */
    @Override
    public void close() {
        synchronized (lines) {
            isClosed = true;
        }
        lines.forEach(Line::end);
        threads.shutdown();
        Deadline.in(CLOSE_MS).await(nanos -> threads.awaitTermination(nanos, TimeUnit.NANOSECONDS));
        lines.forEach(Line::drop);
        boolean wasInterrupted = Thread.interrupted();
        threads.shutdownNow();
        if (Thread.currentThread() instanceof ConsumerThread consumer && consumer.isOf(this)) {
            Thread.interrupted(); // by the line before
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls a consumer. */
    private static final class ConsumerThread extends Thread {
        private final Feed<?> feed;

        ConsumerThread(Feed<?> feed, Runnable task, String name) {
            super(task, name);
            this.feed = feed;
            setDaemon(true);
        }

        boolean isOf(Feed<?> one) {
            return feed == one;
        }
    }

    /** What waits for one consumer: a queue, and what came last since that is full. */
    private final class Line {
        private final SubmissionPublisher<Delivery<T>> queue = new SubmissionPublisher<>(
                threads, ITEMS, (who, failure) -> logger.warn("event=consumer_failed", failure));
        private volatile boolean isDropped;

        // With this line locked, which is never for long: whoever offers holds it, and the consumer before each item.
        private long waiting;
        private @Nullable Delivery<T> last;
        private boolean isEnding;

        <R> void to(Flow.Subscriber<? super R> consumer, Function<Delivery<T>, R> form) {
            queue.subscribe(new Counting<>(consumer, form));
        }

        /** False if the consumer misses one for it; one that wants nothing any more misses nothing. */
        synchronized boolean offer(T item) {
            if (isOver() || isEnding) {
                return true;
            }
            if (last != null) {
                last = new Delivery<>(item, last.missedBefore() + 1);
                return false;
            }
            last = new Delivery<>(item, 0);
            moveUp();
            return true;
        }

        /** The first of the queue is with the consumer. As long as there is a last one there is a first one too. */
        synchronized void taken(T item) {
            waiting -= bytes.applyAsInt(item);
            moveUp();
            if (isEnding && last == null) {
                queue.close();
            }
        }

        private void moveUp() {
            if (last != null) {
                int size = bytes.applyAsInt(last.item());
                boolean fits = waiting == 0 || waiting + size <= BYTES;
                if (fits && queue.offer(last, null) >= 0) {
                    waiting += size;
                    last = null;
                }
            }
        }

        boolean isOver() {
            return !queue.hasSubscribers();
        }

        /** The consumer is completed after what waits. */
        synchronized void end() {
            isEnding = true;
            if (last == null) {
                queue.close();
            }
        }

        void drop() {
            isDropped = true;
        }

        /** Takes what is handed over off the count. */
        private final class Counting<R> implements Flow.Subscriber<Delivery<T>> {
            private final Flow.Subscriber<? super R> consumer;
            private final Function<Delivery<T>, R> form;

            /** Items that it did not get, and what these would have told; of the consumer's thread. */
            private long withheld;

            Counting(Flow.Subscriber<? super R> consumer, Function<Delivery<T>, R> form) {
                this.consumer = consumer;
                this.form = form;
            }

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                consumer.onSubscribe(subscription);
            }

            @Override
            public void onNext(Delivery<T> delivery) {
                taken(delivery.item());
                if (isDropped) {
                    withheld += 1 + delivery.missedBefore();
                } else {
                    consumer.onNext(form.apply(delivery));
                }
            }

            @Override
            public void onError(Throwable failure) {
                consumer.onError(failure);
            }

            @Override
            public void onComplete() {
                if (withheld == 0) {
                    consumer.onComplete();
                } else {
                    consumer.onError(new IllegalStateException("closed before " + withheld + " more were handed over"));
                }
            }
        }
    }
}
