package grapevine.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A bounded queue of jobs served by a fixed pool of worker threads. The nodes of one process share it: each waits in it
 * with at most one job, the turn of its {@link Lane}, so that no node holds a worker for long.
 *
 * <p>When the queue is full a job is refused and counted, and whoever offered it keeps it. A job that throws is logged;
 * the worker goes on with the next one.
 */
public final class JobQueue implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(JobQueue.class);
    private static final long CLOSE_MS = 2_000;

    private final BlockingQueue<Runnable> waiting;
    private final List<Thread> workers = new ArrayList<>();
    private final LongAdder refused = new LongAdder();
    private volatile boolean closed;

    private JobQueue(int capacity) {
        waiting = new ArrayBlockingQueue<>(capacity);
    }

    /**
     * Starts the workers: daemon threads named {@code <name>-worker-1} and so on.
     *
     * @param workers how many, >= 1
     * @param capacity how many jobs may wait, >= 1; a place for each node is enough
     */
    public static JobQueue start(String name, int workers, int capacity) {
        if (workers < 1 || capacity < 1) {
            throw new IllegalArgumentException("workers=" + workers + " and capacity=" + capacity + " must be >= 1");
        }
        JobQueue queue = new JobQueue(capacity);
        for (int i = 1; i <= workers; i++) {
            Thread worker = new Thread(queue::serve, name + "-worker-" + i);
            worker.setDaemon(true);
            queue.workers.add(worker);
        }
        queue.workers.forEach(Thread::start);
        return queue;
    }

    /** Adds a job, from any thread; false, and counted, when the queue is full or closed: the job will not run. */
    public boolean offer(Runnable job) {
        if (!closed && waiting.offer(job)) {
            if (!closed || !waiting.remove(job)) {
                return true;
            }
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
        closed = true;
        workers.forEach(Thread::interrupt);
        Deadline deadline = Deadline.in(CLOSE_MS);
        for (Thread worker : workers) {
            if (worker != Thread.currentThread()) {
                deadline.await(nanos -> TimeUnit.NANOSECONDS.timedJoin(worker, nanos));
            }
        }
        while (waiting.poll() != null) {
            refused.increment();
        }
    }

    private void serve() {
        while (!closed) {
            try {
                run(waiting.take());
            } catch (InterruptedException e) {
                // Only close() means it; any other interrupt was for a job that is over.
            }
        }
    }

    private static void run(Runnable job) {
        try {
            job.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("event=job_failed", bug);
        }
    }
}
