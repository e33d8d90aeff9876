package grapevine.runtime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done later for one node. The loops hold a task until it is due, as long as any node of the process
 * lives; with the end of its own node nothing of that node hangs on it any more. From any thread.
 */
final class LaterJobs {
    private final EventLoops loops;
    private final Set<AtomicReference<@Nullable Runnable>> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean isOver;

    LaterJobs(EventLoops loops) {
        this.loops = loops;
    }

    /** Does something short so long (ms) later, on a loop; nothing if it is over by then. */
    void in(long millis, Runnable job) {
        AtomicReference<@Nullable Runnable> held = new AtomicReference<>();
        held.set(() -> {
            waiting.remove(held);
            job.run();
        });
        waiting.add(held);
        try {
            loops.schedule(() -> run(held), millis);
        } catch (RejectedExecutionException e) {
            waiting.remove(held); // it was the last node of the process, and has ended
        }
        if (isOver) {
            end();
        }
    }

    private static void run(AtomicReference<@Nullable Runnable> held) {
        Runnable job = held.getAndSet(null);
        if (job != null) {
            job.run();
        }
    }

    /** Lets go of all that waits, and of what comes from now on. */
    void end() {
        isOver = true;
        waiting.removeIf(held -> {
            held.set(null);
            return true;
        });
    }
}
