package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.TimestampMessage;
import org.apache.logging.log4j.simple.SimpleLogger;
import org.apache.logging.log4j.util.PropertiesUtil;
import org.junit.jupiter.api.Test;

/** A logger may block; whoever has something to say goes on. */
class LogLinesTest {
    private static final Marker WHO = new MarkerManager.Log4jMarker("peer 127.0.0.1:6001");

    private final Deque<Runnable> called = new ArrayDeque<>();
    private final Keeper keeper = new Keeper();
    private final LogLines lines = new LogLines(keeper, called::add);

    @Test
    void whoever_says_something_does_not_call_the_logger() {
        lines.log(Level.INFO, WHO, "first");
        lines.log(Level.WARN, WHO, "second");

        assertThat(keeper.said).isEmpty();
        assertThat(called).as("one call for both").hasSize(1);
        called.remove().run();
        assertThat(keeper.said).containsExactly("INFO first", "WARN second");
        assertThat(keeper.nodes).containsOnly("peer 127.0.0.1:6001");
    }

    @Test
    void what_is_said_while_the_logger_is_held_up_is_bounded_and_what_is_lacking_is_told_in_its_place() {
        for (int i = 1; i <= 5_000; i++) {
            lines.log(Level.INFO, WHO, "line " + i);
        }
        called.remove().run();
        lines.log(Level.INFO, WHO, "later");
        called.remove().run();

        assertThat(keeper.said)
                .hasSize(Backlog.LINES + 2)
                .endsWith(
                        "INFO line " + Backlog.LINES,
                        "WARN event=log_lines_lost log=node lines=" + (5_000 - Backlog.LINES),
                        "INFO later");
        assertThat(called).isEmpty();
    }

    @Test
    void a_line_bears_the_time_at_which_it_was_said() {
        long before = System.currentTimeMillis();
        lines.log(Level.INFO, WHO, "line");
        long after = System.currentTimeMillis();

        called.remove().run();

        assertThat(keeper.times.get(0)).isBetween(before, after);
    }

    @Test
    void the_end_waits_for_the_logger_but_not_for_ever() {
        lines.log(Level.INFO, WHO, "line");

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> lines.awaitLogged(1));

        assertThat(keeper.said).isEmpty();
    }

    /** A logger that keeps what it is told. */
    private static final class Keeper extends SimpleLogger {
        private static final long serialVersionUID = 1L;

        private final transient List<String> said = new ArrayList<>();
        private final transient List<String> nodes = new ArrayList<>();
        private final transient List<Long> times = new ArrayList<>();

        Keeper() {
            super("test", Level.INFO, false, false, false, false, "", null, new PropertiesUtil("none"), System.out);
        }

        @Override
        public void logMessage(String caller, Level level, Marker marker, Message message, Throwable thrown) {
            said.add(level + " " + message.getFormattedMessage());
            nodes.add(marker.getName());
            times.add(((TimestampMessage) message).getTimestamp());
        }
    }
}
