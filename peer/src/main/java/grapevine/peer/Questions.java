package grapevine.peer;

import grapevine.runtime.Callers;
import grapevine.runtime.NodeHost;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** What is asked of a node from outside: done in its lane, and answered also if the node ends first. */
final class Questions {
    private final NodeHost host;
    private final Answers answers;
    private final Set<Open<?>> open = ConcurrentHashMap.newKeySet();

    Questions(NodeHost host, Callers callers) {
        this.host = host;
        answers = new Answers(callers, host.log());
    }

    /** Whether too much waits to be answered, since whoever is called for what was answered before is held up. */
    boolean areAnswersHeldUp() {
        return answers.isFull();
    }

    /**
     * Does something in the node's lane without waiting for it. Further steps attached to the result never run in the
     * lane.
     *
     * @param whenBusy the result if too much waits there already, or to be answered; nothing was done then
     * @param whenEnded the result if the node ends first
     */
    <T> CompletableFuture<T> begin(LongFunction<T> job, T whenBusy, T whenEnded) {
        if (areAnswersHeldUp()) {
            return CompletableFuture.completedFuture(host.ended().isDone() ? whenEnded : whenBusy);
        }
        Question<T> question = new Question<>(whenEnded);
        Thread caller = Thread.currentThread();
        boolean willRun = host.execute(now -> {
            if (question.take()) {
                T result = question.result(job, now);
                if (Thread.currentThread() == caller && !question.isGiven) {
                    question.answer.complete(result); // nobody has it yet, so nothing of the caller's runs here
                } else {
                    question.give(result);
                }
            }
        });
        if (willRun) {
            open(question);
        } else {
            question.answer.complete(host.ended().isDone() ? whenEnded : whenBusy);
        }
        question.isGiven = true;
        return question.answer;
    }

    /**
     * The same for something that may have its answer later, which it gives in the lane. It is taken in however much
     * waits there: whoever asks bounds how often.
     */
    <T> CompletableFuture<T> ask(Later<T> job, T whenEnded) {
        Question<T> question = new Question<>(whenEnded);
        if (host.ended().isDone()) {
            question.answer.complete(whenEnded);
        } else {
            host.insist(now -> job.run(now, result -> {
                if (question.take()) {
                    question.give(result);
                }
            }));
            open(question);
        }
        return question.answer;
    }

    /** What is done in the node's lane, and has its answer then or later. */
    @FunctionalInterface
    interface Later<T> {
        void run(long now, Consumer<T> answer);
    }

    /**
     * Does something in the node's lane and waits for it. No thread where the application is called is needed for the
     * answer: the one that waits may be the only one there.
     */
    <T> T await(LongFunction<T> job, T whenEnded) {
        if (host.ended().isDone()) {
            return whenEnded;
        }
        Awaited<T> question = new Awaited<>(whenEnded);
        host.insist(now -> question.answer.complete(job.apply(now)), question::end);
        open(question);
        return question.answer.join();
    }

    /** A job that waits when the node ends does not run any more; whoever waits for its result is told then. */
    private void open(Open<?> question) {
        if (!question.answer.isDone()) {
            open.add(question);
            question.answer.whenComplete((answer, failure) -> open.remove(question));
            if (host.ended().isDone()) {
                question.end();
            }
        }
    }

    /** The node has ended. */
    void end() {
        open.forEach(Open::end);
    }

    /** One that is not answered yet. */
    private abstract static class Open<T> {
        final CompletableFuture<T> answer = new CompletableFuture<>();
        final T whenEnded;

        Open(T whenEnded) {
            this.whenEnded = whenEnded;
        }

        /** The node has ended, which is the answer unless there is one. */
        abstract void end();
    }

    /** One whose answer goes to the application. */
    private final class Question<T> extends Open<T> {
        private final ContextLoader loader = ContextLoader.seen();

        /** Whether its answer is made, or being made: by its job, or by the end of the node. */
        private final AtomicBoolean isTaken = new AtomicBoolean();

        /**
         * Of the caller's thread alone: with a later question it may come to run this one's job, if that had to wait.
         */
        boolean isGiven;

        Question(T whenEnded) {
            super(whenEnded);
        }

        /** Whether it is for the caller to answer it, and for nobody else from now on. */
        boolean take() {
            return isTaken.compareAndSet(false, true);
        }

        void give(T result) {
            answers.give(answer, result, loader);
        }

        /** What the job says. If it throws, the end of the node, which that is, is the answer. */
        T result(LongFunction<T> job, long now) {
            try {
                return job.apply(now);
            } catch (Throwable bug) {
                isTaken.set(false);
                if (host.ended().isDone()) {
                    end();
                }
                throw bug;
            }
        }

        @Override
        void end() {
            if (take()) {
                give(whenEnded);
            }
        }
    }

    /** One whose answer nobody has but the thread that waits for it: nothing of the application's runs at it. */
    private static final class Awaited<T> extends Open<T> {
        Awaited(T whenEnded) {
            super(whenEnded);
        }

        @Override
        void end() {
            answer.complete(whenEnded);
        }
    }
}
