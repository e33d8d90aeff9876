package grapevine.runtime;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Calls the application on an executor of its own. What that refuses, as it does once it is shut down, is called on our
 * threads instead, and so is what waits there by then, since it may have been dropped: nothing that was promised is
 * left untold. An executor that would run something within the call that gives it is passed over too, since that may
 * be made in a node's lane, where nothing of the application's may run.
 */
public final class CallersOn implements Callers {
    private final Executor executor;
    private final Executor otherwise;
    private final boolean isShared;
    private final Map<ConsumerThreads.Task, Run> running = new ConcurrentHashMap<>();

    /** Given to an executor that is shared, and not begun; whoever takes one out runs it. */
    private final Set<Call> given = ConcurrentHashMap.newKeySet();

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

    /** On an executor for which nobody else waits, and that refuses nothing; it may run at once what it is given. */
    public static CallersOn alone(Executor executor) {
        return new CallersOn(executor, executor, false);
    }

    @Override
    public void execute(Runnable command) {
        if (isShared) {
            give(new Call(command));
        } else {
            executor.execute(command);
        }
    }

    private void give(Call call) {
        given.add(call);
        try {
            executor.execute(call);
        } catch (RuntimeException refused) { // each has its own way to say so
            given.forEach(this::runOtherwise);
        } finally {
            call.giving = null;
        }
    }

    private void runOtherwise(Call call) {
        if (given.remove(call)) {
            otherwise.execute(call.command);
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
        running.computeIfPresent(task, (same, run) -> {
            if (run.thread != Thread.currentThread()) {
                run.isInterrupted = true;
                run.thread.interrupt();
            }
            return run;
        });
    }

    private void run(ConsumerThreads.Task task) {
        Run run = new Run();
        running.put(task, run);
        try {
            task.run();
        } finally {
            running.remove(task, run);
            if (run.isInterrupted) {
                Thread.interrupted(); // the thread goes on with something else
            }
        }
    }

    /** A task on a thread. */
    private static final class Run {
        final Thread thread = Thread.currentThread();

        /** Written before the task is taken out of those that run. */
        volatile boolean isInterrupted;
    }

    private final class Call implements Runnable {
        private final Runnable command;

        /** Null once it has been given. */
        private volatile @Nullable Thread giving = Thread.currentThread();

        Call(Runnable command) {
            this.command = command;
        }

        @Override
        public void run() {
            if (giving == Thread.currentThread()) {
                runOtherwise(this);
            } else if (given.remove(this)) {
                command.run();
            }
        }
    }
}
