package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLineTest {
    @Test
    void a_line_of_a_log_has_a_time_a_level_an_event_and_values() {
        LogLine line = LogLine.parse(
                        "2026-11-21T02:00:00.123+00:00 INFO  peer 127.0.0.1:6001 event=link_made neighbour=127.0.0.1:6004 links=2")
                .orElseThrow();

        assertThat(line.level()).isEqualTo("INFO");
        assertThat(line.event()).isEqualTo("link_made");
        assertThat(line.get("neighbour")).isEqualTo("127.0.0.1:6004");
        assertThat(line.number("links")).isEqualTo(2);
        assertThat(line.values()).containsOnlyKeys("neighbour", "links");
    }

    @Test
    void two_lines_are_as_far_apart_as_their_times() {
        LogLine first = LogLine.parse("2026-11-21T23:59:59.900+00:00 WARN  peer 127.0.0.1:6001 event=orphaned links=0")
                .orElseThrow();
        LogLine second = LogLine.parse("2026-11-22T00:00:00.150+00:00 WARN  peer 127.0.0.1:6001 event=orphaned links=0")
                .orElseThrow();

        assertThat(second.at() - first.at()).isEqualTo(250);
    }

    @Test
    void a_quoted_text_is_one_value_whatever_is_in_it() {
        LogLine line = LogLine.parse(
                        "2026-11-21T02:00:00.123+00:00 INFO  peer 127.0.0.1:6001 event=message_sent text=\"a \\\"b=1\\\" c\" links=3")
                .orElseThrow();

        assertThat(line.get("text")).isEqualTo("\"a \\\"b=1\\\" c\"");
        assertThat(line.number("links")).isEqualTo(3);
    }

    @Test
    void a_text_of_sixty_thousand_characters_is_a_value_like_any_other() {
        String text = "\"" + "x".repeat(60_000) + "\"";
        LogLine line = LogLine.parse("2026-11-21T02:00:00.123+00:00 INFO  event=message_sent text=" + text + " links=3")
                .orElseThrow();

        assertThat(line.get("text")).isEqualTo(text);
        assertThat(line.number("links")).isEqualTo(3);
    }

    @Test
    void what_is_not_there_is_a_dash_and_no_number() {
        LogLine line = LogLine.parse("2026-11-21T02:00:00.123+00:00 INFO  peer 127.0.0.1:6001 event=counters")
                .orElseThrow();

        assertThat(line.get("links")).isEqualTo("-");
        assertThat(line.number("links")).isZero();
    }

    @Test
    void a_line_of_something_else_is_none() {
        assertThat(LogLine.parse("")).isEmpty();
        assertThat(LogLine.parse("\tat java.base/java.lang.Thread.run")).isEmpty();
        assertThat(LogLine.parse("2026-11-21T02:00:00.123+00:00 INFO  peer 127.0.0.1:6001 nothing happened"))
                .isEmpty();
        assertThat(LogLine.parse("2026-13-41T02:00:00.123+00:00 INFO  peer 127.0.0.1:6001 event=ready"))
                .isEmpty();
    }
}
