package grapevine.lab.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of nodes whose clocks differ, told as one. */
class MergeTest {
    private static final OffsetDateTime START = OffsetDateTime.parse("2026-11-21T02:00:00.123+00:00");

    @TempDir
    private Path folder;

    private final List<Path> files = new ArrayList<>();

    @Test
    void without_messages_the_order_is_that_of_the_times_and_a_stack_stays_with_its_line() throws Exception {
        log(line(1, 1, "event=ready"), "java.io.IOException: gone", "\tat somewhere", line(1, 5, "event=leaving"));
        log(line(2, 2, "event=ready"), line(2, 4, "event=leaving"));

        assertThat(told(9))
                .containsExactly(
                        line(1, 1, "event=ready"),
                        "java.io.IOException: gone",
                        "\tat somewhere",
                        line(2, 2, "event=ready"),
                        line(2, 4, "event=leaving"),
                        line(1, 5, "event=leaving"));
    }

    @Test
    void a_message_is_at_nobody_before_it_is_at_whom_it_came_from_whatever_the_clocks() throws Exception {
        log(line(1, 7200, sent(1)), line(1, 7203, received(3, 2)));
        log(line(2, -3600, received(1, 1)), line(2, -3598, received(3, 3)));
        log(line(3, 1, received(2, 1)), line(3, 2, sent(3)));

        assertThat(told(9))
                .containsExactly(
                        line(1, 7200, sent(1)),
                        line(2, -3600, received(1, 1)),
                        line(3, 1, received(2, 1)),
                        line(3, 2, sent(3)),
                        line(2, -3598, received(3, 3)),
                        line(1, 7203, received(3, 2)));
    }

    @Test
    void what_a_node_does_after_a_message_stays_beside_it() throws Exception {
        log(line(1, 7200, sent(1)), line(1, 7210, "event=leaving"));
        log(line(2, 0, received(1, 1)), line(2, 5, "event=link_lost"), line(2, 20, "event=leaving"));

        assertThat(told(9))
                .containsExactly(
                        line(1, 7200, sent(1)),
                        line(2, 0, received(1, 1)),
                        line(2, 5, "event=link_lost"),
                        line(1, 7210, "event=leaving"),
                        line(2, 20, "event=leaving"));
    }

    @Test
    void nobody_waits_for_a_line_that_is_not_there_nor_for_ever() throws Exception {
        log(line(1, 3, received(9, 9)), line(1, 4, received(2, 2)), line(1, 5, sent(1)));
        log(line(2, 1, received(1, 1)), line(2, 2, sent(2)));
        log(line(3, 6, received(2, 1)), line(3, 7, "event=leaving"));

        assertThat(told(9))
                .containsExactly(
                        line(1, 3, received(9, 9)),
                        line(2, 1, received(1, 1)),
                        line(2, 2, sent(2)),
                        line(1, 4, received(2, 2)),
                        line(1, 5, sent(1)),
                        line(3, 6, received(2, 1)),
                        line(3, 7, "event=leaving"));
    }

    @Test
    void beyond_what_is_remembered_the_times_decide() throws Exception {
        log(line(1, 7200, sent(1)));
        log(line(2, 0, received(1, 1)));

        assertThat(told(1)).containsExactly(line(1, 7200, sent(1)), line(2, 0, received(1, 1)));
        assertThat(told(0)).containsExactly(line(2, 0, received(1, 1)), line(1, 7200, sent(1)));
    }

    private void log(String... lines) throws IOException {
        files.add(Files.write(folder.resolve(files.size() + ".log"), List.of(lines)));
    }

    private List<String> told(int mostRemembered) throws IOException {
        List<String> told = new ArrayList<>();
        new Merge(mostRemembered).tell(files, told::add);
        return told;
    }

    private static String line(int node, int second, String what) {
        return START.plusSeconds(second).toString().replace("Z", "+00:00") + " INFO  peer " + address(node) + " "
                + what;
    }

    private static String sent(int origin) {
        return "event=message_sent " + message(origin);
    }

    private static String received(int from, int origin) {
        return "event=message_received from=" + address(from) + " " + message(origin);
    }

    private static String message(int origin) {
        return "id=1795000000000:127.0.0.1:1 origin=" + address(origin) + " n=1 text=\"hi\"";
    }

    private static String address(int node) {
        return "127.0.0.1:600" + node;
    }
}
