package grapevine.runtime;

import java.util.concurrent.Executor;

/** What calls the application: {@link ConsumerThreads}, or an executor of the application's own. */
public interface Callers extends Executor {
    /** Has a task run, after those that wait already. From any thread; never refused, never waits. */
    void offer(ConsumerThreads.Task task);

    /** The same for a task that has nothing to do unless one that runs now is held up. */
    void offerInCase(ConsumerThreads.Task task);

    /** Whether somebody may wait for a thread: then a task that has had its turn should go to the end of the queue. */
    boolean isWaitedFor();

    /** Interrupts whatever thread runs this task now, unless it is the calling one. */
    void interrupt(ConsumerThreads.Task task);
}
