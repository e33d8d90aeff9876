package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a clock that the test moves. */
class ConsumerThreadsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final AtomicLong now = new AtomicLong();
    private final Queue<Runnable> looks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final ConsumerThreads threads = new ConsumerThreads("callers", 2, looks::add, now::get, this::start);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        threads.close();
    }

    @Test
    void many_tasks_are_run_by_few_daemon_threads() throws InterruptedException {
        Set<Thread> by = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(1000);

        for (int i = 0; i < 1000; i++) {
            threads.execute(() -> {
                by.add(Thread.currentThread());
                all.countDown();
            });
        }

        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(by)
                .hasSizeBetween(1, 2)
                .allMatch(Thread::isDaemon)
                .allMatch(thread -> thread.getName().startsWith("callers-"));
    }

    /** As in a process that may have no more threads, as long as the test says so. */
    private void start(Thread thread) {
        if (refused.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("planted: unable to create native thread");
        }
        thread.start();
    }

    @Test
    void where_no_thread_can_be_started_what_waits_is_run_as_soon_as_one_can() throws InterruptedException {
        refused.set(2);
        CompletableFuture<String> waiting = waiting();

        pass(ConsumerThreads.PATIENCE_MS);
        assertThat(waiting).isNotDone();
        pass(ConsumerThreads.PATIENCE_MS);

        assertThat(waiting).succeedsWithin(SOON);
    }

    @Test
    void while_all_are_held_up_who_has_waited_gets_a_thread_and_those_who_block_are_told() throws InterruptedException {
        Blocking first = block();
        Blocking second = block();
        CompletableFuture<String> waiting = waiting();

        pass(ConsumerThreads.PATIENCE_MS - 1);
        assertThat(waiting).isNotDone();
        assertThat(first.told).isEmpty();
        pass(1);

        assertThat(waiting).succeedsWithin(SOON);
        assertThat(first.told).containsExactly(ConsumerThreads.PATIENCE_MS);
        assertThat(second.told).containsExactly(ConsumerThreads.PATIENCE_MS);
    }

    @Test
    void when_all_have_been_held_up_for_long_nobody_waits_again() throws InterruptedException {
        Blocking first = block();
        block();
        now.addAndGet(millis(ConsumerThreads.PATIENCE_MS));

        assertThat(waiting()).as("without a look").succeedsWithin(SOON);

        pass(ConsumerThreads.LOOK_MS);
        assertThat(first.told).containsExactly(ConsumerThreads.PATIENCE_MS + ConsumerThreads.LOOK_MS);
    }

    @Test
    void while_one_of_them_gets_on_there_are_no_more_threads() throws InterruptedException {
        Blocking first = block();
        CompletableFuture<String> waiting;
        now.addAndGet(millis(45));
        block();
        waiting = waiting();

        pass(ConsumerThreads.PATIENCE_MS - 45);
        pass(ConsumerThreads.HELD_UP_MS - 6);
        assertThat(first.told).isEmpty();
        pass(ConsumerThreads.PATIENCE_MS);

        assertThat(waiting).succeedsWithin(SOON);
    }

    @Test
    void however_many_block_the_next_gets_a_thread() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            Blocking blocking = new Blocking();
            threads.offer(blocking);
            awaitWithLooks(() -> blocking.began.getCount() == 0);
        }

        CompletableFuture<String> waiting = waiting();

        awaitWithLooks(waiting::isDone);
    }

    @Test
    void what_is_offered_in_case_gets_a_thread_once_it_has_waited() throws InterruptedException {
        Blocking blocking = block();
        CompletableFuture<String> inCase = new CompletableFuture<>();

        threads.offerInCase(new Telling(inCase));
        pass(ConsumerThreads.PATIENCE_MS - 1);
        assertThat(inCase).isNotDone();
        assertThat(threads.isWaitedFor()).isTrue();
        pass(1);

        assertThat(inCase).succeedsWithin(SOON);
        assertThat(blocking.told).as("there was a thread for it").isEmpty();
    }

    @Test
    void nobody_looks_while_nothing_waits() throws InterruptedException {
        CompletableFuture<String> done = waiting();

        assertThat(done).succeedsWithin(SOON);
        block();

        assertThat(looks).isEmpty();
    }

    @Test
    void an_interrupt_reaches_the_task_that_it_is_meant_for_and_no_other() throws InterruptedException {
        Blocking meant = block();
        Blocking other = block();

        threads.interrupt(meant);

        assertThat(meant.ended).succeedsWithin(SOON).isEqualTo("interrupted");
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        threads.execute(() -> next.complete(Thread.currentThread().isInterrupted()));
        assertThat(next).succeedsWithin(SOON).isEqualTo(false);
        release.countDown();
        assertThat(other.ended).succeedsWithin(SOON).isEqualTo("released");
    }

    @Test
    void a_task_that_throws_ends_no_thread() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            threads.execute(() -> {
                throw new IllegalStateException("planted");
            });
        }

        assertThat(waiting()).succeedsWithin(SOON).asString().isIn("callers-1", "callers-2");
    }

    @Test
    void threads_with_nothing_to_do_end() {
        assertThat(waiting()).succeedsWithin(SOON);

        Awaitility.await().atMost(SOON).until(() -> count() == 0);

        assertThat(waiting()).as("there is another when one is needed").succeedsWithin(SOON);
    }

    @Test
    void after_the_end_what_waits_and_what_comes_still_runs_and_leaves_no_thread() throws InterruptedException {
        block();
        block();
        CompletableFuture<String> before = waiting();

        threads.close();
        CompletableFuture<String> after = waiting();

        assertThat(before).succeedsWithin(SOON);
        assertThat(after).succeedsWithin(SOON);
        release.countDown();
        Awaitility.await().atMost(SOON).until(() -> count() == 0);
    }

    @Test
    void there_is_one_at_least() {
        assertThatThrownBy(() -> new ConsumerThreads("none", 0, looks::add)).hasMessage("base=0 must be >= 1");
    }

    private Blocking block() throws InterruptedException {
        Blocking blocking = new Blocking();
        threads.offer(blocking);
        assertThat(blocking.began.await(10, TimeUnit.SECONDS)).isTrue();
        return blocking;
    }

    private CompletableFuture<String> waiting() {
        CompletableFuture<String> run = new CompletableFuture<>();
        threads.offer(new Telling(run));
        return run;
    }

    private void pass(long millis) {
        now.addAndGet(millis(millis));
        List<Runnable> due = new ArrayList<>();
        for (Runnable look = looks.poll(); look != null; look = looks.poll()) {
            due.add(look);
        }
        due.forEach(Runnable::run);
    }

    private void awaitWithLooks(Callable<Boolean> done) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> {
            pass(ConsumerThreads.LOOK_MS);
            return done.call();
        });
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static long count() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("callers-"))
                .count();
    }

    /** Tells on which thread it ran. */
    private static final class Telling extends ConsumerThreads.Task {
        private final CompletableFuture<String> run;

        Telling(CompletableFuture<String> run) {
            this.run = run;
        }

        @Override
        protected void run() {
            run.complete(Thread.currentThread().getName());
        }

        @Override
        protected void heldUp(long millis) {
            throw new AssertionError("it blocks nobody");
        }
    }

    /** Runs until the release. */
    private final class Blocking extends ConsumerThreads.Task {
        private final CountDownLatch began = new CountDownLatch(1);
        private final CompletableFuture<String> ended = new CompletableFuture<>();
        private final Queue<Long> told = new ConcurrentLinkedQueue<>();

        @Override
        protected void run() {
            began.countDown();
            try {
                release.await();
                ended.complete("released");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ended.complete("interrupted");
            }
        }

        @Override
        protected void heldUp(long millis) {
            told.add(millis);
        }
    }
}
