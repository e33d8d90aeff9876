package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A program whose log hangs: its peer goes on, whatever there is to be told. */
class HungLogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void goOn() {
        release.countDown();
    }

    @Test
    void a_peer_answers_while_its_log_hangs_at_what_a_consumer_missed() throws Exception {
        try (Peer peer = Peer.join(PeerConfig.builder().retainBytes(256 * 1024).build(), (self, message) -> hang());
                Peer publisher =
                        Peer.join(PeerConfig.builder().connect(text(peer)).build())) {
            publisher.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Hanging log = new Hanging("event=consumer_misses");
            Logger logger = (Logger)
                    LogManager.getLogger("grapevine.peer." + peer.address().getPort());
            Configurator.setLevel(logger, Level.WARN);
            logger.addAppender(log);
            try {
                byte[] payload = new byte[1024];
                long end = System.nanoTime() + PATIENCE.toNanos();
                while (log.hangs.getCount() > 0 && System.nanoTime() < end) {
                    if (publisher.publish(payload).join().outcome() != Outcome.ACCEPTED) {
                        LockSupport.parkNanos(100_000);
                    }
                }

                assertThat(log.hangs.getCount()).as("lines to come").isZero();
                assertThat(CompletableFuture.supplyAsync(peer::neighbours))
                        .succeedsWithin(PATIENCE)
                        .satisfies(neighbours -> assertThat(neighbours).hasSize(1));
            } finally {
                release.countDown();
                logger.removeAppender(log);
            }
        }
    }

    private static String text(Peer peer) {
        InetSocketAddress address = peer.address();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private void hang() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no line with these words. */
    private final class Hanging extends AbstractAppender {
        final CountDownLatch hangs = new CountDownLatch(1);
        private final String at;

        Hanging(String at) {
            super("hanging", null, null, true, Property.EMPTY_ARRAY);
            this.at = at;
            start();
        }

        @Override
        public void append(LogEvent event) {
            if (event.getMessage().getFormattedMessage().contains(at)) {
                hangs.countDown();
                hang();
            }
        }
    }
}
