package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessThreadsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<ProcessThreads.Share> shares = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        shares.forEach(ProcessThreads.Share::close);
    }

    @Test
    void the_nodes_of_a_process_have_their_threads_in_common_until_the_last_has_gone() {
        ProcessThreads.Share first = share(1);
        ProcessThreads.Share second = share(1);

        assertThat(second.loops()).isSameAs(first.loops());
        assertThat(second.jobs()).isSameAs(first.jobs());
        assertThat(second.consumers()).isSameAs(first.consumers());
        first.close();
        first.close();
        assertThat(second.jobs().offer(() -> {})).as("still served").isTrue();
        second.close();

        assertThat(second.jobs().offer(() -> {})).isFalse();
        Awaitility.await().atMost(SOON).until(() -> threads("grapevine-").isEmpty());
        assertThat(share(1).jobs().offer(() -> {})).as("the next begins anew").isTrue();
    }

    @Test
    void there_are_as_many_workers_as_the_node_wants_that_wants_most() {
        share(2);
        assertThat(threads("grapevine-worker-")).containsExactly("grapevine-worker-1", "grapevine-worker-2");
        ProcessThreads.Share greedy = share(4);
        assertThat(threads("grapevine-worker-")).hasSize(4);

        greedy.close();

        Awaitility.await()
                .atMost(SOON)
                .until(() -> threads("grapevine-worker-").equals(List.of("grapevine-worker-1", "grapevine-worker-2")));
    }

    @Test
    void each_node_has_a_place_in_the_queue() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            share(1);
        }
        JobQueue jobs = shares.get(0).jobs();
        CountDownLatch began = new CountDownLatch(1);
        jobs.offer(() -> {
            began.countDown();
            await(release);
        });
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 100; i++) {
            assertThat(jobs.offer(() -> {})).isTrue();
        }

        assertThat(jobs.offer(() -> {})).isFalse();
    }

    private ProcessThreads.Share share(int workers) {
        ProcessThreads.Share share = ProcessThreads.share(workers);
        shares.add(share);
        return share;
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
