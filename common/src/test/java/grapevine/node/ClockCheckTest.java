package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact.ClockDiffers;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose clock is wrong, by hellos. */
class ClockCheckTest {
    private static final long FAR = 7_200_000;

    private final ClockCheck check = new ClockCheck();
    private long offset = 1_700_000_000_000L;

    @Test
    void clocks_that_agree_are_nothing_to_tell() {
        for (int i = 0; i < 100; i++) {
            assertThat(heard(peer(i % 20), i % 2 == 0 ? 60_000 : -60_000)).isNull();
        }
    }

    @Test
    void one_hello_proves_nothing_and_two_that_agree_are_told_once() {
        heard(peer(1), 3);
        heard(peer(2), -3);

        assertThat(heard(peer(3), FAR)).isNull();
        assertThat(heard(peer(3), -FAR)).as("neither agrees with the other").isNull();
        assertThat(heard(peer(3), -FAR + 5)).isEqualTo(new ClockDiffers(peer(3), -FAR + 5, "theirs"));
        assertThat(heard(peer(3), -FAR)).isNull();
        assertThat(check.median(offset)).isBetween(-3L, 3L);
    }

    @Test
    void where_most_others_agree_it_is_ours() {
        heard(peer(1), FAR);
        heard(peer(2), FAR + 1);

        assertThat(heard(peer(1), FAR)).isEqualTo(new ClockDiffers(peer(1), FAR, "ours"));
        assertThat(heard(peer(2), FAR)).isNull();
        assertThat(check.median(offset)).isEqualTo(FAR);
    }

    @Test
    void ours_put_right_and_wrong_again_is_told_again() {
        where_most_others_agree_it_is_ours();
        heard(peer(1), 0);
        heard(peer(2), 0);
        heard(peer(1), FAR);
        heard(peer(2), FAR);

        assertThat(heard(peer(1), FAR)).isEqualTo(new ClockDiffers(peer(1), FAR, "ours"));
    }

    @Test
    void of_four_clocks_ours_is_wrong_if_it_is_ahead_of_the_others_or_behind_whatever_they_show() {
        for (long side : new long[] {-1, 1}) {
            ClockCheck ofOne = new ClockCheck();
            ofOne.heard(peer(1), side * FAR, offset);
            ofOne.heard(peer(2), side * 2 * FAR, offset);
            ofOne.heard(peer(3), side * 9 * FAR, offset);

            assertThat(ofOne.heard(peer(1), side * FAR, offset))
                    .isEqualTo(new ClockDiffers(peer(1), side * FAR, "ours"));
        }
    }

    @Test
    void two_against_two_nobody_knows_nor_if_ours_is_one_of_the_two_in_the_middle() {
        for (long third : new long[] {0, -FAR}) {
            ClockCheck ofOne = new ClockCheck();
            ofOne.heard(peer(1), third, offset);
            ClockDiffers told = null;
            for (int i = 0; i < 4; i++) {
                ofOne.heard(peer(2), FAR, offset);
                told = (ClockDiffers) ofOne.heard(peer(3), FAR, offset);
            }
            assertThat(told).isEqualTo(new ClockDiffers(peer(3), FAR, "either"));
        }
    }

    @Test
    void of_two_nobody_knows_and_both_are_named_after_a_while() {
        for (int i = 1; i < 8; i++) {
            assertThat(heard(peer(1), FAR)).isNull();
        }
        assertThat(heard(peer(1), FAR)).isEqualTo(new ClockDiffers(peer(1), FAR, "either"));
        assertThat(heard(peer(1), FAR)).isNull();
        assertThat(check.median(offset)).isZero();
    }

    @Test
    void whoever_invents_clocks_without_end_fills_no_log_and_no_memory() {
        int told = 0;
        for (int i = 10; i < 2000; i++) {
            for (int honest = 0; honest < 10; honest++) {
                heard(peer(honest), 0);
            }
            told += heard(peer(i), FAR) == null ? 0 : 1;
            told += heard(peer(i), FAR) == null ? 0 : 1;
        }

        assertThat(told).isEqualTo(256);
    }

