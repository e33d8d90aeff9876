package grapevine.lab.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Output;
import grapevine.lab.door.Answers.InboxAnswer;
import grapevine.lab.door.Answers.LetterAnswer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person reads of the messages of a node, option by option. */
class GetMessagesTest {
    private static final String APPLE = "• apple";
    private static final String PEAR = "• pear\n  of two lines";

    /** Sent an hour later than it came: the clock of the node that made it was ahead. */
    private static final InboxAnswer INBOX = new InboxAnswer(
            8,
            List.of(
                    letter(
                            "apple",
                            "2026-01-15T23:31:28.250Z",
                            "2026-01-15T22:31:28.500Z",
                            List.of(List.of(4, 14, 1, 8), List.of(4, 8), List.of(4, 14, 2, 3, 8))),
                    letter(
                            "pear\nof two lines",
                            "2026-07-01T09:00:00Z",
                            "2026-07-01T09:00:00.007Z",
                            List.of(List.of(5, 8)))),
            0);

    private final TimeZone before = TimeZone.getDefault();

    @BeforeEach
    void inUtc() {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    @AfterEach
    void backHome() {
        TimeZone.setDefault(before);
    }

    @Test
    void without_options_the_messages_alone_are_shown() throws Exception {
        assertThat(shown()).isEqualTo("Gossip-Node-8: 2 messages\n" + APPLE + "\n" + PEAR + "\n");
    }

    @Test
    void the_shortest_way_the_longest_or_both_and_one_that_is_both_once() throws Exception {
        assertShown("-p", "  ↳ 4 ➜ 8\n");
        assertShown("-pp", "  ↳ 4 ➜ 14 ➜ 2 ➜ 3 ➜ 8\n");
        assertShown("-p -pp", "  ↳ 4 ➜ 8\n  ↳ 4 ➜ 14 ➜ 2 ➜ 3 ➜ 8\n");
        assertShown("-p -p -p", "  ↳ 4 ➜ 8\n  ↳ 4 ➜ 14 ➜ 2 ➜ 3 ➜ 8\n");
    }

    @Test
    void all_ways_from_the_shortest_to_the_longest() throws Exception {
        assertShown("-A", "  ↳ 4 ➜ 8\n  ↳ 4 ➜ 14 ➜ 1 ➜ 8\n  ↳ 4 ➜ 14 ➜ 2 ➜ 3 ➜ 8\n");
    }

    @Test
    void what_shows_no_way_says_so_where_a_way_was_asked_for() throws Exception {
        InboxAnswer inbox = new InboxAnswer(
                8,
                List.of(
                        letter("apple", "2026-07-01T09:00:00Z", "2026-07-01T09:00:00Z", List.of()),
                        new LetterAnswer(
                                "127.0.0.1:7008:1:1", 8, "pear", null, Instant.EPOCH, Instant.EPOCH, false, List.of())),
                0);

        for (String option : List.of("-p", "-pp", "-A")) {
            assertThat(shown(inbox, option))
                    .as(option)
                    .isEqualTo("Gossip-Node-8: 2 messages\n• apple\n"
                            + "  (came along the tree and shows no way; send-message --relays shows ways)\n"
                            + "• pear\n  (was made here)\n");
        }
        assertThat(shown(inbox, "-p").lines()).allMatch(line -> line.length() <= 80);
        assertThat(shown(inbox)).isEqualTo("Gossip-Node-8: 2 messages\n• apple\n• pear\n");
    }

    private static void assertShown(String options, String apples) throws Exception {
        assertThat(shown(options.split(" ")))
                .as(options)
                .isEqualTo("Gossip-Node-8: 2 messages\n" + APPLE + "\n" + apples + PEAR + "\n  ↳ 5 ➜ 8\n");
    }

    @Test
    void both_times_are_named_though_a_clock_is_an_hour_ahead() throws Exception {
        assertThat(shown("-t")).contains(APPLE + " [22:31:28]\n", PEAR + " [09:00:00]\n");
        assertThat(shown("-tt"))
                .contains(APPLE + " [received 2026-01-15 22:31:28, sent 2026-01-15 23:31:28]\n")
                .contains(PEAR + " [received 2026-07-01 09:00:00, sent 2026-07-01 09:00:00]\n");
        assertThat(shown("-ttt"))
                .contains(APPLE + "\n  [received 2026-01-15T22:31:28.500+00:00, sent 2026-01-15T23:31:28.250+00:00]\n")
                .contains(PEAR + "\n  [received 2026-07-01T09:00:00.007+00:00, sent 2026-07-01T09:00:00.000+00:00]\n");
        assertThat(shown("-ttt").lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void the_same_in_the_time_of_berlin_in_winter_and_in_summer() throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));

        assertThat(shown("-t")).contains(APPLE + " [23:31:28]\n", PEAR + " [11:00:00]\n");
        assertThat(shown("-tt"))
                .contains(APPLE + " [received 2026-01-15 23:31:28, sent 2026-01-16 00:31:28]\n")
                .contains(PEAR + " [received 2026-07-01 11:00:00, sent 2026-07-01 11:00:00]\n");
        assertThat(shown("-ttt"))
                .contains(APPLE + "\n  [received 2026-01-15T23:31:28.500+01:00, sent 2026-01-16T00:31:28.250+01:00]\n")
                .contains(PEAR + "\n  [received 2026-07-01T11:00:00.007+02:00, sent 2026-07-01T11:00:00.000+02:00]\n");
    }

