package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the guide says of what waits, where the heap is small and where it is not. */
class PeerBudgetTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KIB = 1024;
    private static final int MIB = KIB * KIB;

    private final List<Peer> peers = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        peers.forEach(Peer::close);
    }

    @Test
    void a_blocked_consumer_misses_of_what_the_log_has_no_more_than_is_beyond_a_name_for_2_kib_of_heap()
            throws Exception {
        int heap = 16 * MIB;
        int many = 20_000;
        int[] got = {0};
        int[] missed = {0};
        CompletableFuture<Void> last = new CompletableFuture<>();
        AtomicInteger others = new AtomicInteger();
        Peer slow = add(JoinedPeer.join(
                PeerConfig.builder().retainBytes(3_500_000).build(),
                (self, message) -> {
                    await(release);
                    got[0]++;
                    missed[0] += (int) message.missedBefore();
                    if (message.text().equals("" + many)) {
                        last.complete(null);
                    }
                },
                (self, event) -> {},
                Hosting.with(Budget.ofHeap(heap))));
        ListenerHandle handle = slow.messages(message -> others.addAndGet(1 + (int) message.missedBefore()));
        Peer publisher = join(PeerConfig.builder().connect(slow.self().toString()));
        publisher.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);

        for (int number = 1; number <= many; number++) {
            byte[] payload = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
            while (!publisher.publish(payload).join().isAccepted()) {
                LockSupport.parkNanos(100_000);
            }
        }
        Awaitility.await().atMost(LONG).until(() -> others.get() == many);
        release.countDown();

        assertThat(last).succeedsWithin(LONG);
        assertThat(got[0] + missed[0]).isEqualTo(many);
        assertThat(missed[0]).isBetween(1, many - heap / (2 * KIB));
        handle.close();
    }

    @Test
    void what_waits_to_be_published_is_bounded_by_the_heap_and_what_is_beyond_is_refused_at_once() throws Exception {
        int heap = 64 * MIB;
        int room = 23; // of 64 KiB and what each takes besides, in a 43rd of the heap
        Peer alone = add(JoinedPeer.join(PeerConfig.builder().build(), null, null, Hosting.with(Budget.ofHeap(heap))));
        List<Published> refused = new ArrayList<>();

        List<CompletableFuture<Published>> published = onThreads(100, () -> alone.publish(payload(), LONG));
        Awaitility.await()
                .atMost(LONG)
                .until(() ->
                        published.stream().filter(CompletableFuture::isDone).count() == 100 - room);
        published.stream().filter(CompletableFuture::isDone).forEach(each -> refused.add(each.join()));
        Peer other = join(PeerConfig.builder().connect(alone.self().toString()));
        other.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);

        assertThat(refused).containsOnly(Published.refused(Outcome.THROTTLED));
        for (CompletableFuture<Published> each : published) {
            assertThat(each).succeedsWithin(LONG);
        }
        assertThat(published.stream().filter(each -> each.join().isAccepted())).hasSize(room);
    }

    @Test
    void threads_whose_payloads_find_room_together_wait_until_the_last_is_accepted() throws Exception {
        int threads = 200;
        Peer alone = add(JoinedPeer.join(PeerConfig.builder().build(), null, null, Hosting.with(Budget.PLENTY)));

        List<CompletableFuture<Published>> published = onThreads(threads, () -> alone.publish(payload(), LONG));
        assertThat(published).noneMatch(CompletableFuture::isDone);
        join(PeerConfig.builder().connect(alone.self().toString()));

        for (CompletableFuture<Published> each : published) {
            assertThat(each).succeedsWithin(LONG).matches(Published::isAccepted);
        }
    }

    @Test
    void a_burst_that_comes_faster_than_the_lane_looks_is_not_refused_while_the_links_are_idle() throws Exception {
        int burst = Publications.MOST + 1000;
        PeerConfig config = PeerConfig.builder().build();
        try (RunningPeer running = RunningPeer.listen(config, Hosting.with(Budget.PLENTY))) {
            running.start(config);
            Peer other = join(PeerConfig.builder().connect(running.address().toString()));
            other.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
            holdUpTheLaneOf(running);

            List<CompletableFuture<Published>> published = IntStream.range(0, burst)
                    .mapToObj(i -> running.publications().soon(new byte[] {'x'}, LONG))
                    .toList();
            release.countDown();

            for (CompletableFuture<Published> each : published) {
                assertThat(each).succeedsWithin(LONG).matches(Published::isAccepted);
            }
        }
    }

    @Test
    void whoever_hands_in_more_than_has_room_waits_for_the_lane_and_not_for_the_links() throws Exception {
        PeerConfig config = PeerConfig.builder().build();
        try (RunningPeer running = RunningPeer.listen(config, Hosting.with(new Budget(0)))) {
            running.start(config);
            holdUpTheLaneOf(running);
            AtomicInteger handedIn = new AtomicInteger();

            CompletableFuture<Void> all = aside(() -> {
                for (int i = 0; i < 6; i++) {
                    running.publications().soon(payload(), LONG);
                    handedIn.incrementAndGet();
                }
            });
            Awaitility.await().atMost(LONG).until(() -> handedIn.get() == 3); // 256 KiB, and a little for each
            assertThat(all).isNotDone();
            release.countDown();

            assertThat(all).succeedsWithin(LONG);
        }
    }

    /** Until the release. */
    private void holdUpTheLaneOf(RunningPeer running) {
        CountDownLatch isHeldUp = new CountDownLatch(1);
        aside(() -> running.questions()
                .await(
                        now -> {
                            isHeldUp.countDown();
                            await(release);
                            return true;
                        },
                        false));
        await(isHeldUp);
    }

    private static CompletableFuture<Void> aside(Runnable job) {
        return CompletableFuture.runAsync(job, thread -> new Thread(thread).start());
    }

    private static byte[] payload() {
        return new byte[Peer.MAX_PAYLOAD];
    }

    /** What each of so many threads got, which all begin at once. */
    private static <T> List<T> onThreads(int threads, Supplier<T> job) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<T> got = new ArrayList<>();
            for (Future<T> each : executor.invokeAll(IntStream.range(0, threads)
                    .mapToObj(i -> (Callable<T>) job::get)
                    .toList())) {
                got.add(each.get());
            }
            return got;
        } finally {
            executor.shutdown();
        }
    }

    private Peer join(PeerConfig.Builder config) throws Exception {
        return add(Peer.join(config.build()));
    }

    private Peer add(Peer peer) {
        peers.add(peer);
        return peer;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
