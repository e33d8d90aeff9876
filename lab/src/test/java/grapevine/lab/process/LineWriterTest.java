package grapevine.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LineWriterTest {
    @Test
    void of_more_than_may_wait_the_last_are_refused_and_the_others_come_whole_and_in_order() throws Exception {
        PipedInputStream read = new PipedInputStream(64);
        LineWriter writer = new LineWriter("test", new PipedOutputStream(read), 8, () -> {});
        String text = "x".repeat(1_000);

        int taken = 0;
        while (writer.offer(taken + text)) {
            taken++;
        }

        assertThat(taken).isBetween(8, 9); // one of them may be under way
        BufferedReader lines = new BufferedReader(new InputStreamReader(read, StandardCharsets.UTF_8));
        for (int i = 0; i < taken; i++) {
            assertThat(lines.readLine()).isEqualTo("\"" + i + text + "\"");
        }
        writer.end();
    }

    @Test
    void whoever_wants_to_waits_for_room() throws Exception {
        PipedInputStream read = new PipedInputStream(64);
        LineWriter writer = new LineWriter("test", new PipedOutputStream(read), 1, () -> {});
        Thread waiting = new Thread(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    writer.put("y".repeat(100) + i);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();

        BufferedReader lines = new BufferedReader(new InputStreamReader(read, StandardCharsets.UTF_8));
        for (int i = 0; i < 100; i++) {
            assertThat(lines.readLine()).endsWith("y" + i + "\"");
        }
        waiting.join();
        writer.end();
    }

    @Test
    void what_waits_is_written_before_it_has_finished_and_nothing_after_that() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineWriter writer = new LineWriter("test", out, 8, () -> {});
        writer.offer("a");
        writer.offer("b");

        writer.finish(60_000);

        writer.offer("c");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\"a\"\n\"b\"\n");
    }

    @Test
    void where_nothing_can_be_written_any_more_that_is_told() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        LineWriter writer = new LineWriter("test", broken, 8, ended::countDown);

        writer.offer("z");

        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
