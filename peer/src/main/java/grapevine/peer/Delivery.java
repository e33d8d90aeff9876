package grapevine.peer;

import grapevine.wire.Gossip;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.Logger;

/**
 * Hands messages to the application's listeners on a thread of its own, behind a bounded queue, so that the network does
 * not notice what a listener does: a slow one loses messages (the caller of {@link #offer} counts them), one that throws
 * is logged, at most once a second, and gets the next message.
 */
final class Delivery implements AutoCloseable {
    /** The most messages that wait. */
    static final int MESSAGES = 4096;

    /** The most bytes that wait, unless it is a single message. */
    static final long BYTES = 16L * 1024 * 1024;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MS = 200;

    private final BlockingQueue<Received> waiting = new ArrayBlockingQueue<>(MESSAGES);
    private final AtomicLong bytesWaiting = new AtomicLong();
    private final List<Consumer<Received>> listeners = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private volatile boolean isClosed;

    // Of the delivery thread alone.
    private long lastComplaint;
    private long unsaid;

    Delivery(String threadName, Logger logger, LongSupplier nanoTime) {
        this.logger = logger;
        this.nanoTime = nanoTime;
        lastComplaint = nanoTime.getAsLong() - SECOND;
        thread = new Thread(this::serve, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** From now on this listener gets each message too. */
    void add(Consumer<Received> listener) {
        listeners.add(listener);
    }

    /** Never blocks; false if the message is lost because too much waits. Without a listener nothing waits. */
    boolean offer(Gossip message, boolean isEarly) {
        if (isClosed || listeners.isEmpty()) {
            return true;
        }
        int bytes = message.frame().length;
        if (bytesWaiting.get() + bytes > BYTES && !waiting.isEmpty()) {
            return false;
        }
        bytesWaiting.addAndGet(bytes);
        if (waiting.offer(new Received(message, isEarly))) {
            return true;
        }
        bytesWaiting.addAndGet(-bytes);
        return false;
    }

    /** Ends the thread, after the listener it is in; waits a little for that one. What waits is dropped. */
    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        if (Thread.currentThread() != thread) {
            try {
                thread.join(CLOSE_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void serve() {
        while (!isClosed) {
            try {
                Received received = waiting.take();
                bytesWaiting.addAndGet(-received.bytes());
                for (Consumer<Received> listener : listeners) {
                    tell(listener, received);
                }
            } catch (InterruptedException e) {
                // Only close() means it; any other interrupt was for a listener that is over.
            }
        }
    }

    private void tell(Consumer<Received> listener, Received received) {
        try {
            listener.accept(received);
        } catch (RuntimeException | Error e) {
            long now = nanoTime.getAsLong();
            if (now - lastComplaint >= SECOND) {
                logger.warn("event=listener_failed id={} failures_unsaid={}", received.id(), unsaid, e);
                lastComplaint = now;
                unsaid = 0;
            } else {
                unsaid++;
            }
        }
    }
}
