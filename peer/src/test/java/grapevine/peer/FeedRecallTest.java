package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Feed.Delivery;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Too much for a consumer, where what it is behind with can be recalled for a while. */
class FeedRecallTest extends FeedFixture {
    private static final int MANY = 20_000;

    FeedRecallTest() {
        super(MANY);
    }

    @Test
    void what_came_while_the_queue_was_full_is_had_later_in_order() throws InterruptedException {
        blockAtFirstItem();

        assertThat(putUpTo(2, MANY)).isZero();
        release.countDown();
        store.runUntil(() -> received.size() == MANY);

        takeAsFarAs(MANY);
        assertThat(feed.offer(MANY + 1)).isZero();
        assertThat(take(received)).as("it keeps up again").isEqualTo("got " + (MANY + 1));
        assertThat(store.run()).isFalse();
    }

    @Test
    void while_one_is_behind_the_others_are_not() throws InterruptedException {
        BlockingQueue<String> other = new LinkedBlockingQueue<>();
        blockAtFirstItem();
        listen(delivery -> other.add(shown(delivery)));

        for (int item = 2; item <= MANY; item++) {
            put(item);
            feed.handOver();
            assertThat(take(other)).isEqualTo("got " + item);
        }
        assertThat(store.waiting()).isZero();

        release.countDown();
        store.runUntil(() -> received.size() == MANY);
        takeAsFarAs(MANY);
    }

    @Test
    void one_that_waits_for_what_it_is_behind_with_is_told_of_the_end() throws InterruptedException {
        feed.add(new Blocking(), Delivery::new);
        put(1);
        feed.handOver();
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
        putUpTo(2, MANY);

        release.countDown();
        takeAsFarAs(FULL); // the node is busy: the rest does not come yet
        feed.close();
        store.run();

        assertThat(take(received)).isEqualTo("ended by closed before " + (MANY - FULL) + " more were handed over");
    }

    @Test
    void what_has_left_the_store_is_missed_and_the_next_one_tells() throws InterruptedException {
        blockAtFirstItem();
        putUpTo(2, MANY);
        store.kept.subSet(FULL + 11, FULL + 2011).clear();
        store.kept.remove(MANY - 1);

        release.countDown();
        store.runUntil(() -> received.size() == MANY - 2001);

        takeAsFarAs(FULL + 10);
        assertThat(take(received)).isEqualTo("got " + (FULL + 2011) + " after missing 2000");
        for (int item = FULL + 2012; item <= MANY - 2; item++) {
            assertThat(take(received)).isEqualTo("got " + item);
        }
        assertThat(take(received)).isEqualTo("got " + MANY + " after missing 1");
        assertThat(feed.handOver()).as("counted when it was found out").isEqualTo(2001);
    }

    @Test
    void the_last_one_tells_also_where_nothing_is_to_be_had_any_more() throws InterruptedException {
        blockAtFirstItem();
        putUpTo(2, MANY);
        store.kept.clear();

        release.countDown();
        store.runUntil(() -> received.size() == FULL + 1);

        takeAsFarAs(FULL);
        assertThat(take(received)).isEqualTo("got " + MANY + " after missing " + (MANY - FULL - 1));
        assertThat(feed.handOver()).isEqualTo(MANY - FULL - 1);
    }

    @Test
    void beyond_so_many_names_the_oldest_are_missed_at_once() throws InterruptedException {
        blockAtFirstItem();

        assertThat(putUpTo(2, FULL + MANY)).as("all names find room").isZero();
        assertThat(putUpTo(FULL + MANY + 1, FULL + MANY + 7)).isEqualTo(7);
        release.countDown();
        store.runUntil(() -> received.size() == FULL + MANY);

        takeAsFarAs(FULL);
        assertThat(take(received)).isEqualTo("got " + (FULL + 8) + " after missing 7");
        assertThat(feed.handOver()).isZero();
    }

    @Test
    void large_ones_are_had_again_too() throws InterruptedException {
        int large = BIG + 65_536;
        listen(delivery -> {
            received.add(shown(delivery));
            blocked.countDown();
            waitForRelease();
        });
        putUpTo(large, large);
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(putUpTo(large + 1, large + 999)).isZero();
        release.countDown();
        store.runUntil(() -> received.size() == 1000);

        for (int item = large; item < large + 1000; item++) {
            assertThat(take(received)).isEqualTo("got " + item);
        }
    }

    @Test
    void a_subscriber_that_asks_for_one_at_a_time_gets_all() throws InterruptedException {
        feed.add(
                new Demand(1) {
                    @Override
                    public void onNext(Delivery<Integer> delivery) {
                        super.onNext(delivery);
                        subscription.request(1);
                    }
                },
                Delivery::new);

        putUpTo(1, MANY);
        store.runUntil(() -> received.size() == MANY);

        takeAsFarAs(MANY);
    }

    @Test
    void whoever_cancels_is_behind_with_nothing() throws InterruptedException {
        Demand subscriber = new Demand(1);
        feed.add(subscriber, Delivery::new);
        putUpTo(1, FULL);
        assertThat(take(received)).isEqualTo("got 1");
        putUpTo(FULL + 1, MANY);
        subscriber.subscription.request(FULL);
        Awaitility.await().until(() -> store.waiting() > 0);

        subscriber.subscription.cancel();
        store.kept.clear();
        store.run();

        assertThat(feed.handOver()).isZero();
        assertThat(putUpTo(MANY + 1, 2 * MANY)).isZero();
    }

    @Test
    void closing_hands_over_what_can_still_be_had() throws InterruptedException {
        feed.add(new Blocking(), Delivery::new);
        putUpTo(1, 1);
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
        putUpTo(2, MANY);
        store.kept.remove(MANY - 1);

        release.countDown();
        store.end();
        feed.close();

        takeAsFarAs(MANY - 2);
        assertThat(take(received)).isEqualTo("got " + MANY + " after missing 1");
        assertThat(take(received)).isEqualTo("completed");
    }

    @Test
    void a_subscriber_that_is_cut_short_is_told_of_all_that_it_is_behind_with() throws InterruptedException {
        feed.add(new Blocking(), Delivery::new);
        putUpTo(1, 1);
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
        putUpTo(2, MANY);

        store.end();
        feed.close();

        assertThat(take(received)).isEqualTo("got 1");
        assertThat(take(received)).isEqualTo("ended by closed before " + (MANY - 1) + " more were handed over");
    }

    private long putUpTo(int first, int last) {
        for (int item = first; item <= last; item++) {
            put(item);
        }
        return feed.handOver();
    }

    private void put(int item) {
        store.kept.add(item);
        feed.put(item);
    }
}
