package grapevine.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The few threads that call the application, for all nodes of one process. What they call may block as long as it
 * likes: while all of them are held up and others wait, there are more of them, so that nobody waits for another's
 * blocked call much longer than {@value #PATIENCE_MS} ms. Threads are started when there is something to do and end
 * when there is nothing.
 *
 * <p>A task that knows that others wait ({@link #isWaitedFor}) and has had its turn should go to the end of the queue:
 * to be run for more than {@value #HELD_UP_MS} ms counts as held up.
 */
public final class ConsumerThreads implements Callers, AutoCloseable {
    /** The most threads at a time. Beyond, whoever has to wait for a blocked call waits. */
    static final int MOST = 1_024;

    /** So long (ms) something waits before there are more threads for it. */
    static final long PATIENCE_MS = 50;

    /** A thread that has been at one task for so long (ms) is held up. */
    static final long HELD_UP_MS = 10;

    /** How often (ms) it is looked, while something waits. */
    static final long LOOK_MS = 10;

    /** The most threads started at one look, which is on a thread of the network. */
    private static final int GROWTH = 8;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Logger LOG = LogManager.getLogger(ConsumerThreads.class);

    /** Something that calls the application; it may be offered again while it runs, but not while it waits. */
    public abstract static class Task {
        /** Guarded by the threads' lock. */
        private long since;

        /** Calls the application. */
        protected abstract void run();

        /**
         * It has held its thread up while there was none for others, which have new threads now. On any thread, not for
         * long, and again whenever that is so.
         *
         * @param millis for so long by now
         */
        protected abstract void heldUp(long millis);
    }

    private final String name;
    private final int base;
    private final Consumer<Runnable> soon;
    private final LongSupplier nanoTime;
    private final Consumer<Thread> starter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();

    // Guarded by the lock.
    private final Queue<Task> waiting = new ArrayDeque<>();
    private final Set<Caller> callers = new LinkedHashSet<>();
    private int idle;
    private int started;
    private boolean isWatched;
    private boolean isSlownessUntold;
    private boolean isClosed;

    private volatile boolean isWaitedFor;

    /**
     * Without threads until there is something to do; then daemon threads named {@code <name>-1} and so on.
     *
     * @param base how many there are at most while none of them blocks, >= 1
     * @param soon runs a short task {@value #LOOK_MS} ms later, on any thread
     */
    public ConsumerThreads(String name, int base, Consumer<Runnable> soon) {
        this(name, base, soon, System::nanoTime, Thread::start);
    }

    /** The same by another clock, and with another way to start a thread. */
    ConsumerThreads(String name, int base, Consumer<Runnable> soon, LongSupplier nanoTime, Consumer<Thread> starter) {
        if (base < 1) {
            throw new IllegalArgumentException("base=" + base + " must be >= 1");
        }
        this.name = name;
        this.base = base;
        this.soon = soon;
        this.nanoTime = nanoTime;
        this.starter = starter;
    }

    /** Has a task run, after those that wait already. From any thread; never refused, never waits. */
    @Override
    public void offer(Task task) {
        lock.lock();
        try {
            add(task);
            if (idle > 0) {
                given.signal();
            }
            if (waiting.size() > idle) {
                startOrWatch(task.since);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same for a task that has nothing to do unless one that runs now is held up: no thread is woken for it before
     * it has waited {@value #PATIENCE_MS} ms.
     */
    @Override
    public void offerInCase(Task task) {
        lock.lock();
        try {
            add(task);
            watch();
        } finally {
            lock.unlock();
        }
    }

    /** Has something run once. */
    @Override
    public void execute(Runnable command) {
        offer(new Task() {
            @Override
            protected void run() {
                command.run();
            }

            @Override
            protected void heldUp(long millis) {
                // Nobody is to blame by name.
            }
        });
    }

    /** Whether somebody waits for a thread. */
    @Override
    public boolean isWaitedFor() {
        return isWaitedFor;
    }

    /** Interrupts whatever thread runs this task now, unless it is the calling one. */
    @Override
    public void interrupt(Task task) {
        lock.lock();
        try {
            for (Caller caller : callers) {
                if (caller.task == task && caller != Thread.currentThread()) {
                    caller.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The threads end as soon as nothing waits; nobody is waited for and nobody interrupted. What is offered from now
     * on runs all the same, on a thread that ends after it; but not where the process can have no more threads.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            given.signalAll();
            boolean isStarted = true;
            for (int i = waiting.size() - idle; i > 0 && callers.size() < MOST && isStarted; i--) {
                isStarted = start();
            }
        } finally {
            lock.unlock();
        }
    }

    // With the lock

    private void add(Task task) {
        task.since = nanoTime.getAsLong();
        waiting.add(task);
        isWaitedFor = waiting.size() > idle;
    }

    private void startOrWatch(long now) {
        if (callers.size() >= MOST) {
            watch();
        } else if (callers.size() < base || isClosed) {
            start();
        } else {
            if (haveAllBeenHeldUpFor(PATIENCE_MS, now)) {
                isSlownessUntold = true;
                start();
            }
            watch();
        }
    }

    /** False where the process can have no more threads: what waits goes on waiting, and it is tried again. */
    private boolean start() {
        String next = name + "-" + (started + 1);
        Caller caller = OwnThread.neutral(() -> new Caller(next));
        try {
            starter.accept(caller);
        } catch (OutOfMemoryError e) {
            watch();
            return false;
        }
        started++;
        callers.add(caller);
        return true;
    }

    private void watch() {
        if (!isWatched) {
            try {
                isWatched = true;
                soon.accept(this::look);
            } catch (RejectedExecutionException e) {
                isWatched = false; // the clock has ended, and this is about to be closed
            }
        }
    }

    private boolean haveAllBeenHeldUpFor(long millis, long now) {
        for (Caller caller : callers) {
            if (!caller.isHeldUpFor(millis, now)) {
                return false;
            }
        }
        return true;
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    // The end of a while

    private void look() {
        List<Slow> blocking = new ArrayList<>();
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            isWatched = false;
            if (isSlownessUntold) {
                isSlownessUntold = false;
                addHeldUp(PATIENCE_MS, now, blocking);
            }
            Task first = waiting.peek();
            if (first != null) {
                if (millis(now - first.since) >= PATIENCE_MS) {
                    serve(now, blocking);
                }
                watch();
            }
        } finally {
            lock.unlock();
        }
        blocking.forEach(slow -> slow.task.heldUp(slow.millis));
    }

    /** Something has waited for too long. */
    private void serve(long now, List<Slow> blocking) {
        if (idle > 0) {
            given.signal();
        } else if (callers.size() < base) {
            start();
        } else if (haveAllBeenHeldUpFor(HELD_UP_MS, now)) {
            addHeldUp(HELD_UP_MS, now, blocking);
            grow();
        }
    }

    private void addHeldUp(long millis, long now, List<Slow> blocking) {
        for (Caller caller : callers) {
            Task task = caller.task;
            if (task != null && caller.isHeldUpFor(millis, now)) {
                blocking.add(new Slow(task, millis(now - caller.since)));
            }
        }
    }

    private record Slow(Task task, long millis) {}

    private void grow() {
        int more = Math.min(Math.min(GROWTH, waiting.size()), MOST - callers.size());
        for (int i = 0; i < more; i++) {
            start();
        }
    }

    // On the threads

    /** Waits for the next task; null if there has been none for a while. */
    private @Nullable Task next(Caller caller) {
        lock.lock();
        try {
            caller.task = null;
            Thread.interrupted(); // which was meant for the task before
            if (!isThereOne()) {
                callers.remove(caller);
                return null;
            }
            Task task = waiting.remove();
            isWaitedFor = waiting.size() > idle;
            caller.task = task;
            caller.since = nanoTime.getAsLong();
            return task;
        } finally {
            lock.unlock();
        }
    }

    private boolean isThereOne() {
        long left = IDLE_NANOS;
        while (waiting.isEmpty() && left > 0 && !isClosed) {
            idle++;
            try {
                left = given.awaitNanos(left);
            } catch (InterruptedException e) {
                // Meant for a task that is over.
            } finally {
                idle--;
            }
        }
        return !waiting.isEmpty();
    }

    /** One of the threads. */
    private final class Caller extends OwnThread {
        // Guarded by the lock.
        private @Nullable Task task;
        private long since;

        Caller(String name) {
            super(name, null);
        }

        @Override
        public void run() {
            boolean isThereOne;
            do {
                isThereOne = runNext();
            } while (isThereOne);
        }

        /** Holds nothing of it afterwards. */
        private boolean runNext() {
            Task next = next(this);
            if (next != null) {
                try {
                    next.run();
                } catch (Throwable bug) { // also what Java would have it declare, which other languages do not
                    LOG.error("event=task_failed", bug);
                }
            }
            return next != null;
        }

        boolean isHeldUpFor(long millis, long now) {
            return task != null && millis(now - since) >= millis;
        }
    }
}
