package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import org.junit.jupiter.api.Test;

/** Who is dialled with small segments, since nobody answered TLS there. */
class LostHandshakesTest {
    private static final Address ONE = Address.parse("10.0.0.1:6001");
    private static final Address OTHER = Address.parse("10.0.0.2:6001");
    private static final Address THIRD = Address.parse("10.0.0.3:6001");

    private final LostHandshakes lost = new LostHandshakes();

    @Test
    void whoever_answers_is_dialled_as_usual() {
        lost.done(ONE, false);

        assertThat(lost.isSmall(ONE, 0)).isFalse();
    }

    @Test
    void one_that_does_not_answer_is_dialled_with_small_segments_for_ten_minutes_and_nobody_else() {
        lost.lost(ONE, false, 0);

        assertThat(lost.isSmall(ONE, LostHandshakes.KEPT_NANOS - 1)).isTrue();
        assertThat(lost.isSmall(OTHER, 1)).isFalse();
        assertThat(lost.isSmall(ONE, LostHandshakes.KEPT_NANOS)).isFalse();
    }

    @Test
    void two_in_a_row_are_about_everybody_until_one_answers_to_whom_full_segments_go() {
        lost.lost(ONE, false, 0);
        lost.lost(OTHER, false, 1);
        assertThat(lost.isSmall(THIRD, 2)).isTrue();

        lost.done(THIRD, true);
        assertThat(lost.isSmall(THIRD, 3))
                .as("that small ones pass says nothing")
                .isTrue();

        lost.done(THIRD, false);
        assertThat(lost.isSmall(THIRD, 4)).isFalse();
        assertThat(lost.isSmall(ONE, 4)).isTrue();
    }

    @Test
    void an_answer_between_them_makes_it_about_each_alone() {
        lost.lost(ONE, false, 0);
        lost.done(THIRD, false);
        lost.lost(OTHER, false, 1);

        assertThat(lost.isSmall(THIRD, 2)).isFalse();
    }

    @Test
    void one_that_does_not_answer_in_small_segments_either_stands_still_and_says_nothing_of_them() {
        lost.lost(ONE, false, 0);
        lost.lost(OTHER, false, 0);
        lost.lost(ONE, true, 1);

        assertThat(lost.isSmall(ONE, 2)).isFalse();
        assertThat(lost.isSmall(THIRD, 2)).isFalse();
        assertThat(lost.isSmall(OTHER, 2)).isTrue();
    }

    @Test
    void one_that_is_lost_twice_is_one() {
        lost.lost(ONE, false, 0);
        lost.lost(ONE, false, 1);

        assertThat(lost.isSmall(THIRD, 2)).isFalse();
    }

    @Test
    void after_ten_minutes_all_is_as_at_first() {
        lost.lost(ONE, false, 0);
        lost.lost(OTHER, false, 0);

        assertThat(lost.isSmall(THIRD, LostHandshakes.KEPT_NANOS)).isFalse();
    }

    @Test
    void no_more_are_remembered_than_sixty_four() {
        for (int i = 0; i <= LostHandshakes.MOST; i++) {
            lost.lost(new Address(ONE.ip(), 7000 + i), false, i);
            lost.done(THIRD, false);
        }

        assertThat(lost.isSmall(new Address(ONE.ip(), 7000), 100)).isFalse();
        assertThat(lost.isSmall(new Address(ONE.ip(), 7001), 100)).isTrue();
    }
}
