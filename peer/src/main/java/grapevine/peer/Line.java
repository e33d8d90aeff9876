package grapevine.peer;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a {@link Feed} and one consumer: what waits for it ({@link Pending}), how much of that it asked
 * for, and whether it is being called ({@link Calls}). What it is behind with it gets in batches, by way of the feed's
 * {@link Trail}. Safe for several threads; locked, which is never for long.
 *
 * <p>Both sides take many items at a time. What the consumer's thread has taken does not count as waiting any more.
 */
final class Line<T, R> implements Flow.Subscription {
    /** Instead of items: the consumer is not called any more. */
    static final long REST = -1;

    private final Feed<T> feed;
    private final Calls<T, R> calls;

    // With this line locked.
    private final Pending<T> pending;
    private long demand;
    private @Nullable Throwable refused;
    private boolean isBegun;
    private boolean isEnding;
    private boolean isScheduled;

    /** Whether more of what it is behind with is on its way. */
    private boolean isCatchingUp;

    private @Nullable Thread caller;

    /** Whether a thread has come for it since the end was asked for, or since one waits for that end itself. */
    private boolean hasMoved;

    /** Null once nothing more is to be told it. */
    private volatile Flow.@Nullable Subscriber<? super R> consumer;

    private volatile boolean isDropped;

    Line(Feed<T> feed, Flow.Subscriber<? super R> consumer, Feed.Form<T, R> form, ContextLoader loader) {
        this.feed = feed;
        this.consumer = consumer;
        calls = new Calls<>(this, feed, form, loader);
        pending = new Pending<>(feed.bytes(), feed::mostBytes);
    }

    /** Calls the consumer for the first time, soon; it gets these before all others. */
    synchronized void begin(List<T> first) {
        pending.begin(first);
        schedule();
    }

    private void schedule() {
        isScheduled = true;
        feed.threads().offer(calls);
    }

    private void callIfReady() {
        if (!isScheduled && demand > 0 && !pending.isEmpty()) {
            schedule();
        }
    }

    // From whoever offers

    /**
     * Adds these. One that wants nothing any more misses nothing.
     *
     * @param position where the first of them stands
     * @return where the first item stands that it is behind with now, {@link Pending#NOT_BEHIND} for none
     */
    synchronized long offer(List<T> items, long position) {
        if (isOver()) {
            return Pending.NOT_BEHIND;
        }
        if (!isEnding) {
            long at = position;
            for (T item : items) {
                pending.add(item, at++);
            }
            if (!feed.canRecall()) {
                feed.missed(pending.missBefore(Pending.NOT_BEHIND));
            }
            callIfReady();
        }
        return pending.next();
    }

    /** What stands before that cannot be had any more; returns how many more it misses for it. */
    synchronized long missBefore(long position) {
        return isOver() ? 0 : pending.missBefore(position);
    }

    /** Where the first item stands that it is behind with, {@link Pending#NOT_BEHIND} for none. */
    synchronized long next() {
        return isOver() ? Pending.NOT_BEHIND : pending.next();
    }

    /** Takes the next of what it is behind with off the trail; returns how many more it misses of that. */
    long catchUp(Trail<T, ?> trail) {
        long from;
        long end;
        synchronized (this) {
            boolean wantsMore = !isOver() && !isDropped && pending.wantsMore();
            from = wantsMore ? pending.next() : 0;
            end = wantsMore ? pending.lastAt() : 0; // only the lane moves these, and this is it
        }
        List<@Nullable T> items = trail.recall(from, end, feed.bytes());
        long missed = 0;
        boolean isAgain = false;
        synchronized (this) {
            if (!isOver() && !isDropped) {
                missed = pending.recalled(items);
                isAgain = pending.isEmpty() && pending.wantsMore();
                callIfReady();
            }
            isCatchingUp = isAgain;
            notifyAll();
        }
        if (isAgain) {
            feed.catchUp(this);
        }
        return missed;
    }

    /** The consumer is completed after what waits. */
    synchronized void end() {
        isEnding = true;
        hasMoved = false;
        if (!isOver() && !isScheduled && pending.isOver()) {
            schedule();
        }
    }

