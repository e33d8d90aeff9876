package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Feed.Delivery;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Too much for a consumer, where nothing can be recalled. */
class FeedMissingTest extends FeedFixture {
    @Test
    void what_a_consumer_begins_with_takes_no_room_of_what_comes_then() throws InterruptedException {
        List<Integer> first = IntStream.rangeClosed(1, 3 * Feed.ITEMS).boxed().toList();
        Demand consumer = new Demand(1);

        feed.add(consumer, Delivery::new, ContextLoader.seen(), first);
        for (int i = 1; i <= Feed.ITEMS; i++) {
            assertThat(feed.offer(3 * Feed.ITEMS + i)).isZero();
        }
        assertThat(take(received)).isEqualTo("got 1");
        consumer.subscription.request(Long.MAX_VALUE);

        for (int i = 2; i <= 4 * Feed.ITEMS; i++) {
            assertThat(take(received)).isEqualTo("got " + i);
        }
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
    void while_a_consumer_is_slow_a_bounded_number_of_bytes_waits() throws InterruptedException {
        blockAtFirstItem();

        int taken = 0;
        while (feed.offer(BIG + 65_536) == 0) {
            taken++;
        }

        assertThat(taken).isEqualTo((int) (Feed.BYTES / 65_536) + 1);
    }
}
