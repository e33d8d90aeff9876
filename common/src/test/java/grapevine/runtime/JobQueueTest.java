package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class JobQueueTest {

    @Test
    void jobs_run_on_named_daemon_threads() {
        try (JobQueue queue = JobQueue.start("vine", 1, 4)) {
            CompletableFuture<Thread> worker = new CompletableFuture<>();

            assertThat(queue.offer(() -> worker.complete(Thread.currentThread())))
                    .isTrue();

            assertThat(worker).succeedsWithin(5, TimeUnit.SECONDS);
            assertThat(worker.join().getName()).isEqualTo("vine-worker-1");
            assertThat(worker.join().isDaemon()).isTrue();
        }
    }

    @Test
    void a_full_queue_refuses_and_counts() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (JobQueue queue = JobQueue.start("vine", 1, 2)) {
            queue.offer(() -> {
                started.countDown();
                waitFor(release);
            });
            assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();

            List<Boolean> taken = List.of(queue.offer(() -> {}), queue.offer(() -> {}), queue.offer(() -> {}));

            assertThat(taken).containsExactly(true, true, false);
            assertThat(queue.refused()).isEqualTo(1);
            release.countDown();
        }
    }

    @Test
    void a_worker_survives_a_job_that_throws() {
        try (JobQueue queue = JobQueue.start("vine", 1, 4)) {
            CompletableFuture<String> next = new CompletableFuture<>();

            queue.offer(() -> {
                throw new IllegalStateException("planted");
            });
            queue.offer(() -> next.complete(Thread.currentThread().getName()));

            assertThat(next).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo("vine-worker-1");
        }
    }

    @Test
    void a_closed_queue_has_no_threads_and_takes_nothing() {
        JobQueue queue = JobQueue.start("closing", 3, 4);

        queue.close();

        assertThat(queue.offer(() -> {})).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("closing-worker"));
    }

    @Test
    void workers_and_places_can_become_more_and_fewer() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(3);
        CountDownLatch release = new CountDownLatch(1);
        try (JobQueue queue = JobQueue.start("resized", 1, 3)) {
            for (int i = 0; i < 3; i++) {
                queue.offer(() -> {
                    started.countDown();
                    waitFor(release);
                });
            }

            queue.resize(3, 1);

            assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(List.of(queue.offer(() -> {}), queue.offer(() -> {}))).containsExactly(true, false);
            queue.resize(1, 1);
            release.countDown();
            Awaitility.await()
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("resized-worker"))
                            .toList()
                            .equals(List.of("resized-worker-1")));
        }
    }

    @Test
    void a_queue_without_workers_or_places_is_refused() {
        assertThatThrownBy(() -> JobQueue.start("vine", 0, 1)).hasMessage("workers=0 and capacity=1 must be >= 1");
        assertThatThrownBy(() -> JobQueue.start("vine", 1, 0)).hasMessage("workers=1 and capacity=0 must be >= 1");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
