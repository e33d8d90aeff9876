package grapevine.peer.core.ground;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When what a peer holds may be older than it seems. */
class DoubtTest {
    private final Doubt doubt = new Doubt();

    @Test
    void a_connection_that_broke_puts_all_in_doubt_that_was_made_until_then() {
        assertThat(doubt.covers(5)).isFalse();

        doubt.raise(10);

        assertThat(doubt.covers(10)).isTrue();
        assertThat(doubt.covers(11)).isFalse();
    }

    @Test
    void it_is_over_when_those_are_gone_whose_connections_broke() {
        doubt.raise(10);

        doubt.allFound();

        assertThat(doubt.covers(5)).isFalse();
    }

    @Test
    void it_stays_when_one_of_them_is_there_all_the_same() {
        doubt.raise(10);
        doubt.foundAlive();

        doubt.allFound();

        assertThat(doubt.covers(5)).isTrue();
    }

    @Test
    void it_is_over_when_the_seeds_had_us_on_their_lists_all_the_time() {
        doubt.raise(10);
        doubt.foundAlive();

        doubt.stood(11);

        assertThat(doubt.covers(5)).isFalse();
    }

    @Test
    void what_they_answer_to_an_earlier_question_does_not_end_it() {
        doubt.raise(10);
        doubt.foundAlive();

        doubt.stood(9);

        assertThat(doubt.covers(5)).isTrue();
    }

    @Test
    void it_stays_for_good_when_they_had_not_and_no_further_word_ends_it() {
        doubt.raise(10);
        doubt.wasLost(10);

        doubt.stood(20);
        doubt.raise(30_000);
        doubt.allFound();

        assertThat(doubt.covers(10)).isTrue();
        assertThat(doubt.covers(11)).isFalse();
    }

    @Test
    void the_word_of_the_seeds_may_come_before_the_first_connection_breaks() {
        doubt.wasLost(10);
        assertThat(doubt.covers(10)).isFalse();

        doubt.raise(13_010);
        doubt.stood(13_020);

        assertThat(doubt.covers(13_010)).isTrue();
        assertThat(doubt.covers(13_011)).isFalse();
    }
}
