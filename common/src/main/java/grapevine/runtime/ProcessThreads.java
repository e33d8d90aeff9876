package grapevine.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads of all nodes of this process, and the one place with state that belongs to the process: the first node
 * starts them, the last one that goes ends them. All are daemon threads, and their names begin with {@code grapevine-}.
 *
 * <ul>
 *   <li>{@code grapevine-loop-...}: the sockets; each node lives on one of them, in turn
 *   <li>{@code grapevine-worker-...}: what is left of the nodes' work; as many as the node asks for that asks for most
 *   <li>{@code grapevine-consumer-...}: what the application wants to be called for
 * </ul>
 */
public final class ProcessThreads {
    /** The most event loops, and the most threads for consumers of which none blocks; the least of both is two. */
    private static final int MOST = 4;

    /** Places in the queue that are there for few nodes too. */
    private static final int PLACES = 64;

    private static final Object LOCK = new Object();

    /** Those of the living nodes; guarded by the lock. */
    private static @Nullable ProcessThreads present;

    private final EventLoops loops;
    private final JobQueue jobs;
    private final ConsumerThreads consumers;
    private final ProcessMemory memory = new ProcessMemory(ProcessMemory.HEAP);

    /** For each living node how many workers it asks for; guarded by the lock. */
    private final List<Integer> asked = new ArrayList<>();

    private ProcessThreads(int workers) {
        int several = Math.max(2, Math.min(MOST, Runtime.getRuntime().availableProcessors()));
        loops = EventLoops.start("grapevine", several);
        jobs = JobQueue.start("grapevine", workers, PLACES);
        consumers = new ConsumerThreads(
                "grapevine-consumer", several, task -> loops.schedule(task, ConsumerThreads.LOOK_MS));
    }

    /**
     * A node comes.
     *
     * @param workers as many there are at least while it lives, >= 1
     */
    static Share share(int workers) {
        synchronized (LOCK) {
            ProcessThreads threads = present;
            if (threads == null) {
                threads = new ProcessThreads(workers);
                present = threads;
            }
            threads.asked.add(workers);
            threads.fit();
            return new Share(threads, workers);
        }
    }

    private void fit() {
        jobs.resize(asked.stream().mapToInt(Integer::intValue).max().orElse(1), Math.max(PLACES, asked.size()));
    }

    /** Whether that was the last. */
    private boolean leave(Integer workers) {
        synchronized (LOCK) {
            asked.remove(workers);
            if (!asked.isEmpty()) {
                fit();
                return false;
            }
            if (present == this) {
                present = null;
            }
            return true;
        }
    }

    private void end() {
        loops.close();
        jobs.close();
        consumers.close();
    }

    /** What one node has of them, from its start to its end. */
    static final class Share implements AutoCloseable {
        private final ProcessThreads threads;
        private final int workers;
        private boolean isClosed;

        private Share(ProcessThreads threads, int workers) {
            this.threads = threads;
            this.workers = workers;
        }

        EventLoops loops() {
            return threads.loops;
        }

        JobQueue jobs() {
            return threads.jobs;
        }

        /** They do what they are given also after the end of the last node. */
        ConsumerThreads consumers() {
            return threads.consumers;
        }

        ProcessMemory memory() {
            return threads.memory;
        }

        /** The node has gone; if it was the last, the threads end, which is waited for up to 4 s. */
        @Override
        public void close() {
            synchronized (LOCK) {
                if (isClosed) {
                    return;
                }
                isClosed = true;
            }
            if (threads.leave(workers)) {
                threads.end();
            }
        }
    }
}
