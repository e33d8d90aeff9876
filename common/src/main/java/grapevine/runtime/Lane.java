package grapevine.runtime;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs of one node one at a time and in order, whichever thread it is: a node needs no locks.
 *
 * <p>If the lane is idle, the thread that offers a job runs it at once, for at most {@value #INLINE_MESSAGES} messages
 * or {@value #INLINE_NANOS} ns; what is left then, and what was offered meanwhile, goes to a worker of the
 * {@link JobQueue}, which gives the lane up after a turn of its own so that the lanes take turns. If the queue refuses
 * the lane, the thread that has it keeps it.
 *
 * <p>What comes from links and what comes from timers and the application wait apart: the first is bounded by each
 * link's {@link ReadCredit}, the second by {@value #CALLS}. At most {@value #CALLS_A_BATCH} calls run for each batch of
 * input.
 *
 * <p>A job that throws is a bug: it is logged once, and nothing runs in this lane any more.
 */
final class Lane {
    static final int INLINE_MESSAGES = 256;
    static final long INLINE_NANOS = 200_000;
    static final int WORKER_MESSAGES = 1_024;
    static final long WORKER_NANOS = 1_000_000;
    static final int CALLS = 1_024;
    static final int CALLS_A_BATCH = 64;

    private static final Logger LOG = LogManager.getLogger(Lane.class);

    /** A piece of a node's work, which may be done in parts. */
    interface Job {
        /** Works while {@link Turn#spend} allows; false if something is left for the next turn. */
        boolean run(Turn turn);

        /** The lane has ended before this could run; told one at a time, as jobs are run. */
        default void dropped() {}
    }

    private final String name;
    private final JobQueue jobs;
    private final MonotonicClock clock;
    private final Runnable afterTurn;
    private final Consumer<Throwable> onCrash;

    private final Queue<Job> input = new ConcurrentLinkedQueue<>();
    private final Queue<Job> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger callsWaiting = new AtomicInteger();
    private final AtomicBoolean owned = new AtomicBoolean();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile boolean isFrozen;

    // Of the owner alone.
    private final Turn turn = new Turn();
    private @Nullable Job unfinished;
    private int callsInRow;
    private boolean hasCrashed;

    /** Written by the owner; another thread may read anything here but itself. */
    private @Nullable Thread owner;

    /**
     * @param name whose lane it is, for the log
     * @param afterTurn runs in the lane at the end of each turn
     * @param onCrash told, in the lane, of the job that threw
     */
    Lane(String name, JobQueue jobs, MonotonicClock clock, Runnable afterTurn, Consumer<Throwable> onCrash) {
        this.name = name;
        this.jobs = jobs;
        this.clock = clock;
        this.afterTurn = afterTurn;
        this.onCrash = onCrash;
    }

    /** Adds what came from a link, from any thread. Never refused: whoever offers it holds the link's credit. */
    void offer(Job job) {
        input.add(job);
        runIfIdle();
    }

    /** Adds what the application asks for, from any thread; false when too much waits already or the lane has ended. */
    boolean call(Job job) {
        if (stopping || callsWaiting.incrementAndGet() > CALLS) {
            callsWaiting.decrementAndGet();
            return false;
        }
        calls.add(job);
        runIfIdle();
        return true;
    }

    /**
     * Adds a call that is not refused: of the runtime itself, such as its one timer, and of callers who wait for each
     * before the next, or bound how often they call.
     */
    void insist(Job job) {
        callsWaiting.incrementAndGet();
        calls.add(job);
        runIfIdle();
    }

    /** Whether the calling thread runs this lane now. */
    boolean isMine() {
        return owner == Thread.currentThread();
    }

    /**
     * Stands still from now on, after the job at hand: what is offered waits, and links stop reading when their credit
     * is used up, as those of a process that is stopped by a signal.
     */
    void freeze() {
        isFrozen = true;
    }

    /** Goes on where it stood. */
    void thaw() {
        isFrozen = false;
        runIfIdle();
    }

    /** Ends the lane: no job runs any more once the result is complete. From any thread, as often as one likes. */
    CompletableFuture<Void> stop() {
        stopping = true;
        thaw();
        return end;
    }

    private void runIfIdle() {
        if (!isFrozen && owned.compareAndSet(false, true)) {
            drive(INLINE_MESSAGES, INLINE_NANOS);
        }
    }

    private void driveOnWorker() {
        drive(WORKER_MESSAGES, WORKER_NANOS);
    }

    /** Runs the lane, which the calling thread owns, until it is idle or somebody else's. */
    private void drive(int messages, long nanos) {
        turn.start(messages, nanos);
        while (true) {
            boolean more = work();
            if (!more) {
                int left = turn.left;
                long deadline = turn.deadline;
                owned.set(false);
                if (!isWaiting() || !owned.compareAndSet(false, true)) {
                    return;
                }
                turn.resume(left, deadline);
            } else if (jobs.offer(this::driveOnWorker)) {
                return;
            } else {
                turn.start(WORKER_MESSAGES, WORKER_NANOS);
            }
        }
    }

    /** Works until nothing waits (false) or the turn is spent (true). */
    private boolean work() {
        owner = Thread.currentThread();
        boolean isLast = false; // which is decided once: it may be stopped at any moment
        try {
            runJobs();
            isLast = stopping;
            if (isLast) {
                clear();
            }
            if (!end.isDone()) {
                afterTurn.run();
            }
        } catch (Throwable bug) {
            isLast = true;
            crash(bug);
            clear();
        } finally {
            owner = null;
        }
        if (isLast) {
            end.complete(null);
            return false;
        }
        return turn.left <= 0 && (unfinished != null || isWaiting());
    }

    private void runJobs() {
        while (!stopping && !isFrozen && turn.left > 0) {
            Job job = next();
            if (job == null) {
                return;
            }
            turn.next();
            if (!job.run(turn)) {
                unfinished = job;
            }
        }
    }

    private @Nullable Job next() {
        if (callsInRow < CALLS_A_BATCH) {
            Job call = pollCall();
            if (call != null) {
                callsInRow++;
                return call;
            }
        }
        callsInRow = 0;
        Job batch = unfinished != null ? unfinished : input.poll();
        unfinished = null;
        return batch != null ? batch : pollCall();
    }

    private @Nullable Job pollCall() {
        Job call = calls.poll();
        if (call != null) {
            callsWaiting.decrementAndGet();
        }
        return call;
    }

    private boolean isWaiting() {
        boolean hasJobs = !isFrozen && (!input.isEmpty() || !calls.isEmpty());
        return hasJobs || (stopping && !end.isDone());
    }

    private void crash(Throwable bug) {
        if (!hasCrashed) {
            hasCrashed = true;
            LOG.error("event=node_crashed node={}", name, bug);
        }
        if (!stopping) {
            stopping = true;
            try {
                onCrash.accept(bug);
            } catch (Throwable another) {
                LOG.error("event=node_crashed node={}", name, another);
            }
        }
    }

    private void clear() {
        input.clear();
        unfinished = null;
        for (Job call = pollCall(); call != null; call = pollCall()) {
            try {
                call.dropped();
            } catch (Throwable bug) {
                crash(bug);
            }
        }
    }

    /** How much one owner may still do before it gives the lane up, and what time it is for the node. */
    final class Turn {
        private static final int LOOK_AT_CLOCK = 15;

        private int left;
        private long deadline;
        private long now;
        private boolean isFresh;

        /** The time of the event at hand, ms. */
        long now() {
            return now;
        }

        /** Whether there is time for one more message; counts it. */
        boolean spend() {
            if (left <= 0 || stopping) {
                return false;
            }
            left--;
            if ((left & LOOK_AT_CLOCK) == 0) {
                look();
            }
            return true;
        }

        private void start(int messages, long nanos) {
            resume(messages, System.nanoTime() + nanos);
            isFresh = true;
        }

        private void resume(int messages, long until) {
            left = messages;
            deadline = until;
        }

        private void next() {
            left--;
            look();
        }

        private void look() {
            long nanoTime = System.nanoTime();
            now = clock.at(nanoTime);
            if (nanoTime - deadline >= 0 && !isFresh) {
                left = 0;
            }
            isFresh = false; // a thread that lost the processor right at the start still gets something done
        }
    }
}
