package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import grapevine.peer.Feed.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The end of a feed. */
class FeedClosingTest extends FeedFixture {
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
    void one_that_asks_for_no_more_is_told_what_it_does_not_get() throws InterruptedException {
        Demand subscriber = new Demand(1);
        feed.add(subscriber, Delivery::new);
        feed.offer(1);
        feed.offer(2);
        assertThat(take(received)).isEqualTo("got 1");

        feed.close();

        assertThat(take(received)).isEqualTo("ended by closed before 1 more were handed over");
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
    void who_comes_after_the_end_and_throws_is_called_once_and_not_by_whoever_adds_it() throws InterruptedException {
        feed.close();

        feed.add(
                new Demand(1) {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        received.add("subscribed on " + Thread.currentThread().getName());
                        throw new IllegalStateException("the bug of the test");
                    }
                },
                Delivery::new);

        assertThat(take(received)).startsWith("subscribed on feed-under-test");
        assertThat(take(received)).isEqualTo("ended by the bug of the test");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> threads() == 0);
        assertThat(received).isEmpty();
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
    void several_that_close_together_share_the_time() throws InterruptedException {
        Feed<Integer> another = new Feed<>(consumers, LOGGER, fact -> {}, item -> 0, null);
        Demand waiting = new Demand(Long.MAX_VALUE);
        another.add(waiting, Delivery::new);
        blockAtFirstItem();
        feed.offer(2);
        Thread closing = new Thread(() -> Feed.closeIn(TimeUnit.MINUTES.toMillis(1), List.of(feed, another)));

        closing.start();

        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).as("the other is not held up").isEqualTo("completed");
        release.countDown();
        assertThat(take(received)).isEqualTo("got 2");
        closing.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(closing.isAlive()).isFalse();
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
        Feed<Integer> another = new Feed<>(consumers, LOGGER, fact -> {}, item -> 0, null);
        listen(delivery -> {
            Thread.currentThread().interrupt();
            another.close();
            received.add("interrupted " + Thread.currentThread().isInterrupted());
        });

        feed.offer(1);

        assertThat(take(received)).isEqualTo("interrupted true");
    }
}
