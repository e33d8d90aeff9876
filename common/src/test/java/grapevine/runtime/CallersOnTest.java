package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallersOnTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ExecutorService ours = Executors.newSingleThreadExecutor(task -> new Thread(task, "ours"));
    private final ExecutorService mine = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));

    @AfterEach
    void end() {
        mine.shutdownNow();
        ours.shutdownNow();
    }

    @Test
    void what_an_executor_takes_is_called_there() {
        CallersOn callers = new CallersOn(mine, ours);

        for (int i = 0; i < 100; i++) {
            assertThat(CompletableFuture.supplyAsync(CallersOnTest::thread, callers))
                    .succeedsWithin(SOON)
                    .isEqualTo("mine");
        }
    }

    @Test
    void what_an_executor_dropped_as_it_was_shut_down_is_called_on_ours_when_it_refuses_the_next() throws Exception {
        CallersOn callers = new CallersOn(mine, ours);
        CountDownLatch begun = new CountDownLatch(1);
        mine.execute(() -> {
            begun.countDown();
            sleepUntilInterrupted();
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<String> dropped = CompletableFuture.supplyAsync(CallersOnTest::thread, callers);
        CompletableFuture<String> offered = new CompletableFuture<>();
        callers.offer(task(() -> offered.complete(thread())));

        mine.shutdownNow();
        CompletableFuture<String> refused = CompletableFuture.supplyAsync(CallersOnTest::thread, callers);

        assertThat(refused).succeedsWithin(SOON).isEqualTo("ours");
        assertThat(dropped).succeedsWithin(SOON).isEqualTo("ours");
        assertThat(offered).succeedsWithin(SOON).isEqualTo("ours");
    }

    @Test
    void an_executor_that_fails_in_its_own_way_refuses_too() {
        CallersOn callers = new CallersOn(
                task -> {
                    throw new IllegalStateException("stopped");
                },
                ours);

        assertThat(CompletableFuture.supplyAsync(CallersOnTest::thread, callers))
                .succeedsWithin(SOON)
                .isEqualTo("ours");
    }

    @Test
    void an_executor_that_would_call_in_the_thread_that_asks_is_passed_over() {
        CallersOn callers = new CallersOn(Runnable::run, ours);

        assertThat(CompletableFuture.supplyAsync(CallersOnTest::thread, callers))
                .succeedsWithin(SOON)
                .isEqualTo("ours");
    }

    @Test
    void an_executor_for_which_nobody_else_waits_may_call_in_the_thread_that_asks() {
        List<String> threads = new ArrayList<>();

        CallersOn.alone(Runnable::run).execute(() -> threads.add(thread()));

        assertThat(threads).containsExactly(thread());
    }

    @Test
    void an_interrupt_that_comes_at_the_last_moment_stays_with_the_task_it_was_for() throws Exception {
        BlockingQueue<Runnable> given = new LinkedBlockingQueue<>();
        CallersOn callers = new CallersOn((Executor) given::add, ours);
        List<ConsumerThreads.Task> itself = new ArrayList<>();
        ConsumerThreads.Task task = task(() -> CompletableFuture.runAsync(() -> callers.interrupt(itself.get(0)), ours)
                .join());
        itself.add(task);

        callers.offer(task);
        CompletableFuture<Boolean> isInterrupted = CompletableFuture.supplyAsync(
                () -> {
                    given.remove().run();
                    return Thread.currentThread().isInterrupted();
                },
                each -> new Thread(each, "an executor's").start());

        assertThat(isInterrupted).succeedsWithin(SOON).isEqualTo(false);
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }

    private static void sleepUntilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ConsumerThreads.Task task(Runnable what) {
        return new ConsumerThreads.Task() {
            @Override
            protected void run() {
                what.run();
            }

            @Override
            protected void heldUp(long millis) {
                throw new AssertionError("nobody looks");
            }
        };
    }
}
