package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact.ClockDiffers;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import org.junit.jupiter.api.Test;

/** Whose clock is wrong, by hellos. */
class ClockCheckTest {
    private static final long FAR = 7_200_000;

    private final ClockCheck check = new ClockCheck();

    @Test
    void clocks_that_agree_are_nothing_to_tell() {
        for (int i = 0; i < 100; i++) {
            assertThat(check.heard(peer(i % 20), i % 2 == 0 ? 60_000 : -60_000)).isNull();
        }
    }

    @Test
    void one_hello_proves_nothing_and_two_that_agree_are_told_once() {
        check.heard(peer(1), 3);
        check.heard(peer(2), -3);

        assertThat(check.heard(peer(3), FAR)).isNull();
        assertThat(check.heard(peer(3), -FAR))
                .as("neither agrees with the other")
                .isNull();
        assertThat(check.heard(peer(3), -FAR + 5)).isEqualTo(new ClockDiffers(peer(3), -FAR + 5, "theirs"));
        assertThat(check.heard(peer(3), -FAR)).isNull();
        assertThat(check.median()).isBetween(-3L, 3L);
    }

    @Test
    void where_most_others_agree_it_is_ours() {
        check.heard(peer(1), FAR);
        check.heard(peer(2), FAR + 1);

        assertThat(check.heard(peer(1), FAR)).isEqualTo(new ClockDiffers(peer(1), FAR, "ours"));
        assertThat(check.heard(peer(2), FAR)).isNull();
        assertThat(check.median()).isEqualTo(FAR);
    }

    @Test
    void ours_put_right_and_wrong_again_is_told_again() {
        where_most_others_agree_it_is_ours();
        check.heard(peer(1), 0);
        check.heard(peer(2), 0);
        check.heard(peer(1), FAR);
        check.heard(peer(2), FAR);

        assertThat(check.heard(peer(1), FAR)).isEqualTo(new ClockDiffers(peer(1), FAR, "ours"));
    }

    @Test
    void of_two_nobody_knows_and_both_are_named_after_a_while() {
        for (int i = 1; i < 8; i++) {
            assertThat(check.heard(peer(1), FAR)).isNull();
        }
        assertThat(check.heard(peer(1), FAR)).isEqualTo(new ClockDiffers(peer(1), FAR, "either"));
        assertThat(check.heard(peer(1), FAR)).isNull();
        assertThat(check.median()).isZero();
    }

    @Test
    void whoever_invents_clocks_without_end_fills_no_log_and_no_memory() {
        int told = 0;
        for (int i = 10; i < 2000; i++) {
            for (int honest = 0; honest < 10; honest++) {
                check.heard(peer(honest), 0);
            }
            told += check.heard(peer(i), FAR) == null ? 0 : 1;
            told += check.heard(peer(i), FAR) == null ? 0 : 1;
        }

        assertThat(told).isEqualTo(256);
    }

    private static Address peer(int i) {
        return new Address(Ip.LOOPBACK, 6000 + i);
    }
}
