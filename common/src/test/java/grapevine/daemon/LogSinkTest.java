package grapevine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.runtime.Backlog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is handed to a log never waits for who writes it. */
@Timeout(60)
class LogSinkTest {
    private static final long PATIENCE_MS = 30_000;

    private final Pipe pipe = new Pipe();
    private final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private final LogSink sink = new LogSink("console", pipe, new Voice(), fact -> elsewhere.add(FactLine.of(fact)));

    @BeforeEach
    void start() {
        sink.start();
    }

    @AfterEach
    void stop() {
        pipe.reads(Integer.MAX_VALUE / 2);
        sink.stop(1, TimeUnit.SECONDS);
    }

    @Test
    void lines_are_written_in_the_order_in_which_they_were_said() throws InterruptedException {
        pipe.reads(3);

        say(1, 3);

        assertThat(pipe.take(3)).containsExactly("line 1", "line 2", "line 3");
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void while_nobody_reads_nobody_waits_and_the_log_elsewhere_says_so_once() {
        say(1, 10_000);
        say(10_001, 20_000);

        assertThat(elsewhere).containsExactly("event=log_held_up log=console why=\"its lines are not taken\"");
    }

    @Test
    void how_many_lines_fell_out_is_said_in_their_place() throws InterruptedException {
        say(1, 10_000);
        pipe.reads(Backlog.LINES + 1);
        pipe.take(2_000);
        say(10_001, 10_002);
        pipe.reads(100);

        List<String> rest = pipe.takeUntil("line 10002");
        long before = 2_000 + rest.indexOf("line 10001") - 1;
        assertThat(rest)
                .containsSubsequence(
                        "line " + before,
                        "event=log_lines_lost log=console lines=" + (10_000 - before),
                        "line 10001",
                        "line 10002");
    }

    @Test
    void it_is_said_too_if_nothing_follows() throws InterruptedException {
        say(1, 5_000);
        pipe.reads(100_000);

        List<String> all = pipe.takeUntil("event=log_lines_lost log=console lines=");
        assertThat(all.get(all.size() - 2)).isEqualTo("line " + (all.size() - 1));
        assertThat(all.get(all.size() - 1)).endsWith("lines=" + (5_000 - (all.size() - 1)));
    }

    @Test
    void long_lines_wait_by_their_length() throws InterruptedException {
        String text = "x".repeat(Backlog.CHARACTERS / 4);
        for (int i = 0; i < 8; i++) {
            sink.append(line(text));
        }
        pipe.reads(100);

        assertThat(pipe.takeUntil("event=log_lines_lost")).hasSizeBetween(5, 6);
    }

    @Test
    void a_line_that_breaks_what_writes_it_is_left_out_and_said_and_the_next_ones_are_written()
            throws InterruptedException {
        pipe.broken = "line 2";

        say(1, 3); // all of them wait, before it is known what becomes of the second
        pipe.reads(2);

        assertThat(pipe.take(2)).containsExactly("line 1", "line 3");
        pipe.reads(2);
        say(4, 4);
        assertThat(pipe.take(2)).containsExactly("event=log_lines_lost log=console lines=1", "line 4");
        assertThat(elsewhere).containsExactly("event=log_held_up log=console why=\"cannot be laid out\"");
    }

    @Test
    void a_line_that_could_not_be_written_is_tried_again_and_none_is_lost() throws InterruptedException {
        pipe.fails("No space left on device");
        say(1, 3);
        pipe.awaitFailure();
        pipe.works();
        pipe.reads(3);

        assertThat(pipe.take(3)).containsExactly("line 1", "line 2", "line 3");
        assertThat(elsewhere).containsExactly("event=log_held_up log=console why=\"No space left on device\"");
    }

    @Test
    void the_end_does_not_wait_for_a_writer_that_is_stuck_and_the_lines_left_are_told_elsewhere() {
        say(1, 7);

        sink.awaitWritten(1);
        sink.tellUnwritten();

        assertThat(sink.stop(1, TimeUnit.SECONDS)).isFalse();
        assertThat(elsewhere).containsExactly("event=log_lines_lost log=console lines=7");
    }

    @Test
    void what_nobody_says_is_of_the_node_that_spoke_last() {
        Voice voice = new Voice();
        LogEvent nobodys = line("netty");
        LogEvent peers = new Log4jLogEvent.Builder(line("x"))
                .setMarker(new MarkerManager.Log4jMarker("peer 127.0.0.1:6001"))
                .build();

        assertThat(voice.named(nobodys).getMarker()).isNull();
        assertThat(voice.named(peers)).isSameAs(peers);
        assertThat(voice.named(nobodys).getMarker()).isSameAs(peers.getMarker());
        assertThat(voice.line(new Fact.LogLinesLost("file", 1), peers).getInstant())
                .isEqualTo(peers.getInstant());
    }

    private void say(int first, int last) {
        for (int i = first; i <= last; i++) {
            sink.append(line("line " + i));
        }
    }

    private static LogEvent line(String text) {
        return Log4jLogEvent.newBuilder()
                .setLevel(Level.INFO)
                .setMessage(new SimpleMessage(text))
                .build();
    }

    /** Takes as many lines as it is told to; before that a writer waits in it, as in a pipe that nobody reads. */
    private static final class Pipe implements LogSink.Writer {
        private final Semaphore room = new Semaphore(0);
        private final Semaphore failures = new Semaphore(0);
        private final BlockingQueue<String> read = new LinkedBlockingQueue<>();
        private volatile String fault = "";
        private volatile String broken = "";

        void reads(int lines) {
            room.release(lines);
        }

        void fails(String why) {
            fault = why;
        }

        void works() {
            fault = "";
        }

        void awaitFailure() throws InterruptedException {
            assertThat(failures.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)).isTrue();
        }

        List<String> take(int lines) throws InterruptedException {
            List<String> taken = new ArrayList<>();
            for (int i = 0; i < lines; i++) {
                taken.add(next());
            }
            return taken;
        }

        List<String> takeUntil(String start) throws InterruptedException {
            List<String> taken = new ArrayList<>();
            do {
                taken.add(next());
            } while (!taken.get(taken.size() - 1).startsWith(start));
            return taken;
        }

        private String next() throws InterruptedException {
            String line = read.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
            assertThat(line).as("a line in time").isNotNull();
            return line;
        }

        @Override
        public void write(LogEvent line) throws IOException {
            if (line.getMessage().getFormattedMessage().equals(broken)) {
                throw new IllegalArgumentException("cannot be laid out");
            }
            String why = fault; // once: it may be mended between two looks
            if (!why.isEmpty()) {
                failures.release();
                throw new IOException(why);
            }
            room.acquireUninterruptibly();
            read.add(line.getMessage().getFormattedMessage());
        }

        @Override
        public void close() {}
    }
}
