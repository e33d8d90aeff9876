package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final Origin ORIGIN = new Origin(Address.parse("127.0.0.1:6002"), 7);

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final Delivery delivery =
            new Delivery("delivery-under-test", LogManager.getLogger("grapevine.test"), System::nanoTime);

    @AfterEach
    void close() {
        release.countDown();
        delivery.close();
    }

    @Test
    void each_listener_gets_each_message_in_order() throws InterruptedException {
        delivery.add(message -> received.add("first " + message.number()));
        delivery.add(message -> received.add("second " + message.number()));
        delivery.start();

        assertThat(delivery.offer(message(1, 1), false)).isTrue();
        assertThat(delivery.offer(message(2, 1), false)).isTrue();

        assertThat(take()).isEqualTo("first 1");
        assertThat(take()).isEqualTo("second 1");
        assertThat(take()).isEqualTo("first 2");
        assertThat(take()).isEqualTo("second 2");
    }

    @Test
    void a_listener_that_throws_gets_the_next_message() throws InterruptedException {
        delivery.add(message -> {
            received.add("got " + message.number());
            throw new IllegalStateException("thrown by the test's listener");
        });
        delivery.start();

        delivery.offer(message(1, 1), false);
        delivery.offer(message(2, 1), false);

        assertThat(take()).isEqualTo("got 1");
        assertThat(take()).isEqualTo("got 2");
    }

    @Test
    void while_a_listener_is_slow_a_bounded_number_of_messages_waits() throws InterruptedException {
        blockAtFirstMessage();

        for (int n = 0; n < Delivery.MESSAGES; n++) {
            assertThat(delivery.offer(message(2 + n, 1), false)).isTrue();
        }

        assertThat(delivery.offer(message(99_999, 1), false)).isFalse();
        release.countDown();
        for (int n = 0; n <= Delivery.MESSAGES; n++) {
            assertThat(take()).isEqualTo("got " + (1 + n));
        }
        assertThat(delivery.offer(message(100_000, 1), false)).isTrue();
        assertThat(take()).isEqualTo("got 100000");
    }

    @Test
    void while_a_listener_is_slow_a_bounded_number_of_bytes_waits() throws InterruptedException {
        blockAtFirstMessage();

        int taken = 0;
        while (delivery.offer(message(2 + taken, 65_536), false)) {
            taken++;
        }

        assertThat(taken).isBetween(200, (int) (Delivery.BYTES / 65_536));
        assertThat(delivery.offer(message(2 + taken, 1), false)).isTrue();
    }

    @Test
    void nothing_waits_for_nobody() {
        delivery.start();

        for (int n = 1; n < 2 * Delivery.MESSAGES; n++) {
            assertThat(delivery.offer(message(n, 1), false)).isTrue();
        }
    }

    private void blockAtFirstMessage() throws InterruptedException {
        delivery.add(message -> {
            received.add("got " + message.number());
            blocked.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        delivery.start();
        delivery.offer(message(1, 1), false);
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private String take() throws InterruptedException {
        return received.poll(10, TimeUnit.SECONDS);
    }

    private static Gossip message(long n, int bytes) {
        return Gossip.of(ORIGIN, n, 1000, new byte[0], new byte[bytes]);
    }
}
