package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import grapevine.peer.Feed.Delivery;
import grapevine.runtime.ConsumerThreads;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.simple.SimpleLogger;
import org.apache.logging.log4j.util.PropertiesUtil;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Items are numbers, each of as many bytes as it says above a million. */
class FeedTest {
    private static final Logger LOGGER = LogManager.getLogger("grapevine.test");
    private static final int BIG = 1_000_000;

    /** So many are taken in while the consumer is busy with the first of them. */
    private static final int FULL = 1 + Feed.ITEMS;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ConsumerThreads consumers =
            new ConsumerThreads("feed-under-test", 2, task -> clock.schedule(task, 1, TimeUnit.MILLISECONDS));
    private final Feed<Integer> feed = new Feed<>(consumers, LOGGER, item -> Math.max(0, item - BIG));

    @AfterEach
    void close() {
        release.countDown();
        feed.close();
        consumers.close();
        clock.shutdownNow();
    }

    @Test
    void each_consumer_gets_each_item_in_order() throws InterruptedException {
        BlockingQueue<String> other = new LinkedBlockingQueue<>();
        listen(delivery -> received.add("got " + delivery.item()));
        listen(delivery -> other.add("got " + delivery.item()));

        assertThat(feed.offer(1)).isZero();
        assertThat(feed.offer(2)).isZero();

        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).isEqualTo("got 2");
        assertThat(take(other)).isEqualTo("got 1");
        assertThat(take(other)).isEqualTo("got 2");
    }

    @Test
    void a_listener_that_throws_gets_the_next_item() throws InterruptedException {
        listen(delivery -> {
            received.add("got " + delivery.item());
            throw new IllegalStateException("thrown by the test's listener");
        });

        feed.offer(1);
        feed.offer(2);

        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).isEqualTo("got 2");
    }

    @Test
    void a_subscriber_that_throws_gets_no_more_and_the_others_do() throws InterruptedException {
        feed.add(
                new Demand(Long.MAX_VALUE) {
                    @Override
                    public void onNext(Delivery<Integer> delivery) {
                        received.add("threw at " + delivery.item());
                        throw new IllegalStateException("thrown by the test's subscriber");
                    }
                },
                Delivery::new);
        BlockingQueue<String> other = new LinkedBlockingQueue<>();
        listen(delivery -> other.add("got " + delivery.item()));

        feed.offer(1);
        assertThat(take(received)).isEqualTo("threw at 1");
        assertThat(take(received)).isEqualTo("ended by thrown by the test's subscriber");
        feed.offer(2);

        assertThat(take(other)).isEqualTo("got 1");
        assertThat(take(other)).isEqualTo("got 2");
        assertThat(received).isEmpty();
    }

    @Test
    void a_slow_consumer_misses_what_is_too_much_and_is_told_and_the_others_miss_nothing() throws InterruptedException {
        BlockingQueue<String> other = new LinkedBlockingQueue<>();
        blockAtFirstItem();
        listen(delivery -> other.add(shown(delivery)));

        for (int item = 2; item <= FULL; item++) {
            assertThat(feed.offer(item)).isZero();
            assertThat(take(other)).isEqualTo("got " + item);
        }
        assertThat(feed.offer(99_997)).as("waits for the end of the queue").isZero();
        assertThat(feed.offer(99_998)).isEqualTo(1);
        assertThat(feed.offer(99_999)).isEqualTo(1);
        release.countDown();

        takeAsFarAs(FULL);
        assertThat(take(received)).as("though nothing follows").isEqualTo("got 99999 after missing 2");
        feed.offer(100_000);
        assertThat(take(received)).isEqualTo("got 100000");
        assertThat(take(other)).isEqualTo("got 99997");
        assertThat(take(other)).isEqualTo("got 99998");
        assertThat(take(other)).isEqualTo("got 99999");
        assertThat(take(other)).isEqualTo("got 100000");
    }

    @Test
    void a_subscriber_that_asks_for_more_is_told_what_it_missed_though_nothing_follows() throws InterruptedException {
        Demand subscriber = new Demand(1);
        feed.add(subscriber, Delivery::new);
        feed.offer(1);
        assertThat(take(received)).isEqualTo("got 1");
        for (int item = 2; item <= FULL + 3; item++) {
            feed.offer(item);
        }

        subscriber.subscription.request(Feed.ITEMS + 1);

        for (int item = 2; item <= FULL; item++) {
            assertThat(take(received)).isEqualTo("got " + item);
        }
        assertThat(take(received)).isEqualTo("got " + (FULL + 3) + " after missing 2");
    }

    @Test
    void what_was_missed_is_told_before_the_end() throws InterruptedException {
        feed.add(new Blocking(), Delivery::new);
        for (int item = 1; item <= FULL + 2; item++) {
            feed.offer(item);
            assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
        }

        release.countDown();
        feed.close();

        takeAsFarAs(FULL);
        assertThat(take(received)).isEqualTo("got " + (FULL + 2) + " after missing 1");
        assertThat(take(received)).isEqualTo("completed");
    }

    @Test
    void a_subscriber_that_is_cut_short_is_not_told_that_this_was_all() throws InterruptedException {
        feed.add(new Blocking(), Delivery::new);
        feed.offer(1);
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
        feed.offer(2);
        feed.offer(3);

        feed.close();

        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).isEqualTo("ended by closed before 2 more were handed over");
    }

    @Test
    void while_a_consumer_is_slow_a_bounded_number_of_bytes_waits() throws InterruptedException {
        blockAtFirstItem();

        int taken = 0;
        while (feed.offer(BIG + 65_536) == 0) {
            taken++;
        }

        assertThat(taken).isEqualTo((int) (Feed.BYTES / 65_536) + 1);
    }

    @Test
    void a_subscriber_gets_no_more_than_it_asked_for() throws InterruptedException {
        Demand subscriber = new Demand(2);
        feed.add(subscriber, Delivery::new);

        for (int item = 1; item <= 4; item++) {
            feed.offer(item);
        }
        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).isEqualTo("got 2");
        assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNull();

        subscriber.subscription.request(1);
        assertThat(take(received)).isEqualTo("got 3");
    }

    @Test
    void a_subscriber_that_asks_for_nothing_at_all_is_told_that_it_may_not() throws InterruptedException {
        Demand subscriber = new Demand(1);
        feed.add(subscriber, Delivery::new);
        feed.offer(1);
        assertThat(take(received)).isEqualTo("got 1");
        feed.offer(2);

        subscriber.subscription.request(0);
        subscriber.subscription.request(5);

        assertThat(take(received)).isEqualTo("ended by request of 0 items, which must be at least 1");
        assertThat(feed.offer(3)).isZero();
        assertThat(feed.isIdle()).isTrue();
    }

    @Test
    void whoever_cancels_among_many_gets_no_more() throws InterruptedException {
        Demand subscriber = new Demand(Long.MAX_VALUE) {
            @Override
            public void onNext(Delivery<Integer> delivery) {
                super.onNext(delivery);
                if (delivery.item() == 2) {
                    subscription.cancel();
                }
            }
        };
        feed.add(subscriber, Delivery::new);
        for (int item = 1; item <= 100; item++) {
            feed.put(item);
        }
        feed.handOver();

        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).isEqualTo("got 2");
        Awaitility.await().until(feed::isIdle);
        feed.close();
        assertThat(received).isEmpty();
    }

    @Test
    void what_is_put_by_is_for_those_who_were_there_then() throws InterruptedException {
        BlockingQueue<String> later = new LinkedBlockingQueue<>();
        listen(delivery -> received.add(shown(delivery)));
        feed.put(1);

        listen(delivery -> later.add(shown(delivery)));
        feed.put(2);
        feed.handOver();

        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).isEqualTo("got 2");
        assertThat(take(later)).isEqualTo("got 2");
    }

    @Test
    void many_at_once_come_in_order_and_what_is_missed_of_them_is_told() throws InterruptedException {
        blockAtFirstItem();
        for (int item = 2; item <= FULL + 10; item++) {
            feed.put(item);
        }
        assertThat(feed.handOver()).isEqualTo(9);

        release.countDown();

        takeAsFarAs(FULL);
        assertThat(take(received)).isEqualTo("got " + (FULL + 10) + " after missing 9");
    }

    @Test
    void consumers_take_turns_where_threads_are_few() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(10 * 20_000);
        BlockingQueue<String> outOfOrder = new LinkedBlockingQueue<>();
        for (int i = 0; i < 10; i++) {
            int[] last = {0};
            listen(delivery -> {
                if (delivery.item() != last[0] + 1 + delivery.missedBefore()) {
                    outOfOrder.add(delivery.item() + " after " + last[0]);
                }
                last[0] = delivery.item();
                for (long n = 0; n <= delivery.missedBefore(); n++) {
                    all.countDown();
                }
            });
        }

        for (int item = 1; item <= 20_000; item++) {
            feed.put(item);
            if (item % 50 == 0) {
                feed.handOver();
            }
        }

        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(outOfOrder).isEmpty();
        assertThat(threads()).isLessThanOrEqualTo(2);
    }

    @Test
    void whoever_holds_all_threads_up_is_named_once() throws InterruptedException {
        Warnings warnings = new Warnings();
        try (Feed<Integer> slow = new Feed<>(consumers, warnings, item -> 0)) {
            CountDownLatch all = new CountDownLatch(5);
            for (int i = 0; i < 5; i++) {
                slow.add(
                        new Listening<>(
                                delivery -> {
                                    all.countDown();
                                    waitForRelease();
                                },
                                LOGGER,
                                System::nanoTime),
                        Delivery::new);
            }

            slow.offer(1);

            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(take(warnings.said)).matches("WARN event=consumer_blocks for_ms=[0-9]+");
            release.countDown();
        }
        assertThat(warnings.said).isEmpty();
    }

    @Test
    void whoever_cancels_makes_room_for_another() {
        Demand first = new Demand(1);
        feed.add(first, Delivery::new);
        for (int i = 1; i < Feed.CONSUMERS; i++) {
            feed.add(new Demand(1), Delivery::new);
        }
        assertThatThrownBy(() -> feed.add(new Demand(1), Delivery::new))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there are 64 consumers already");
        Awaitility.await().until(() -> first.subscription != null);

        first.subscription.cancel();

        Awaitility.await().untilAsserted(() -> feed.add(new Demand(1), Delivery::new));
    }

    @Test
    void whoever_has_ended_misses_nothing() throws InterruptedException {
        feed.add(
                new Demand(1) {
                    @Override
                    public void onNext(Delivery<Integer> delivery) {
                        throw new IllegalStateException("thrown by the test's subscriber");
                    }
                },
                Delivery::new);
        feed.offer(1);
        assertThat(take(received)).isEqualTo("ended by thrown by the test's subscriber");

        for (long bytes = 0; bytes <= 2 * Feed.BYTES; bytes += 65_536) {
            assertThat(feed.offer(BIG + 65_536)).isZero();
        }
    }

    @Test
    void one_that_hangs_at_its_end_takes_no_thread_from_another() throws InterruptedException {
        Demand hanging = new Demand(1) {
            @Override
            public void onNext(Delivery<Integer> delivery) {
                throw new IllegalStateException("thrown by the test's subscriber");
            }

            @Override
            public void onError(Throwable failure) {
                blocked.countDown();
                waitForRelease();
            }
        };
        feed.add(hanging, Delivery::new);
        feed.offer(1);
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch busy = new CountDownLatch(Feed.CONSUMERS);

        for (int i = 0; i < Feed.CONSUMERS; i++) {
            listen(delivery -> {
                busy.countDown();
                waitForRelease();
            });
        }

        assertThat(feed.offer(2)).isZero();
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void after_closing_nothing_is_offered_and_nothing_is_handed_over() throws InterruptedException {
        Demand subscriber = new Demand(1);
        feed.add(subscriber, Delivery::new);
        feed.offer(1);
        feed.offer(2);
        assertThat(take(received)).isEqualTo("got 1");

        feed.close();

        assertThat(feed.offer(3)).isZero();
        subscriber.subscription.request(1);
        assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void a_consumer_that_closes_is_not_interrupted_by_it() throws InterruptedException {
        listen(delivery -> {
            feed.close();
            received.add("interrupted " + Thread.currentThread().isInterrupted());
        });

        feed.offer(1);

        assertThat(take(received)).isEqualTo("interrupted false");
    }

    @Test
    void closing_hands_over_what_waits_completes_and_ends_the_threads() throws InterruptedException {
        feed.add(new Demand(Long.MAX_VALUE), Delivery::new);
        feed.offer(1);

        feed.close();

        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).isEqualTo("completed");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> threads() == 0);
        feed.add(new Demand(1), Delivery::new);
        assertThat(take(received)).isEqualTo("completed");
    }

    @Test
    void closing_does_not_wait_for_a_consumer_that_hangs() throws InterruptedException {
        blockAtFirstItem();
        feed.offer(2);

        assertTimeoutPreemptively(Duration.ofSeconds(10), feed::close);

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> threads() == 0);
        assertThat(take(received)).isEqualTo("got 1");
        assertThat(received).as("nothing after the interruption").isEmpty();
    }

    @Test
    void a_thread_that_was_interrupted_hands_over_what_waits_all_the_same() throws InterruptedException {
        blockAtFirstItem();
        feed.offer(2);
        Thread closing = new Thread(() -> {
            Thread.currentThread().interrupt();
            feed.close();
            received.add("interrupted " + Thread.currentThread().isInterrupted());
        });

        closing.start();
        awaitTimedWait(closing);
        release.countDown();

        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).isEqualTo("got 2");
        assertThat(take(received)).isEqualTo("interrupted true");
    }

    @Test
    void a_consumer_that_closes_another_feed_stays_interrupted() throws InterruptedException {
        Feed<Integer> another = new Feed<>(consumers, LOGGER, item -> 0);
        listen(delivery -> {
            Thread.currentThread().interrupt();
            another.close();
            received.add("interrupted " + Thread.currentThread().isInterrupted());
        });

        feed.offer(1);

        assertThat(take(received)).isEqualTo("interrupted true");
    }

    @Test
    void a_consumer_gets_nothing_that_came_before_it() throws InterruptedException {
        for (int item = 1; item <= 2 * FULL; item++) {
            assertThat(feed.offer(item)).as("nobody misses it").isZero();
        }
        assertThat(threads()).isZero();

        listen(delivery -> received.add(shown(delivery)));
        feed.offer(100_000);

        assertThat(take(received)).isEqualTo("got 100000");
    }

    private void listen(Consumer<Delivery<Integer>> listener) {
        feed.add(new Listening<>(listener, LOGGER, System::nanoTime), Delivery::new);
    }

    private void blockAtFirstItem() throws InterruptedException {
        listen(delivery -> {
            received.add(shown(delivery));
            blocked.countDown();
            waitForRelease();
        });
        feed.offer(1);
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void waitForRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeAsFarAs(int last) throws InterruptedException {
        for (int item = 1; item <= last; item++) {
            assertThat(take(received)).isEqualTo("got " + item);
        }
    }

    private static String shown(Delivery<Integer> delivery) {
        String missed = delivery.missedBefore() == 0 ? "" : " after missing " + delivery.missedBefore();
        return "got " + delivery.item() + missed;
    }

    private static String take(BlockingQueue<String> queue) throws InterruptedException {
        return queue.poll(10, TimeUnit.SECONDS);
    }

    private static void awaitTimedWait(Thread thread) {
        Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("feed-under-test"))
                .count();
    }

    /** A logger that keeps its lines. */
    private static final class Warnings extends SimpleLogger {
        private static final long serialVersionUID = 1L;

        private final transient BlockingQueue<String> said = new LinkedBlockingQueue<>();

        Warnings() {
            super("test", Level.WARN, false, false, false, false, "", null, new PropertiesUtil("none"), System.out);
        }

        @Override
        public void logMessage(String caller, Level level, Marker marker, Message message, Throwable thrown) {
            said.add(level + " " + message.getFormattedMessage());
        }
    }

    /** Asks for so many items at the start. */
    private class Demand implements Flow.Subscriber<Delivery<Integer>> {
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
    private final class Blocking extends Demand {
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
