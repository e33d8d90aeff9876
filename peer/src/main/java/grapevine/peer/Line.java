package grapevine.peer;

import grapevine.runtime.ConsumerThreads;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one consumer of a {@link Feed}, and the calls to it, as Reactive Streams wants them: one at a time, in
 * order, no more items than it asked for, and nothing after the end.
 *
 * <p>Both sides take many items at a time. What the consumer's thread has taken does not count as waiting any more.
 */
final class Line<T, R> extends ConsumerThreads.Task implements Flow.Subscription {
    /** The most items that are taken out of the queue at a time, and the most bytes but for a single item. */
    private static final int BATCH = 256;

    private static final long BATCH_BYTES = 256 * 1024;

    /** So long a consumer is called while others wait for a thread. */
    private static final long TURN_NANOS = 1_000_000;

    private final Feed<T> feed;
    private final Feed.Form<T, R> form;

    // With this line locked, which is never for long.
    private Queue<T> queue = new ArrayDeque<>();
    private final Queue<Gap> gaps = new ArrayDeque<>(1);
    private int mostQueued;
    private long queued;
    private long left;
    private long waitingBytes;
    private @Nullable T last;
    private long missed;
    private long demand;
    private @Nullable Throwable refused;
    private boolean isBegun;
    private boolean isEnding;
    private boolean isScheduled;
    private @Nullable Thread caller;

    /** Null once nothing more is to be told it. */
    private volatile Flow.@Nullable Subscriber<? super R> consumer;

    private volatile boolean isDropped;

    // Of the consumer's thread.
    private final Queue<T> taken = new ArrayDeque<>();
    private long missedBeforeFirst;

    /**
     * Something that was missed.
     *
     * @param before the item that came in its place, counted from the first that was ever queued here
     * @param missed how many
     */
    private record Gap(long before, long missed) {}

    Line(Feed<T> feed, Flow.Subscriber<? super R> consumer, Feed.Form<T, R> form) {
        this.feed = feed;
        this.consumer = consumer;
        this.form = form;
    }

    /** Calls the consumer for the first time, soon. */
    synchronized void begin() {
        schedule();
    }

    // From whoever offers

    /** Adds these; returns how many items it now misses. One that wants nothing any more misses nothing. */
    synchronized int offer(List<T> items) {
        if (isOver() || isEnding) {
            return 0;
        }
        int missing = 0;
        for (T item : items) {
            if (last != null) {
                missing++;
                missed++;
                last = item;
            } else {
                last = item;
                moveUp();
            }
        }
        if (!isScheduled && demand > 0) {
            schedule();
        }
        return missing;
    }

    /** What came last goes into the queue if there is room. As long as there is a last one there is a first one too. */
    private void moveUp() {
        if (last != null) {
            int size = feed.bytes(last);
            if (queue.isEmpty() || (queue.size() < Feed.ITEMS && waitingBytes + size <= Feed.BYTES)) {
                if (missed > 0) {
                    gaps.add(new Gap(queued, missed));
                    missed = 0;
                }
                queue.add(last);
                mostQueued = Math.max(mostQueued, queue.size());
                queued++;
                waitingBytes += size;
                last = null;
            }
        }
    }

    private boolean isOver() {
        return consumer == null;
    }

    /** The consumer is completed after what waits. */
    synchronized void end() {
        isEnding = true;
        if (!isOver() && !isScheduled && queue.isEmpty()) {
            schedule();
        }
    }

