package grapevine.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Calls the application on an executor of its own. What that refuses, as it does once it is shut down, is called on our
 * threads instead: nothing that was promised is left untold.
 */
public final class CallersOn implements Callers {
    private final Executor executor;
    private final Executor otherwise;
    private final boolean isShared;
    private final Map<ConsumerThreads.Task, Thread> running = new ConcurrentHashMap<>();

    /**
     * On an executor that may serve others too.
     *
     * @param otherwise what calls where that refuses
     */
    public CallersOn(Executor executor, Executor otherwise) {
        this(executor, otherwise, true);
    }

    private CallersOn(Executor executor, Executor otherwise, boolean isShared) {
        this.executor = executor;
        this.otherwise = otherwise;
        this.isShared = isShared;
    }

    /** On an executor for which nobody else waits, and that refuses nothing. */
    public static CallersOn alone(Executor executor) {
        return new CallersOn(executor, executor, false);
    }

    @Override
    public void execute(Runnable command) {
        try {
            executor.execute(command);
        } catch (RejectedExecutionException e) {
            otherwise.execute(command);
        }
    }

    @Override
    public void offer(ConsumerThreads.Task task) {
        execute(() -> run(task));
    }

    @Override
    public void offerInCase(ConsumerThreads.Task task) {
        offer(task);
    }

    /** Who else wants these threads is not known. */
    @Override
    public boolean isWaitedFor() {
        return isShared;
    }

    @Override
    public void interrupt(ConsumerThreads.Task task) {
        running.computeIfPresent(task, (same, thread) -> {
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
            return thread;
        });
    }

    private void run(ConsumerThreads.Task task) {
        running.put(task, Thread.currentThread());
        try {
            task.run();
        } finally {
            running.remove(task, Thread.currentThread());
        }
    }
}
