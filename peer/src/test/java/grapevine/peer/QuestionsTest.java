package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.node.Conversation;
import grapevine.node.Counters;
import grapevine.node.Effects;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.runtime.CallersOn;
import grapevine.runtime.LoneNode;
import grapevine.wire.Ip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final ExecutorService only = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "questions-under-test-only");
        thread.setDaemon(true);
        return thread;
    });
    private LoneNode host;
    private Questions questions;

    @BeforeEach
    void listen() throws Exception {
        host = LoneNode.listen(new LoneNode.Plan("peer", Ip.LOOPBACK, 0, false, 1), new LoneNode.Application() {});
        questions = new Questions(host, host.consumers());
        host.ended().whenComplete((left, bug) -> questions.end());
    }

    @AfterEach
    void close() {
        only.shutdown();
        release.countDown();
        host.close();
    }

    @Test
    void what_the_job_says_in_the_lane_is_the_answer() {
        host.run(Still::new);

        assertThat(questions.begin(now -> "answered", "busy", "ended"))
                .succeedsWithin(SOON)
                .isEqualTo("answered");
        assertThat(questions.await(now -> "answered", "ended")).isEqualTo("answered");
    }

    @Test
    void what_is_not_taken_in_says_so_at_once() {
        assertThat(questions.begin(now -> "answered", "busy", "ended")).isCompletedWithValue("busy");
    }

    @Test
    void a_node_that_has_ended_is_not_asked() {
        host.run(Still::new);
        host.close();

        assertThat(questions.begin(now -> "answered", "busy", "ended")).isCompletedWithValue("ended");
        assertThat(questions.await(now -> "answered", "ended")).isEqualTo("ended");
    }

    @Test
    void what_waits_when_the_node_ends_is_answered_all_the_same() throws InterruptedException {
        host.run(Still::new);
        block(() -> {
            throw new IllegalStateException("the bug of the test that ends the node");
        });
        CompletableFuture<String> begun = questions.begin(now -> "answered", "busy", "ended");
        CompletableFuture<String> awaited =
                CompletableFuture.supplyAsync(() -> questions.await(now -> "answered", "ended"), this::inAThread);
        assertThat(begun).isNotDone();

        release.countDown();

        assertThat(begun).succeedsWithin(SOON).isEqualTo("ended");
        assertThat(awaited).succeedsWithin(SOON).isEqualTo("ended");
    }

    @Test
    void whoever_waits_on_the_only_thread_of_its_executor_hears_of_the_end() throws InterruptedException {
        Questions own = onOneThread();
        host.run(Still::new);
        block(() -> {
            throw new IllegalStateException("the bug of the test that ends the node");
        });
        CompletableFuture<Thread> asking = new CompletableFuture<>();
        CompletableFuture<String> awaited = CompletableFuture.supplyAsync(
                () -> {
                    asking.complete(Thread.currentThread());
                    return own.await(now -> "answered", "ended");
                },
                only);
        await().until(() -> asking.join().getState() == Thread.State.WAITING);

        release.countDown();

        assertThat(awaited).succeedsWithin(SOON).isEqualTo("ended");
    }

    @Test
    void whoever_breaks_the_node_on_the_only_thread_of_its_executor_hears_of_the_end() {
        Questions own = onOneThread();
        host.run(Still::new);

        CompletableFuture<String> awaited = CompletableFuture.supplyAsync(
                () -> own.await(
                        now -> {
                            throw new IllegalStateException("the bug of the test that ends the node");
                        },
                        "ended"),
                only);

        assertThat(awaited).succeedsWithin(SOON).isEqualTo("ended");
    }

    @Test
    void what_is_being_done_when_the_end_is_told_is_answered_as_it_comes_out() throws InterruptedException {
        BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();
        Questions driven = new Questions(host, CallersOn.alone(calls::add));
        host.run(Still::new);
        block(() -> {});
        CountDownLatch atHand = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CompletableFuture<String> begun = driven.begin(
                now -> {
                    atHand.countDown();
                    waitFor(goesOn);
                    return "answered";
                },
                "busy",
                "ended");
        release.countDown();
        assertThat(atHand.await(10, TimeUnit.SECONDS)).isTrue();

        driven.end();
        goesOn.countDown();

        Runnable call = calls.poll(10, TimeUnit.SECONDS);
        assertThat(call).isNotNull();
        call.run();
        assertThat(begun).isCompletedWithValue("answered");
    }

    @Test
    void what_waits_when_the_end_is_told_is_not_done_any_more() throws InterruptedException {
        Questions driven = new Questions(host, CallersOn.alone(Runnable::run));
        host.run(Still::new);
        block(() -> {});
        CompletableFuture<Void> after = new CompletableFuture<>();
        AtomicBoolean isDone = new AtomicBoolean();
        CompletableFuture<Boolean> begun = driven.begin(now -> isDone.getAndSet(true), false, false);
        host.insist(now -> after.complete(null));

        driven.end();
        release.countDown();

        assertThat(begun).isDone();
        assertThat(after).succeedsWithin(SOON);
        assertThat(isDone).isFalse();
    }

    @Test
    void nothing_more_is_begun_while_nobody_is_called_for_what_was_answered() {
        Questions untold = new Questions(host, CallersOn.alone(never -> {}));
        host.run(Still::new);

        for (int i = 0; i < Answers.MOST; i++) {
            assertThat(untold.begin(now -> "answered", "busy", "ended")).isCompletedWithValue("answered");
            assertThat(untold.ask((now, answer) -> answer.accept("answered"), "ended"))
                    .isNotDone();
        }

        assertThat(untold.begin(now -> "answered", "busy", "ended")).isCompletedWithValue("busy");
    }

    @Test
    void a_step_attached_to_an_answer_is_not_done_in_the_lane() throws InterruptedException {
        host.run(Still::new);
        block(() -> {});
        CompletableFuture<Thread> laneOf = new CompletableFuture<>();
        CompletableFuture<Thread> step = questions
                .begin(now -> laneOf.complete(Thread.currentThread()), false, false)
                .thenApply(answer -> Thread.currentThread());

        release.countDown();

        assertThat(laneOf).succeedsWithin(SOON);
        assertThat(step).succeedsWithin(SOON).isNotEqualTo(laneOf.join());
    }

    @Test
    void a_step_that_waits_for_a_later_answer_gets_it() throws InterruptedException {
        host.run(Still::new);
        block(() -> {});
        CompletableFuture<String> first = questions.begin(now -> "first", "busy", "ended");
        CompletableFuture<String> second = questions.begin(now -> "second", "busy", "ended");
        CompletableFuture<Void> between = second.thenAccept(answer -> {});
        CompletableFuture<String> step =
                first.thenApply(answer -> between.thenApply(done -> answer).join());

        release.countDown();

        assertThat(step).succeedsWithin(SOON).isEqualTo("first");
    }

    @Test
    void many_answers_are_given_by_few_threads() throws InterruptedException {
        host.run(Still::new);
        block(() -> {});
        Set<String> by = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Boolean>> steps = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            steps.add(questions
                    .begin(now -> "answered", "busy", "ended")
                    .thenApply(answer -> by.add(Thread.currentThread().getName())));
        }

        release.countDown();

        assertThat(CompletableFuture.allOf(steps.toArray(new CompletableFuture<?>[0])))
                .succeedsWithin(SOON);
        assertThat(by).hasSizeLessThanOrEqualTo(4).allMatch(name -> name.startsWith("grapevine-consumer-"));
    }

    /** Something else keeps the lane busy until the release, and does this at its end. */
    private void block(Runnable atLast) throws InterruptedException {
        inAThread(() -> host.execute(now -> {
            blocked.countDown();
            waitFor(release);
            atLast.run();
        }));
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void inAThread(Runnable task) {
        Thread thread = new Thread(task, "questions-under-test");
        thread.setDaemon(true);
        thread.start();
    }

    /** Questions whose answers are given on one thread alone. */
    private Questions onOneThread() {
        Questions own = new Questions(host, new CallersOn(only, host.consumers()));
        host.ended().whenComplete((left, bug) -> own.end());
        return own;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does nothing, and leaves at once. */
    private static final class Still implements Node {
        private final Effects effects;
        private final Counters counters = new Counters();

        Still(Effects effects) {
            this.effects = effects;
        }

        @Override
        public void onStart(long now) {
            // There is nothing to do.
        }

        @Override
        public Conversation onAccepted(long now, Link link) {
            throw new AssertionError("nobody connects");
        }

        @Override
        public void onTimer(long now) {
            throw new AssertionError("no timer was armed");
        }

        @Override
        public void onLeave(long now) {
            effects.stopped();
        }

        @Override
        public Counters counters() {
            return counters;
        }
    }
}
