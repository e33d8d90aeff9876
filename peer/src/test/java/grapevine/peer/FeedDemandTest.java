package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.peer.Feed.Delivery;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Those who say how much they can take, and whether they want any more. */
class FeedDemandTest extends FeedFixture {
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
}
