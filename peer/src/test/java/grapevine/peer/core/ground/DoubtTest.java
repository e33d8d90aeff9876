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

        doubt.answered(others.get(0), 7);
        doubt.answered(others.get(0), 7);
        doubt.answered(others.get(1), 7);
        assertThat(doubt.covers(20, 40_000)).isTrue();
        doubt.answered(others.get(2), 7);

        assertThat(doubt.covers(5, 40_000)).isFalse();
        doubt.raise(30, others);
        assertThat(doubt.covers(30, 40_000)).as("another time").isTrue();
    }

    @Test
    void what_was_asked_before_the_last_one_broke_and_links_made_since_the_first_say_nothing() {
        List<Link> others = links(5);
        doubt.raise(10, others.subList(0, 2));
        doubt.asks(6);
        doubt.answered(others.get(0), 7);
        doubt.answered(others.get(1), 7);
        doubt.answered(others.get(0), 6);
        doubt.raise(20, others);

        doubt.answered(others.get(1), 7);
        doubt.asks(7);
        for (Link each : others) {
            doubt.answered(each, 7);
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

    private static List<Link> links(int count) {
        PeerScript anybody = new PeerScript(1);
        anybody.run.start();
        return IntStream.range(0, count)
                .<Link>mapToObj(i -> anybody.run.accept(Ip.LOOPBACK))
                .toList();
    }
}
