package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sampling.SamplingRule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Six peers in a chain on real sockets, the first of which publishes as fast as the links take it. There is one way, so
 * little can overtake; the order where messages are lost and repaired is {@code MessageOrderTest}'s, in the test kit.
 */
class PeerOrderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 20_000;

    private final List<Peer> chain = new ArrayList<>();

    @AfterEach
    void close() {
        chain.forEach(Peer::close);
    }

    @Test
    void what_is_not_marked_comes_in_the_order_of_its_making() throws Exception {
        List<Hearer> hearers = new ArrayList<>();
        Peer first = join(null, message -> {});
        for (int i = 0; i < 5; i++) {
            Hearer hearer = new Hearer();
            hearers.add(hearer);
            join(chain.get(i), hearer);
        }

        for (int number = 1; number <= MANY; number++) {
            byte[] payload = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
            while (first.publish(payload).join().outcome() != Outcome.ACCEPTED) {
                LockSupport.parkNanos(100_000);
            }
        }

        for (Hearer hearer : hearers) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(hearer.heard).isEqualTo(MANY));
        }
        for (Hearer hearer : hearers) {
            assertThat(hearer.outOfOrder).isEmpty();
        }
    }

    private Peer join(Peer before, Consumer<Received> listener) throws Exception {
        PeerConfig.Builder config = PeerConfig.builder().sampling(SamplingRule.of("random/none/head"));
        if (before != null) {
            config.connect(before.self().toString());
        }
        Peer peer = Peer.join(config.build(), (self, message) -> listener.accept(message));
        chain.add(peer);
        peer.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return peer;
    }

    private static final class Hearer implements Consumer<Received> {
        final List<String> outOfOrder = new ArrayList<>();
        private int highest;
        volatile int heard;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
        public void accept(Received message) {
            int number = Integer.parseInt(message.text());
            if (message.isLate() != number <= highest) {
                outOfOrder.add(number + " after " + highest);
            }
            highest = Math.max(highest, number);
            heard++;
        }
    }
}
