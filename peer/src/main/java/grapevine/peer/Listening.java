package grapevine.peer;

import grapevine.node.Quoted;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.Logger;

/**
 * A consumer that takes whatever comes. Unlike a subscriber's, its exceptions end nothing: they are logged, at most
 * once a second, and it gets the next item.
 */
final class Listening<T> implements Flow.Subscriber<T> {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<? super T> listener;
    private final Class<?> named;
    private final Logger logger;
    private final LongSupplier nanoTime;
    private long lastComplaint;
    private long unsaid;

    /**
     * Calls this listener.
     *
     * @param named the class of what the application gave
     * @param nanoTime as {@link System#nanoTime}
     */
    Listening(Consumer<? super T> listener, Class<?> named, Logger logger, LongSupplier nanoTime) {
        this.listener = listener;
        this.named = named;
        this.logger = logger;
        this.nanoTime = nanoTime;
        lastComplaint = nanoTime.getAsLong() - SECOND;
    }

    /** The name in the log of whoever consumes: its class, of a lambda the one that it stands in. */
    static String nameOf(Flow.Subscriber<?> consumer) {
        Class<?> named = consumer instanceof Listening<?> listening ? listening.named : consumer.getClass();
        return named.getName().replaceFirst("\\$\\$Lambda.*", "");
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T item) {
        try {
            listener.accept(item);
        } catch (Throwable e) { // also what Java would have it declare, which other languages do not
            long now = nanoTime.getAsLong();
            if (now - lastComplaint >= SECOND) {
                logger.error("event=listener_failed failures_unsaid={}", unsaid, e);
                lastComplaint = now;
                unsaid = 0;
            } else {
                unsaid++;
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        logger.warn("event=listener_lost why={}", Quoted.of(String.valueOf(failure.getMessage())));
    }

    @Override
    public void onComplete() {
        // The peer is closed.
    }
}
