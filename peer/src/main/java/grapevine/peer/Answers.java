package grapevine.peer;

import grapevine.node.Fact;
import grapevine.runtime.Callers;
import grapevine.runtime.ConsumerThreads;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Completes what was promised, many at a time, where the application is called: the steps attached to a result are its
 * own, and may take long. One that waits for another of these results gets it: behind whoever gives them another stands
 * by, who takes over if the first is held up.
 */
final class Answers extends ConsumerThreads.Task {
    /** The most that wait to be given; then nothing more is to be promised. */
    static final int MOST = 16_384;

    private final Callers threads;
    private final Consumer<Fact> facts;
    private final AtomicBoolean isSlownessTold = new AtomicBoolean();

    // With this locked, which is never for long.
    private final Queue<Answer<?>> waiting = new ArrayDeque<>();
    private boolean isOffered;
    private int giving;

    /** @param facts is told that a step blocks, on any thread, and must not */
    Answers(Callers threads, Consumer<Fact> facts) {
        this.threads = threads;
        this.facts = facts;
    }

    /**
     * Completes the promise soon, on another thread. From any thread; never waits.
     *
     * @param loader by which the steps attached to it are called
     */
    synchronized <T> void give(CompletableFuture<T> promise, T result, ContextLoader loader) {
        waiting.add(new Answer<>(promise, result, loader));
        if (!isOffered) {
            isOffered = true;
            if (giving == 0) {
                threads.offer(this);
            } else {
                threads.offerInCase(this);
            }
        }
    }

    /** Whether as many wait as may, since whoever is called for those before is held up. */
    synchronized boolean isFull() {
        return waiting.size() >= MOST;
    }

    @Override
    protected void run() {
        begin();
        for (Answer<?> answer = next(); answer != null; answer = next()) {
            answer.give();
        }
    }

    @Override
    protected void heldUp(long millis) {
        if (isSlownessTold.compareAndSet(false, true)) {
            facts.accept(new Fact.StepBlocks(millis));
        }
    }

    private synchronized void begin() {
        isOffered = false;
        giving++;
    }

    private synchronized @Nullable Answer<?> next() {
        Answer<?> answer = waiting.poll();
        if (answer == null) {
            giving--;
        } else if (!waiting.isEmpty() && !isOffered) {
            isOffered = true;
            threads.offerInCase(this);
        }
        return answer;
    }

    private record Answer<T>(CompletableFuture<T> promise, T result, ContextLoader loader) {
        void give() {
            loader.during(() -> promise.complete(result));
        }
    }
}
