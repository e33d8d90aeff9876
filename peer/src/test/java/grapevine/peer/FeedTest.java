package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.peer.Feed.Delivery;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Who gets what, and on whose thread. */
class FeedTest extends FeedFixture {
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
    void a_consumer_gets_nothing_that_came_before_it() throws InterruptedException {
        for (int item = 1; item <= 2 * FULL; item++) {
            assertThat(feed.offer(item)).as("nobody misses it").isZero();
        }
        assertThat(threads()).isZero();

        listen(delivery -> received.add(shown(delivery)));
        feed.offer(100_000);

        assertThat(take(received)).isEqualTo("got 100000");
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
        BlockingQueue<Fact> facts = new LinkedBlockingQueue<>();
        try (Feed<Integer> slow = new Feed<>(consumers, LOGGER, facts::add, item -> 0, null)) {
            CountDownLatch all = new CountDownLatch(5);
            for (int i = 0; i < 5; i++) {
                slow.add(
                        new Listening<>(
                                delivery -> {
                                    all.countDown();
                                    waitForRelease();
                                },
                                FeedTest.class,
                                LOGGER,
                                System::nanoTime),
                        Delivery::new);
            }

            slow.offer(1);

            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(facts.poll(10, TimeUnit.SECONDS))
                    .asInstanceOf(InstanceOfAssertFactories.type(Fact.ConsumerBlocks.class))
                    .extracting(Fact.ConsumerBlocks::consumer)
                    .isEqualTo("grapevine.peer.FeedTest");
            release.countDown();
        }
        assertThat(facts).isEmpty();
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
}