    @Test
    void our_own_clock_set_while_all_others_are_right_is_ours() {
        heard(peer(9), -FAR); // by which anything is compared at all
        for (int i = 1; i <= 7; i++) {
            heard(peer(i), 0);
        }
        setOurs(24 * 3_600_000);

        heard(peer(1), -24 * 3_600_000);
        heard(peer(2), -24 * 3_600_000);
        assertThat(heard(peer(1), -24 * 3_600_000)).isEqualTo(new ClockDiffers(peer(1), -24 * 3_600_000, "ours"));
        assertThat(check.median(offset)).isEqualTo(-24 * 3_600_000);
    }

    @Test
    void what_was_heard_before_our_clock_was_set_says_nothing_of_what_most_clocks_show() {
        heard(peer(1), FAR);
        heard(peer(2), FAR);
        setOurs(FAR);

        assertThat(check.median(offset)).isZero();
    }

    @Test
    void one_that_was_named_beside_ours_is_named_again_when_it_is_wrong_itself() {
        of_two_nobody_knows_and_both_are_named_after_a_while();
        setOurs(FAR);
        heard(peer(1), 0);
        heard(peer(2), 0);

        heard(peer(1), FAR);
        assertThat(heard(peer(1), FAR)).isEqualTo(new ClockDiffers(peer(1), FAR, "theirs"));
    }

    @Test
    void ours_set_wrong_twice_is_told_twice() {
        where_most_others_agree_it_is_ours();
        setOurs(-FAR);
        heard(peer(1), 2 * FAR);
        heard(peer(2), 2 * FAR);

        assertThat(heard(peer(1), 2 * FAR)).isEqualTo(new ClockDiffers(peer(1), 2 * FAR, "ours"));
    }

    // Those that dialled us

    @Test
    void whom_one_dialled_and_one_place_that_dialled_us_decide_together() {
        heard(peer(1), FAR);
        assertThat(check.median(offset)).isZero();

        caller(1, FAR + 1);

        assertThat(check.median(offset)).isBetween(FAR, FAR + 1);
        assertThat(heard(peer(1), FAR)).isEqualTo(new ClockDiffers(peer(1), FAR, "ours"));
    }

    @Test
    void so_do_two_places_where_nobody_was_dialled() {
        caller(1, FAR);
        assertThat(check.median(offset)).as("one other alone").isZero();

        caller(2, FAR);

        assertThat(check.median(offset)).isEqualTo(FAR);
    }

    @Test
    void a_liar_that_dials_us_moves_nothing_however_often_and_in_whatever_order_it_speaks() {
        for (int i = 0; i < 100; i++) {
            caller(1, FAR * i);
            assertThat(check.median(offset)).as("alone with it").isZero();
        }
        caller(2, 0);
        caller(1, FAR);
        assertThat(check.median(offset)).as("beside an honest one").isZero();
        heard(peer(1), -3);
        caller(1, FAR);
        assertThat(check.median(offset))
                .as("beside an honest one that was dialled")
                .isBetween(-3L, 0L);
    }

    @Test
    void where_one_that_was_dialled_agrees_with_ours_no_number_of_places_is_asked() {
        heard(peer(1), 0);
        for (int place = 0; place < 100; place++) {
            caller(place, FAR);
        }

        assertThat(check.median(offset)).isZero();
    }

    @Test
    void where_two_were_dialled_no_number_of_places_is_asked() {
        heard(peer(1), FAR);
        heard(peer(2), 3 * FAR);
        for (int place = 0; place < 100; place++) {
            caller(place, 9 * FAR);
        }

        assertThat(check.median(offset)).isEqualTo(FAR);
    }

    @Test
    void what_those_said_that_dialled_us_is_forgotten_when_our_own_clock_is_set() {
        caller(1, FAR);
        caller(2, FAR);
        setOurs(FAR);
        assertThat(check.median(offset)).isZero();

        caller(1, 0);
        assertThat(check.median(offset)).isZero();
    }

    private void caller(int place, long ahead) {
        check.heardCaller(Ip.v4(0x0a000000 + place), ahead, offset);
    }

    private @Nullable Fact heard(Address by, long ahead) {
        return check.heard(by, ahead, offset);
    }

    private void setOurs(long by) {
        offset += by;
    }

    private static Address peer(int i) {
        return new Address(Ip.LOOPBACK, 6000 + i);
    }
}
