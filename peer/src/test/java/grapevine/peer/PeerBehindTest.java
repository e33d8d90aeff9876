package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.policy.Clocks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two peers on real sockets, one of which has a consumer that blocks while messages come, and one that does not. */
class PeerBehindTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MANY = 20_000;

    private final List<Peer> peers = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger others = new AtomicInteger();

    @AfterEach
    void close() {
        release.countDown();
        peers.forEach(Peer::close);
    }

    @Test
    void a_consumer_that_blocks_while_messages_come_gets_them_all_afterwards() throws Exception {
        Stalled stalled = new Stalled();
        Peer publisher = publisherTo(join(PeerConfig.builder(), stalled));

        publishMany(publisher);
        release.countDown();

        Awaitility.await().atMost(PATIENCE).until(() -> stalled.last == MANY);
        assertThat(stalled.got).isEqualTo(MANY);
        assertThat(stalled.faults).isEmpty();
    }

    @Test
    void so_it_does_where_causes_go_first() throws Exception {
        Stalled stalled = new Stalled();
        Peer publisher = publisherTo(join(PeerConfig.builder().clocks(Clocks.CAUSAL), stalled));

        publishMany(publisher);
        release.countDown();

        Awaitility.await().atMost(PATIENCE).until(() -> stalled.last == MANY);
        assertThat(stalled.got).isEqualTo(MANY);
        assertThat(stalled.faults).isEmpty();
    }

    @Test
    void of_what_has_left_the_log_it_is_told_how_much_it_was() throws Exception {
        Stalled stalled = new Stalled();
        Peer publisher = publisherTo(join(PeerConfig.builder().retainBytes(1_000_000), stalled));

        publishMany(publisher);
        release.countDown();

        Awaitility.await().atMost(PATIENCE).until(() -> stalled.last == MANY);
        assertThat(stalled.missed).isBetween(1, MANY - Feed.ITEMS - 1);
        assertThat(stalled.got + stalled.missed).isEqualTo(MANY);
        assertThat(stalled.faults).isEmpty();
    }

    @Test
    void what_is_left_is_handed_over_also_when_the_node_has_ended() throws Exception {
        Stalled stalled = new Stalled();
        Peer peer = join(PeerConfig.builder(), null);
        peer.messages().subscribe(stalled);
        peer.messages(message -> others.addAndGet(1 + (int) message.missedBefore()));
        Peer publisher = publisherTo(peer);

        publishMany(publisher);
        peer.leave();
        Awaitility.await().atMost(PATIENCE).until(() -> peer.ended().isDone());
        release.countDown();

        Awaitility.await().atMost(PATIENCE).until(() -> stalled.end != null);
        assertThat(stalled.faults).isEmpty();
        int withheld = MANY - stalled.got; // on a slow machine some may be left after 2 s
        assertThat(stalled.end)
                .isEqualTo(withheld == 0 ? "completed" : "closed before " + withheld + " more were handed over");
    }

    private Peer join(PeerConfig.Builder config, Stalled stalled) throws IOException {
        Peer peer = Peer.join(config.build(), (self, message) -> {
            if (stalled != null) {
                stalled.onNext(message);
            }
        });
        peers.add(peer);
        if (stalled != null) {
            peer.messages(message -> others.addAndGet(1 + (int) message.missedBefore()));
        }
        return peer;
    }

    private Peer publisherTo(Peer peer) throws Exception {
        InetSocketAddress address = peer.address();
        Peer publisher = join(
                PeerConfig.builder().connect(address.getAddress().getHostAddress() + ":" + address.getPort()), null);
        publisher.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return publisher;
    }

    /** Until the consumer that does not block has them all, or was told of them. */
    private void publishMany(Peer publisher) {
        for (int number = 1; number <= MANY; number++) {
            byte[] payload = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
            while (publisher.publish(payload).join().outcome() != Outcome.ACCEPTED) {
                LockSupport.parkNanos(100_000);
            }
        }
        Awaitility.await().atMost(PATIENCE).until(() -> others.get() == MANY);
    }

    /** Blocks at its first message. */
    private final class Stalled implements Flow.Subscriber<Received> {
        final List<String> faults = new ArrayList<>();
        int got;
        int missed;

        /** Written last, so that the others may be read after it. */
        volatile int last;

        volatile String end;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Received message) {
            int number = Integer.parseInt(message.text());
            if (number != last + message.missedBefore() + 1 || message.isEarly()) {
                faults.add(number + " after " + last + " and missing " + message.missedBefore());
            }
            got++;
            missed += (int) message.missedBefore();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            last = number;
        }

        @Override
        public void onError(Throwable failure) {
            end = failure.getMessage();
        }

        @Override
        public void onComplete() {
            end = "completed";
        }
    }
}
