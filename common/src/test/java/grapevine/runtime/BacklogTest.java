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
        Thread bringer = new Thread(() -> IntStream.range(0, MANY).forEach(i -> backlog.put("line " + i)));
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
        Thread bringer = new Thread(() -> IntStream.range(0, MANY).forEach(i -> backlog.put("late")));
        bringer.start();
        while (bringer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        assertThat(backlog.offer("at once")).isTrue();

        backlog.close();
        bringer.join();
        assertThat(backlog.unwritten()).isEqualTo(MANY + 1);
    }
}