    @Test
    void times_and_ways_together() throws Exception {
        assertThat(shown("-p", "-t")).contains(APPLE + " [22:31:28]\n  ↳ 4 ➜ 8\n" + PEAR + " [09:00:00]\n  ↳ 5 ➜ 8\n");
        assertThat(shown("-ptt")).contains(" [received 2026-01-15 22:31:28, sent 2026-01-15 23:31:28]\n  ↳ 4 ➜ 8\n");
    }

    @Test
    void times_and_ways_that_have_no_room_in_the_line_go_on_in_the_next() throws Exception {
        List<Integer> way = IntStream.rangeClosed(7001, 7014).boxed().toList();
        InboxAnswer inbox = new InboxAnswer(
                7014,
                List.of(
                        letter("x".repeat(67), "2026-07-01T09:00:00Z", "2026-07-01T09:00:00Z", List.of(way)),
                        letter("x".repeat(68), "2026-07-01T09:00:00Z", "2026-07-01T09:00:00Z", List.of())),
                0);

        assertThat(shown(inbox, "-t"))
                .isEqualTo("Gossip-Node-7014: 2 messages\n• " + "x".repeat(67) + " [09:00:00]\n• " + "x".repeat(68)
                        + "\n  [09:00:00]\n");
        assertThat(shown(inbox, "-tt"))
                .contains("x".repeat(67) + "\n  [received 2026-07-01 09:00:00, sent 2026-07-01 09:00:00]\n");
        assertThat(shown(inbox, "-p"))
                .contains("  ↳ 7001 ➜ 7002 ➜ 7003 ➜ 7004 ➜ 7005 ➜ 7006 ➜ 7007 ➜ 7008 ➜ 7009 ➜ 7010 ➜ 7011 ➜\n"
                        + "    7012 ➜ 7013 ➜ 7014\n");
    }

    @Test
    void nothing_in_a_message_is_obeyed_by_the_terminal_and_its_lines_stay() throws Exception {
        InboxAnswer inbox = new InboxAnswer(
                8,
                List.of(letter(
                        "red \u001b[31m\rC:\\a \"b\"\n\u0007 2",
                        "2026-07-01T09:00:00Z",
                        "2026-07-01T09:00:00Z",
                        List.of())),
                0);

        assertThat(shown(inbox)).isEqualTo("Gossip-Node-8: 1 message\n• red \\u001b[31m\\rC:\\a \"b\"\n  \\u0007 2\n");
    }

    @Test
    void tabs_stay_and_lines_end_as_they_do_here_wherever_they_were_written() throws Exception {
        InboxAnswer inbox = new InboxAnswer(
                8, List.of(letter("a\tb\r\n\tc\r", "2026-07-01T09:00:00Z", "2026-07-01T09:00:00Z", List.of())), 0);

        assertThat(shown(inbox)).isEqualTo("Gossip-Node-8: 1 message\n• a\tb\n  \tc\\r\n");
    }

    private static LetterAnswer letter(String text, String sentAt, String receivedAt, List<List<Integer>> ways) {
        return new LetterAnswer(
                "127.0.0.1:7004:1:1", 4, text, null, Instant.parse(sentAt), Instant.parse(receivedAt), false, ways);
    }

    private static String shown(String... options) throws Exception {
        return shown(INBOX, options);
    }

    private static String shown(InboxAnswer inbox, String... options) throws Exception {
        CommandLine line = new DefaultParser().parse(new GetMessages().options(), options);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, UTF_8);
        GetMessages.print(line, new Output(stream, stream), "all", inbox);
        return out.toString(UTF_8);
    }
}
