package grapevine.peer;

import grapevine.runtime.ConsumerThreads;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * The calls to one consumer, as Reactive Streams wants them: one at a time, in order, no more items than it asked for,
 * and nothing after the end. Entered by one thread at a time.
 */
final class Calls<T, R> extends ConsumerThreads.Task {
    /** So long a consumer is called while others wait for a thread. */
    private static final long TURN_NANOS = 1_000_000;

    private final Line<T, R> line;
    private final Feed<T> feed;
    private final Feed.Form<T, R> form;
    private final ContextLoader loader;
    private final Queue<T> taken = new ArrayDeque<>();
    private long missedBeforeFirst;

    /** @param loader by which the consumer is called */
    Calls(Line<T, R> line, Feed<T> feed, Feed.Form<T, R> form, ContextLoader loader) {
        this.line = line;
        this.feed = feed;
        this.form = form;
        this.loader = loader;
    }

    @Override
    protected void run() {
        loader.during(this::call);
    }

    private void call() {
        long began = System.nanoTime();
        if (line.enter()) {
            subscribed();
        }
        while (hasNext()) {
            next();
            if (feed.threads().isWaitedFor() && System.nanoTime() - began > TURN_NANOS) {
                line.giveWay();
                return;
            }
        }
    }

    @Override
    protected void heldUp(long millis) {
        Flow.Subscriber<? super R> called = line.consumer();
        if (called != null) {
            feed.heldUp(Listening.nameOf(called), millis);
        }
    }

    private boolean hasNext() {
        if (line.isDropped()) {
            cutShort();
        }
        if (line.isOver()) {
            taken.clear();
        }
        return !taken.isEmpty() || take();
    }

    /** Takes what the consumer may get now; false if that is nothing and it is not called any more. */
    private boolean take() {
        long missed = line.take(taken);
        if (missed == Line.REST) {
            return false;
        }
        missedBeforeFirst = missed;
        if (taken.isEmpty()) {
            Consumer<Flow.Subscriber<? super R>> end = line.ending();
            if (end != null) {
                finish(end);
            }
        }
        return true;
    }

    private void subscribed() {
        Flow.Subscriber<? super R> called = line.consumer();
        if (called != null) {
            try {
                called.onSubscribe(line);
            } catch (Throwable failure) { // also what Java would have it declare, which other languages do not
                threw(failure);
            }
        }
    }

    private void next() {
        Flow.Subscriber<? super R> called = line.consumer();
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
        long withheld = taken.size() + missedBeforeFirst + line.withheld();
        if (withheld == 0) {
            finish(Flow.Subscriber::onComplete);
        } else {
            String why = "closed before " + withheld + " more were handed over";
            finish(ended -> ended.onError(new IllegalStateException(why)));
        }
    }

    private void finish(Consumer<Flow.Subscriber<? super R>> end) {
        Flow.Subscriber<? super R> ended = line.forget();
        if (ended != null) {
            try {
                end.accept(ended);
            } catch (Throwable failure) {
                feed.failed(failure);
            }
        }
    }
}
