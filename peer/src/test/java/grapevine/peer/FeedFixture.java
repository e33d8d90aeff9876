package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Feed.Delivery;
import grapevine.runtime.ConsumerThreads;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.AfterEach;

/** A feed of numbers, each of as many bytes as it says above a million, and those who consume it. */
abstract class FeedFixture {
    static final Logger LOGGER = LogManager.getLogger("grapevine.test");
    static final int BIG = 1_000_000;

    /** So many are taken in while the consumer is busy with the first of them. */
    static final int FULL = 1 + Feed.ITEMS;

    private static final AtomicInteger FIXTURES = new AtomicInteger();

    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch blocked = new CountDownLatch(1);
    final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** Of its threads, which outlive the test by a moment: the next one's have another. */
    private final String name = "feed-under-test-" + FIXTURES.incrementAndGet();

    final ConsumerThreads consumers =
            new ConsumerThreads(name, 2, task -> clock.schedule(task, 1, TimeUnit.MILLISECONDS));
    final HandDriven store;
    final Feed<Integer> feed;

    /** Nothing can be recalled. */
    FeedFixture() {
        this(0);
    }

    /** So many names are kept by which something can be recalled. */
    FeedFixture(int names) {
        this(new HandDriven(), names);
    }

    private FeedFixture(HandDriven store, int names) {
        this.store = store;
        Trail<Integer, ?> trail = names == 0 ? null : new Trail<>(store, names);
        feed = new Feed<>(consumers, LOGGER, fact -> {}, item -> Math.max(0, item - BIG), trail);
    }

    @AfterEach
    void close() {
        release.countDown();
        feed.close();
        consumers.close();
        clock.shutdownNow();
    }

    void listen(Consumer<Delivery<Integer>> listener) {
        feed.add(new Listening<>(listener, listener.getClass(), LOGGER, System::nanoTime), Delivery::new);
    }

    void blockAtFirstItem() throws InterruptedException {
        listen(delivery -> {
            received.add(shown(delivery));
            blocked.countDown();
            waitForRelease();
        });
        feed.offer(1);
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    void waitForRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void takeAsFarAs(int last) throws InterruptedException {
        for (int item = 1; item <= last; item++) {
            assertThat(take(received)).isEqualTo("got " + item);
        }
    }

    static String shown(Delivery<Integer> delivery) {
        String missed = delivery.missedBefore() == 0 ? "" : " after missing " + delivery.missedBefore();
        return "got " + delivery.item() + missed;
    }

    static String take(BlockingQueue<String> queue) throws InterruptedException {
        return queue.poll(10, TimeUnit.SECONDS);
    }

    static void awaitTimedWait(Thread thread) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (thread.getState() != Thread.State.TIMED_WAITING) { // which it is for a fraction of a second
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name + "-"))
                .count();
    }

    /** Asks for so many items at the start. */
    class Demand implements Flow.Subscriber<Delivery<Integer>> {
        private final long atStart;
        volatile Flow.Subscription subscription;

        Demand(long atStart) {
            this.atStart = atStart;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(atStart);
        }

        @Override
        public void onNext(Delivery<Integer> delivery) {
            received.add(shown(delivery));
        }

        @Override
        public void onError(Throwable failure) {
            received.add("ended by " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            received.add("completed");
        }
    }

    /** Asks for everything, and is busy with what it gets until the release. */
    final class Blocking extends Demand {
        Blocking() {
            super(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Delivery<Integer> delivery) {
            super.onNext(delivery);
            blocked.countDown();
            waitForRelease();
        }
    }
}
