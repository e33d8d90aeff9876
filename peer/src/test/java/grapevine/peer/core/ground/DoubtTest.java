package grapevine.peer.core.ground;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Link;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Ip;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When what a peer holds may be older than it seems. */
class DoubtTest {
    private final Doubt doubt = new Doubt();

    @Test
    void a_connection_that_broke_puts_all_in_doubt_that_was_made_until_then() {
        assertThat(doubt.covers(5, 40_000)).isFalse();

        doubt.raise(10, List.of());

        assertThat(doubt.covers(10, 40_000)).isTrue();
        assertThat(doubt.covers(11, 40_000)).isFalse();
    }

    @Test
    void it_is_over_when_those_are_gone_whose_connections_broke() {
        doubt.raise(10, List.of());

        doubt.allFound();

        assertThat(doubt.covers(5, 40_000)).isFalse();
    }

    @Test
    void it_stays_when_one_of_them_is_there_all_the_same() {
        doubt.raise(10, List.of());
        doubt.foundAlive();

        doubt.allFound();

        assertThat(doubt.covers(5, 40_000)).isTrue();
    }

    @Test
    void it_is_over_when_the_seeds_had_us_on_their_lists_all_the_time() {
        doubt.raise(10, List.of());
        doubt.foundAlive();

        doubt.stood(11);

        assertThat(doubt.covers(5, 40_000)).isFalse();
    }

    @Test
    void what_they_answer_to_an_earlier_question_does_not_end_it() {
        doubt.raise(10, List.of());
        doubt.foundAlive();

        doubt.stood(9);

        assertThat(doubt.covers(5, 40_000)).isTrue();
    }

    @Test
    void it_stays_for_good_when_they_had_not_and_no_further_word_ends_it() {
        doubt.raise(10, List.of());
        doubt.wasLost(10);

        doubt.stood(20);
        doubt.raise(30_000, List.of());
        doubt.allFound();

        assertThat(doubt.covers(10, 40_000)).isTrue();
        assertThat(doubt.covers(11, 40_000)).isFalse();
    }

    @Test
    void the_word_of_the_seeds_may_come_before_the_first_connection_breaks() {
        doubt.wasLost(10);
        assertThat(doubt.covers(10, 40_000)).isFalse();

        doubt.raise(13_010, List.of());
        doubt.stood(13_020);

        assertThat(doubt.covers(13_010, 40_000)).isTrue();
        assertThat(doubt.covers(13_011, 40_000)).isFalse();
    }

    @Test
    void it_is_over_when_more_links_are_found_to_stand_than_broke() {
        List<Link> others = links(4);
        doubt.raise(10, others);
        doubt.raise(20, others.subList(0, 3));
        doubt.asks(7);

        answers(others.get(0), 7);
        answers(others.get(0), 7);
        answers(others.get(1), 7);
        assertThat(doubt.covers(20, 40_000)).isTrue();
        answers(others.get(2), 7);

        assertThat(doubt.covers(5, 40_000)).isFalse();
        doubt.raise(30, others);
        assertThat(doubt.covers(30, 40_000)).as("another time").isTrue();
    }

    @Test
    void what_was_asked_before_the_last_one_broke_and_links_made_since_the_first_say_nothing() {
        List<Link> others = links(5);
        doubt.raise(10, others.subList(0, 2));
        doubt.asks(6);
        answers(others.get(0), 7);
        answers(others.get(1), 7);
        answers(others.get(0), 6);
        doubt.raise(20, others);

        answers(others.get(1), 7);
        doubt.asks(7);
        for (Link each : others) {
            answers(each, 7);
        }

        assertThat(doubt.covers(5, 40_000)).isTrue();
    }

    @Test
    void it_is_over_in_any_case_when_nothing_is_left_that_was_made_before() {
        doubt.raise(10, List.of());
        doubt.wasLost(10);

        assertThat(doubt.covers(10, 1_200_010)).isTrue();
        assertThat(doubt.covers(10, 1_200_011)).isFalse();
    }

    @Test
    void those_that_answer_before_it_is_known_which_connections_break_do_not_end_it() {
        List<Link> others = links(4);
        doubt.raise(10, others);
        doubt.asks(7);
        doubt.answered(others.get(0), 7, 11);
        doubt.answered(others.get(1), 7, 11);
        assertThat(doubt.covers(10, 12)).isTrue();

        doubt.raise(40, others.subList(0, 3));
        doubt.raise(41, others.subList(0, 2));
        doubt.asks(8);
        doubt.answered(others.get(0), 8, 42);
        doubt.answered(others.get(1), 8, 42);

        assertThat(doubt.covers(10, 40_000)).isTrue();
    }

    @Test
    void two_seconds_after_the_last_one_broke_those_decide_that_have_answered() {
        List<Link> others = links(3);
        doubt.raise(10, others);
        doubt.asks(7);
        doubt.answered(others.get(0), 7, 11);
        doubt.answered(others.get(1), 7, 11);

        assertThat(doubt.covers(10, 2_009)).isTrue();
        assertThat(doubt.covers(10, 2_010)).isFalse();
    }

    @Test
    void what_breaks_within_15_seconds_counts_together_even_if_it_was_over_meanwhile() {
        List<Link> others = links(2);
        askAll(10, others);
        assertThat(doubt.covers(10, 20)).isFalse();

        askAll(15_010, others);
        assertThat(doubt.covers(10, 15_020)).as("two broke, and two stand").isTrue();
    }

    @Test
    void what_breaks_later_is_another_matter() {
        List<Link> others = links(2);
        askAll(10, others);

        askAll(15_011, others);

        assertThat(doubt.covers(10, 15_020)).isFalse();
    }

    @Test
    void what_broke_before_the_twenty_minutes_does_not_count_for_what_breaks_after_them() {
        List<Link> others = links(2);
        doubt.raise(10, others);
        doubt.foundAlive();

        askAll(1_200_011, others);
        assertThat(doubt.covers(10, 1_200_020)).isFalse();

        doubt.raise(3_000_000, List.of());
        doubt.foundAlive();
        doubt.raise(4_300_000, List.of());
        doubt.allFound();
        assertThat(doubt.covers(10, 4_300_001)).isFalse();
    }

    /** One breaks, and these are asked and answer at once. */
    private void askAll(long now, List<Link> others) {
        doubt.raise(now, others);
        doubt.asks(now);
        others.forEach(each -> doubt.answered(each, now, now));
    }

    private void answers(Link link, long timestamp) {
        doubt.answered(link, timestamp, 21);
    }

    private static List<Link> links(int count) {
        PeerScript anybody = new PeerScript(1);
        anybody.run.start();
        return IntStream.range(0, count)
                .<Link>mapToObj(i -> anybody.run.accept(Ip.LOOPBACK))
                .toList();
    }
}
