package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines of two kinds before one writer: those that may fall out, and those that wait. */
@Timeout(30)
class BacklogTest {
    private static final int MANY = 3 * Backlog.LINES;

    private final Backlog<String> backlog = new Backlog<>(String::length, (lost, beside) -> "lost " + lost);

    @Test
    void who_may_be_late_waits_for_room_and_loses_nothing() throws Exception {
        Thread bringer = new Thread(() -> IntStream.range(0, MANY).forEach(i -> backlog.put("line " + i, 20_000)));
        bringer.start();

        List<String> read = new ArrayList<>();
        while (read.size() < MANY) {
            read.add(backlog.next());
        }
        bringer.join();

        assertThat(read)
                .isEqualTo(IntStream.range(0, MANY).mapToObj(i -> "line " + i).toList());
        backlog.close();
        assertThat(backlog.next()).isNull();
    }

    @Test
    void who_waits_leaves_room_for_who_does_not() throws Exception {
        Thread bringer = new Thread(() -> IntStream.range(0, MANY).forEach(i -> backlog.put("late", 20_000)));
        bringer.start();
        while (bringer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        assertThat(backlog.offer("at once")).isTrue();

        backlog.close();
        bringer.join();
        assertThat(backlog.unwritten()).isEqualTo(MANY + 1);
    }

    @Test
    void a_writer_that_takes_nothing_is_waited_for_once_and_then_lines_fall_out() {
        for (int i = 0; i < MANY; i++) {
            backlog.put("line " + i, 50);
        }

        int kept = Backlog.LINES / 2 + 1;
        List<String> read = new ArrayList<>();
        for (String line = backlog.poll(); line != null; line = backlog.poll()) {
            read.add(line);
        }
        assertThat(read).hasSize(kept + 1).endsWith("lost " + (MANY - kept));
        assertThat(backlog.put("again", 50)).isTrue();
        assertThat(backlog.poll()).isEqualTo("again");
    }

    @Test
    void who_is_told_to_give_up_waiting_makes_no_line_fall_out() {
        int before = Backlog.LINES / 2 + 1;
        for (int i = 0; i < before; i++) {
            backlog.offer("line " + i);
        }

        Thread.currentThread().interrupt();
        boolean isTaken = backlog.put("late", 20_000);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(isTaken).isTrue();
        assertThat(backlog.offer("at once")).isTrue();
        assertThat(backlog.unwritten()).isEqualTo(before + 2);
        List<String> read = new ArrayList<>();
        for (String line = backlog.poll(); line != null; line = backlog.poll()) {
            read.add(line);
        }
        assertThat(read).hasSize(before + 2).endsWith("late", "at once");
    }
}