    /** Waits until the consumer is not called and not about to be, unless it is the one that waits. */
    synchronized void awaitRest(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long rest = nanos; isBusyElsewhere() && rest > 0; rest = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, rest);
        }
    }

    private boolean isBusyElsewhere() {
        return isScheduled && caller != Thread.currentThread();
    }

    /** What it has not got by now it does not get. */
    void drop() {
        isDropped = true;
        feed.threads().interrupt(this);
    }

    // From the consumer

    @Override
    public synchronized void request(long n) {
        if (isOver() || isDropped) {
            return;
        }
        if (n <= 0) {
            refused = new IllegalArgumentException("request of " + n + " items, which must be at least 1");
        } else {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
        }
        if (!isScheduled && (refused != null || !queue.isEmpty())) {
            schedule();
        }
    }

    @Override
    public void cancel() {
        forget();
    }

    /** Nothing more is told it; returns whom, null if that is so already. */
    private Flow.@Nullable Subscriber<? super R> forget() {
        Flow.Subscriber<? super R> forgotten;
        synchronized (this) {
            forgotten = consumer;
            consumer = null;
            queue = new ArrayDeque<>();
            gaps.clear();
            waitingBytes = 0;
            last = null;
            missed = 0;
        }
        if (forgotten != null) {
            feed.remove(this);
        }
        return forgotten;
    }

    // On its thread

    private void schedule() {
        isScheduled = true;
        feed.threads().offer(this);
    }

    @Override
    protected void run() {
        long began = System.nanoTime();
        if (enter()) {
            subscribed();
        }
        while (hasNext()) {
            next();
            if (feed.threads().isWaitedFor() && System.nanoTime() - began > TURN_NANOS) {
                giveWay();
                return;
            }
        }
    }

    @Override
    protected void heldUp(long millis) {
        feed.heldUp(millis);
    }

    /** Whether this is the first time. */
    private synchronized boolean enter() {
        caller = Thread.currentThread();
        boolean isFirst = !isBegun;
        isBegun = true;
        return isFirst;
    }

    /** The next of those who wait for a thread has this one now. */
    private synchronized void giveWay() {
        caller = null;
        schedule();
    }

    private boolean hasNext() {
        if (isDropped) {
            cutShort();
        }
        if (isOver()) {
            taken.clear();
        }
        return !taken.isEmpty() || take();
    }

    private void subscribed() {
        Flow.Subscriber<? super R> called = consumer;
        if (called != null) {
            try {
                called.onSubscribe(this);
            } catch (Throwable failure) { // also what Java would have it declare, which other languages do not
                threw(failure);
            }
        }
    }

    private void next() {
        Flow.Subscriber<? super R> called = consumer;
        T item = taken.poll();
        if (called != null && item != null) {
            long missedBefore = missedBeforeFirst;
            missedBeforeFirst = 0;
            try {
                called.onNext(form.of(item, missedBefore));
            } catch (Throwable failure) {
                threw(failure);
            }
        }
    }

    private void threw(Throwable failure) {
        feed.failed(failure);
        finish(ended -> ended.onError(failure));
    }

    private void cutShort() {
        long withheld;
        synchronized (this) {
            withheld = taken.size() + missedBeforeFirst + queue.size() + missed + (last == null ? 0 : 1);
            for (Gap gap : gaps) {
                withheld += gap.missed();
            }
        }
        if (withheld == 0) {
            finish(Flow.Subscriber::onComplete);
        } else {
            String why = "closed before " + withheld + " more were handed over";
            finish(ended -> ended.onError(new IllegalStateException(why)));
        }
    }

    private void finish(Consumer<Flow.Subscriber<? super R>> end) {
        Flow.Subscriber<? super R> ended = forget();
        if (ended != null) {
            try {
                end.accept(ended);
            } catch (Throwable failure) {
                feed.failed(failure);
            }
        }
    }

    /** Takes what the consumer may get now; false if that is nothing and it is not called any more. */
    private boolean take() {
        Consumer<Flow.Subscriber<? super R>> end;
        synchronized (this) {
            takeItems();
            end = ending();
            if (end == null && taken.isEmpty()) {
                rest();
                return false;
            }
        }
        if (end != null) {
            finish(end);
        }
        return true;
    }

    private void takeItems() {
        if (isOver() || refused != null) {
            return;
        }
        Gap gap = gaps.peek();
        if (gap != null && gap.before() == left && demand > 0) {
            missedBeforeFirst = gap.missed();
            gaps.remove();
            gap = gaps.peek();
        }
        long most = gap == null ? BATCH : Math.min(BATCH, gap.before() - left);
        long bytes = 0;
        for (T item = queue.peek(); item != null && demand > 0 && taken.size() < most; item = queue.peek()) {
            int size = feed.bytes(item);
            if (!taken.isEmpty() && bytes + size > BATCH_BYTES) {
                break;
            }
            taken.add(queue.remove());
            bytes += size;
            left++;
            demand -= demand == Long.MAX_VALUE ? 0 : 1;
        }
        waitingBytes -= bytes;
        moveUp();
    }

    /** The last that the consumer is told, null if it is not time for that. */
    private @Nullable Consumer<Flow.Subscriber<? super R>> ending() {
        Throwable failure = refused;
        if (isOver() || !taken.isEmpty()) {
            return null;
        } else if (failure != null) {
            return ended -> ended.onError(failure);
        }
        return isEnding && queue.isEmpty() ? Flow.Subscriber::onComplete : null;
    }

    private void rest() {
        if (queue.isEmpty() && mostQueued > BATCH) {
            queue = new ArrayDeque<>(); // a burst leaves no room behind that nobody needs
            mostQueued = 0;
        }
        isScheduled = false;
        caller = null;
        notifyAll();
    }
}