    /** Waits until the consumer is not called and not about to be, unless that is who waits, here or for the end. */
    synchronized void awaitRest(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long rest = nanos; isBusyElsewhere() && rest > 0; rest = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, rest);
        }
    }

    private boolean isBusyElsewhere() {
        Thread busy = caller;
        boolean waits = busy != null && (busy == Thread.currentThread() || feed.isExcused(busy));
        return (isScheduled || isCatchingUp) && !waits;
    }

    /** Whether it is worth waiting for: it is being called, or has been, by who does not wait himself. */
    synchronized boolean isGettingOn() {
        return hasMoved || (caller != null && isBusyElsewhere());
    }

    synchronized boolean isAtRest() {
        return !isBusyElsewhere();
    }

    /** Whoever waits here looks again, and counts what moved until now for nothing. */
    synchronized void look() {
        hasMoved = false;
        notifyAll();
    }

    /** What it has not got by now it does not get, and is told so, whether it asked for more or not. */
    void drop() {
        boolean isCalled;
        synchronized (this) {
            isCalled = isScheduled;
            isDropped = true;
            if (!isOver() && !isScheduled) {
                schedule();
            }
        }
        if (isCalled) {
            feed.threads().interrupt(calls); // and not the call that tells the end
        }
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
        if (!isScheduled && (refused != null || !pending.isEmpty())) {
            schedule();
        }
    }

    @Override
    public void cancel() {
        forget();
    }

    /** Nothing more is told it; returns whom, null if that is so already. */
    Flow.@Nullable Subscriber<? super R> forget() {
        Flow.Subscriber<? super R> forgotten;
        synchronized (this) {
            forgotten = consumer;
            consumer = null;
            pending.clear();
        }
        if (forgotten != null) {
            feed.remove(this);
        }
        return forgotten;
    }

    // For the calls, on their thread

    /** Who is called, null once nothing more is to be told it. */
    Flow.@Nullable Subscriber<? super R> consumer() {
        return consumer;
    }

    boolean isOver() {
        return consumer == null;
    }

    boolean isDropped() {
        return isDropped;
    }

    /** This thread calls the consumer from now on; returns whether it is the first time that anybody does. */
    synchronized boolean enter() {
        caller = Thread.currentThread();
        hasMoved = true;
        boolean isFirst = !isBegun;
        isBegun = true;
        return isFirst;
    }

    /** The next of those who wait for a thread has this one now. */
    synchronized void giveWay() {
        caller = null;
        hasMoved = true;
        schedule();
    }

    /**
     * Takes what the consumer may get now. If that is nothing it may be at its {@link #ending}.
     *
     * @return how many it missed before the first of them; {@link #REST} if nothing is to be told it now
     */
    long take(Queue<T> taken) {
        long missedBefore = 0;
        boolean isBehind;
        synchronized (this) {
            if (!isOver() && refused == null) {
                missedBefore = pending.take(taken, demand);
                demand -= demand == Long.MAX_VALUE ? 0 : taken.size();
            }
            isBehind = !isOver() && !isCatchingUp && pending.wantsMore();
            isCatchingUp |= isBehind;
            if (taken.isEmpty() && !isBehind && ending() == null) {
                rest();
                return REST;
            }
        }
        if (isBehind) {
            feed.catchUp(this); // which may bring something at once
        }
        return missedBefore;
    }

    /** The last that the consumer is told, null if it is not time for that; it is if all was taken. */
    synchronized @Nullable Consumer<Flow.Subscriber<? super R>> ending() {
        Throwable failure = refused;
        if (isOver()) {
            return null;
        } else if (failure != null) {
            return ended -> ended.onError(failure);
        }
        return isEnding && pending.isOver() ? Flow.Subscriber::onComplete : null;
    }

    private void rest() {
        pending.trim();
        isScheduled = false;
        caller = null;
        notifyAll();
    }

    /** How many it would have to be told of besides what was taken. */
    synchronized long withheld() {
        return pending.size();
    }
}
