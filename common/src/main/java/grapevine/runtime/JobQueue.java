package grapevine.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of jobs served by a pool of worker threads. The nodes of one process share it: each waits in it with
 * at most one job, the turn of its {@link Lane}, so that no node holds a worker for long.
 *
 * <p>When the queue is full a job is refused and counted, and whoever offered it keeps it. A job that throws is logged;
 * the worker goes on with the next one.
 */
public final class JobQueue implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(JobQueue.class);
    private static final long CLOSE_MS = 2_000;

    private final String name;
    private final LongAdder refused = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();

    // Guarded by the lock.
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Map<Integer, Thread> workers = new TreeMap<>();
    private int wanted;
    private int capacity;
    private boolean isClosed;

    private JobQueue(String name) {
        this.name = name;
    }

    /**
     * Starts the workers: daemon threads named {@code <name>-worker-1} and so on.
     *
     * @param workers how many, >= 1
     * @param capacity how many jobs may wait, >= 1; a place for each node is enough
     */
    public static JobQueue start(String name, int workers, int capacity) {
        JobQueue queue = new JobQueue(name);
        queue.resize(workers, capacity);
        return queue;
    }

    /** From now on so many workers, and so many places; those that are too many end after the job they are at. */
    void resize(int newWorkers, int newCapacity) {
        if (newWorkers < 1 || newCapacity < 1) {
            throw new IllegalArgumentException(
                    "workers=" + newWorkers + " and capacity=" + newCapacity + " must be >= 1");
        }
        lock.lock();
        try {
            wanted = newWorkers;
            capacity = newCapacity;
            for (int number = 1; number <= wanted && !isClosed; number++) {
                if (!workers.containsKey(number)) {
                    workers.put(number, startWorker(number));
                }
            }
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a job, from any thread; false, and counted, when the queue is full or closed: the job will not run. */
    public boolean offer(Runnable job) {
        lock.lock();
        try {
            if (!isClosed && waiting.size() < capacity) {
                waiting.add(job);
                notEmpty.signal();
                return true;
            }
        } finally {
            lock.unlock();
        }
        refused.increment();
        return false;
    }

    /** How many jobs were refused so far. */
    public long refused() {
        return refused.sum();
    }

    /** Ends the workers after the jobs they are at, waiting up to 2 s for them. Jobs that still wait are refused. */
    @Override
    public void close() {
        List<Thread> ending = end();
        ending.forEach(Thread::interrupt);
        Deadline deadline = Deadline.in(CLOSE_MS);
        for (Thread worker : ending) {
            if (worker != Thread.currentThread()) {
                deadline.await(nanos -> TimeUnit.NANOSECONDS.timedJoin(worker, nanos));
            }
        }
    }

    private List<Thread> end() {
        lock.lock();
        try {
            isClosed = true;
            refused.add(waiting.size());
            waiting.clear();
            return new ArrayList<>(workers.values());
        } finally {
            lock.unlock();
        }
    }

    private Thread startWorker(int number) {
        Thread worker = OwnThread.of(name + "-worker-" + number, () -> serve(number));
        worker.start();
        return worker;
    }

    private void serve(int number) {
        boolean isThereOne;
        do {
            isThereOne = runNext(number);
        } while (isThereOne);
    }

    /** Holds nothing of it afterwards. */
    private boolean runNext(int number) {
        Runnable job = take(number);
        if (job != null) {
            run(job);
        }
        return job != null;
    }

    /** Waits for the next job; null if this worker is not wanted any more. */
    private @Nullable Runnable take(int number) {
        lock.lock();
        try {
            while (waiting.isEmpty() && isWanted(number)) {
                try {
                    notEmpty.await();
                } catch (InterruptedException e) {
                    // Only close() means it; any other interrupt was for a job that is over.
                }
            }
            if (isWanted(number)) {
                return waiting.remove();
            }
            workers.remove(number);
            notEmpty.signal(); // which may have been for this one
            return null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWanted(int number) {
        return !isClosed && number <= wanted;
    }

    private static void run(Runnable job) {
        try {
            job.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("event=job_failed", bug);
        }
    }
}
