package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More is published than real peers on real sockets can carry, by those who do not look what became of it. */
class OverloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PEERS = 6;
    /** At the least, and more until it has been too much. */
    private static final int OFFERED = 150_000;

    private static final int MOST_OFFERED = 2_000_000;
    private static final int PAYLOAD = 64;

    private final List<Peer> peers = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    /** Counts what one peer is given; each must come once. */
    private static final class Reader {
        final AtomicLong got = new AtomicLong();
        final AtomicLong missed = new AtomicLong();
        final AtomicLong checksum = new AtomicLong();

        void take(Received message) {
            got.incrementAndGet();
            missed.addAndGet(message.missedBefore());
            checksum.addAndGet(mixed(ByteBuffer.wrap(message.payload()).getLong()));
        }
    }

    private static long mixed(long number) {
        return (number + 1) * 0x9E3779B97F4A7C15L;
    }

    @AfterEach
    void close() {
        peers.forEach(Peer::close);
    }

    @ParameterizedTest(name = "{0} publish")
    @ValueSource(ints = {1, PEERS})
    void what_was_accepted_is_at_every_peer_and_the_rest_was_refused(int publishers) throws Exception {
        start();
        AtomicLong accepted = new AtomicLong();
        AtomicLong throttled = new AtomicLong();
        AtomicLong checksum = new AtomicLong();
        long[] own = new long[PEERS];
        long[] ownSum = new long[PEERS];
        List<CompletableFuture<Void>> outcomes = new ArrayList<>();

        int offered = 0;
        for (; offered < OFFERED || (throttled.get() == 0 && offered < MOST_OFFERED); offered++) {
            int who = offered % publishers;
            long name = offered;
            byte[] payload = new byte[PAYLOAD];
            ByteBuffer.wrap(payload).putLong(name);
            outcomes.add(peers.get(who).publish(payload).thenAccept(published -> {
                Outcome outcome = published.outcome();
                if (outcome == Outcome.ACCEPTED) {
                    accepted.incrementAndGet();
                    checksum.addAndGet(mixed(name));
                    synchronized (own) {
                        own[who]++;
                        ownSum[who] += mixed(name);
                    }
                } else {
                    assertThat(outcome).isEqualTo(Outcome.THROTTLED);
                    throttled.incrementAndGet();
                }
            }));
        }
        CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0]))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(accepted.get() + throttled.get()).isEqualTo(offered);
        assertThat(accepted.get()).isPositive();
        assertThat(throttled.get()).as("it was too much").isPositive();
        for (int i = 0; i < PEERS; i++) {
            Reader reader = readers.get(i);
            long owed = accepted.get() - own[i];
            Awaitility.await("what peer " + i + " is owed")
                    .atMost(PATIENCE)
                    .until(() -> reader.got.get() + reader.missed.get() >= owed);
            assertThat(reader.missed).hasValue(0);
            assertThat(reader.got).hasValue(owed);
            assertThat(reader.checksum).hasValue(checksum.get() - ownSum[i]);
        }
    }

    private void start() throws Exception {
        for (int i = 0; i < PEERS; i++) {
            PeerConfig.Builder config = PeerConfig.builder();
            if (i > 0) {
                config.connect("127.0.0.1:" + peers.get((i - 1) / 2).address().getPort());
            }
            Reader reader = new Reader();
            readers.add(reader);
            peers.add(Peer.join(config.build(), (self, message) -> reader.take(message)));
        }
        for (Peer peer : peers) {
            peer.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> peers.stream().noneMatch(peer -> peer.neighbours().isEmpty()));
    }
}
