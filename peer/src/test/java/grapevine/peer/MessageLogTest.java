package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.runtime.ConsumerThreads;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.simple.SimpleLogger;
import org.apache.logging.log4j.util.PropertiesUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The test's thread is the lane: it hands messages in and runs what the store is asked for. */
class MessageLogTest {
    private static final Marker NODE = new MarkerManager.Log4jMarker("peer 127.0.0.1:6001");
    private static final Address NEIGHBOUR = Address.parse("127.0.0.1:6004");
    private static final Origin ORIGIN = new Origin(NEIGHBOUR, 7);
    private static final int MANY = 3 * Feed.ITEMS;

    private final Lines lines = new Lines();
    private final AtomicLong now = new AtomicLong();
    private final BlockingQueue<Runnable> inASecond = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ConsumerThreads consumers =
            new ConsumerThreads("message-log-under-test", 2, task -> clock.schedule(task, 1, TimeUnit.MILLISECONDS));
    private final Kept kept = new Kept();

    @AfterEach
    void close() {
        lines.release.countDown();
        consumers.close();
        clock.shutdownNow();
    }

    @Test
    void each_message_is_a_line_of_its_own_with_its_origin_and_number() throws InterruptedException {
        MessageLog log = log(Show.ALL);

        log.sent(message(1), 2);
        log.received(message(2), NEIGHBOUR);
        log.handOver();

        assertThat(lines.next())
                .isEqualTo(
                        "INFO event=message_sent id=1:127.0.0.1:1 origin=127.0.0.1:6004 n=1 links=2 text=\"message 1\"");
        assertThat(lines.next())
                .isEqualTo("INFO event=message_received id=2:127.0.0.1:2 from=127.0.0.1:6004 origin=127.0.0.1:6004 n=2"
                        + " bytes=9 text=\"message 2\"");
    }

    @Test
    void whoever_writes_slowly_writes_each_one_in_the_end() throws InterruptedException {
        lines.block();
        MessageLog log = log(Show.ALL);

        receive(log, 1, MANY);
        lines.release.countDown();

        for (int n = 1; n <= MANY; n++) {
            assertThat(nextInTheLane()).contains(" n=" + n + " ");
        }
        log.close(1000);
        assertThat(lines.said).isEmpty();
    }

    @Test
    void what_has_left_the_log_of_the_peer_is_said_by_a_number_in_its_place() throws InterruptedException {
        lines.block();
        MessageLog log = log(Show.ALL);

        receive(log, 1, MANY);
        kept.messages.keySet().removeIf(n -> n > 6000 && n <= 7000);
        lines.release.countDown();

        for (int n = 1; n <= 6000; n++) {
            assertThat(nextInTheLane()).contains(" n=" + n + " ");
        }
        assertThat(nextInTheLane()).isEqualTo("WARN event=messages_not_shown why=log messages=1000");
        for (int n = 7001; n <= MANY; n++) {
            assertThat(nextInTheLane()).contains(" n=" + n + " ");
        }
        assertThat(log.handOver()).as("counted").isEqualTo(1000);
    }

    @Test
    void above_the_rate_asked_for_there_is_one_sum_a_second_though_nothing_follows() throws InterruptedException {
        MessageLog log = log(Show.of("3/s"));

        receive(log, 1, 10);
        for (int n = 1; n <= 3; n++) {
            assertThat(lines.next()).contains(" n=" + n + " ");
        }
        Runnable secondPassed = inASecond.poll(10, TimeUnit.SECONDS);
        receive(log, 11, 12);
        log.close(10_000);
        now.addAndGet(1_000_000_000);
        secondPassed.run();

        assertThat(lines.said).containsExactly("INFO event=messages_not_shown why=rate messages=9");
        assertThat(inASecond).isEmpty();
    }

    @Test
    void each_second_begins_anew() throws InterruptedException {
        MessageLog log = log(Show.of("1/s"));

        receive(log, 1, 3);
        assertThat(lines.next()).contains(" n=1 ");
        Runnable secondPassed = inASecond.poll(10, TimeUnit.SECONDS);
        assertThat(log.written()).as("the others are counted").succeedsWithin(Duration.ofSeconds(10));
        now.addAndGet(1_000_000_000);
        secondPassed.run();
        receive(log, 4, 4);

        assertThat(lines.next()).isEqualTo("INFO event=messages_not_shown why=rate messages=2");
        assertThat(lines.next()).contains(" n=4 ");
    }

