package grapevine.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Watches for standstills: a thread that sleeps a millisecond at a time and notices when it wakes late, and what the
 * garbage collectors say. Runs from construction to {@link #close}.
 */
final class Pauses implements AutoCloseable {
    private static final long SLEEP_NANOS = 1_000_000;
    private static final int LOOK_EVERY = 50;

    private final AtomicLong longestHiccup = new AtomicLong();
    private final AtomicLong longestCollection = new AtomicLong();
    private final Runnable now;
    private volatile boolean isClosed;

    /** @param now done every 50 ms or so */
    Pauses(Runnable now) {
        this.now = now;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener((notification, handback) -> collected(notification), null, null);
            }
        }
        Thread thread = new Thread(this::sleep, "bench-pauses");
        thread.setDaemon(true);
        thread.start();
    }

    /** Forgets what was. */
    void reset() {
        longestHiccup.set(0);
        longestCollection.set(0);
    }

    double longestHiccupMillis() {
        return longestHiccup.get() / 1e6;
    }

    double longestCollectionMillis() {
        return longestCollection.get();
    }

    private void sleep() {
        for (int i = 0; !isClosed; i++) {
            long before = System.nanoTime();
            LockSupport.parkNanos(SLEEP_NANOS);
            longestHiccup.accumulateAndGet(System.nanoTime() - before - SLEEP_NANOS, Math::max);
            if (i % LOOK_EVERY == 0) {
                now.run();
            }
        }
    }

    /** Those that run beside the program stop nobody. */
    private void collected(Notification notification) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            GarbageCollectionNotificationInfo info =
                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
            boolean isBeside =
                    info.getGcName().contains("Concurrent") || info.getGcName().contains("Cycles");
            if (!isBeside) {
                longestCollection.accumulateAndGet(info.getGcInfo().getDuration(), Math::max);
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