    @Test
    void what_is_not_written_by_the_end_is_said_by_a_number() throws InterruptedException {
        lines.block();
        MessageLog log = log(Show.ALL);
        receive(log, 1, 100);

        lines.blocked.await();
        log.close(1);
        lines.release.countDown();

        assertThat(List.of(lines.next(), lines.next()))
                .anyMatch(line -> line.contains(" n=1 "))
                .anyMatch(line -> line.equals("WARN event=messages_not_shown why=end messages=99"));
        assertThat(lines.said).isEmpty();
    }

    @Test
    void its_end_waits_for_no_logger_that_hangs_at_a_sum() throws InterruptedException {
        MessageLog log = log(Show.of("1/s"));
        receive(log, 1, 3);
        assertThat(lines.next()).contains(" n=1 ");
        Runnable secondPassed = inASecond.poll(10, TimeUnit.SECONDS);
        assertThat(log.written()).as("the others are counted").succeedsWithin(Duration.ofSeconds(10));
        now.addAndGet(1_000_000_000);
        lines.block();
        consumers.execute(secondPassed);
        lines.blocked.await();
        receive(log, 4, 4);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> log.close(1));

        assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void all_is_written_when_the_last_line_is() throws InterruptedException {
        lines.block();
        MessageLog log = log(Show.ALL);
        receive(log, 1, 2);
        lines.blocked.await();

        CompletableFuture<Void> written = log.written();

        assertThat(written).isNotDone();
        lines.release.countDown();
        assertThat(written).succeedsWithin(Duration.ofSeconds(10));
        assertThat(lines.said).hasSize(2);
        assertThat(log(Show.ALL).written()).as("of a log without messages").isDone();
    }

    private MessageLog log(Show show) {
        return new MessageLog(
                lines, () -> NODE, this::say, Level.INFO, show, consumers, kept, now::get, inASecond::add);
    }

    /** Elsewhere, where nobody waits. */
    private void say(Fact fact) {
        lines.said.add(fact.level() + " " + FactLine.of(fact));
    }

    private void receive(MessageLog log, int first, int last) {
        for (int n = first; n <= last; n++) {
            Gossip message = message(n);
            kept.messages.put((long) n, message);
            log.received(message, NEIGHBOUR);
        }
        log.handOver();
    }

    private String nextInTheLane() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String line = lines.said.poll();
        while (line == null && System.nanoTime() < end) {
            kept.run();
            line = lines.said.poll(1, TimeUnit.MILLISECONDS);
        }
        return line;
    }

    private static Gossip message(int n) {
        return Gossip.of(ORIGIN, n, n, new byte[0], ("message " + n).getBytes(StandardCharsets.UTF_8));
    }

    /** What the peer keeps, and what it is asked to do in its lane. */
    private static final class Kept implements Trail.Store<MessageLog.Item, MessageLog.Name> {
        final Map<Long, Gossip> messages = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<Runnable> jobs = new ConcurrentLinkedQueue<>();

        @Override
        public MessageLog.Name nameOf(MessageLog.Item item) {
            return item.name();
        }

        @Override
        public MessageLog.Item recall(MessageLog.Name name) {
            Gossip message = messages.get(name.n());
            return message == null ? null : name.of(message);
        }

        @Override
        public void soon(Runnable job) {
            jobs.add(job);
        }

        void run() {
            for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
                job.run();
            }
        }
    }

    /** A logger that keeps its lines, and may block at the first. */
    private static final class Lines extends SimpleLogger {
        private static final long serialVersionUID = 1L;

        final transient BlockingQueue<String> said = new LinkedBlockingQueue<>();
        final transient CountDownLatch blocked = new CountDownLatch(1);
        transient volatile CountDownLatch release = new CountDownLatch(0);

        Lines() {
            super("test", Level.INFO, false, false, false, false, "", null, new PropertiesUtil("none"), System.out);
        }

        void block() {
            release = new CountDownLatch(1);
        }

        String next() throws InterruptedException {
            return said.poll(10, TimeUnit.SECONDS);
        }

        @Override
        public void logMessage(String caller, Level level, Marker marker, Message message, Throwable thrown) {
            String line = level + " " + message.getFormattedMessage();
            if (release.getCount() > 0) {
                blocked.countDown();
                waitForRelease();
            }
            said.add(line);
        }

        private void waitForRelease() {
            boolean isInterrupted = false;
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    isInterrupted = true; // a write to a terminal does not end by that either
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
