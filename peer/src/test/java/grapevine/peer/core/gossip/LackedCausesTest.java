package grapevine.peer.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.PeerScript;
import grapevine.wire.Cause;
import grapevine.wire.Origin;
import org.junit.jupiter.api.Test;

/** What was waited for in vain, for a while. */
class LackedCausesTest {
    private static final long MEMORY = 1000;

    private final LackedCauses lacked = new LackedCauses(MEMORY);

    @Test
    void it_knows_a_message_until_its_time_is_over() {
        lacked.add(cause(1, 5), 100);

        assertThat(lacked.has(cause(1, 5), 1099)).isTrue();
        assertThat(lacked.has(cause(1, 5), 1100)).isFalse();
        assertThat(lacked.has(cause(1, 4), 100)).isFalse();
        assertThat(lacked.has(cause(2, 5), 100)).isFalse();
    }

    @Test
    void what_is_waited_for_in_vain_again_after_its_time_is_known_again() {
        lacked.add(cause(1, 5), 100);
        lacked.add(cause(1, 5), 900);
        assertThat(lacked.has(cause(1, 5), 1100))
                .as("it counts from the first time")
                .isFalse();

        lacked.add(cause(1, 5), 1100);

        assertThat(lacked.has(cause(1, 5), 2099)).isTrue();
        assertThat(lacked.size()).isEqualTo(1);
    }

    @Test
    void a_later_message_stands_for_an_earlier_one_until_that_is_there() {
        lacked.add(cause(1, 5), 100);

        assertThat(lacked.hasUpTo(cause(1, 4), 100, cause -> false)).isFalse();
        assertThat(lacked.hasUpTo(cause(1, 7), 100, cause -> false)).isTrue();
        assertThat(lacked.hasUpTo(cause(1, 7), 100, cause -> true)).isFalse();
        assertThat(lacked.size()).isZero();
    }

    @Test
    void what_is_over_is_forgotten_when_it_is_asked_for() {
        lacked.add(cause(1, 5), 100);
        lacked.add(cause(1, 6), 600);

        assertThat(lacked.hasUpTo(cause(1, 9), 1200, cause -> false)).isTrue();
        assertThat(lacked.size()).isEqualTo(1);
    }

    @Test
    void of_too_many_the_origins_entered_first_go() {
        for (int i = 1; i <= LackedCauses.MOST + 1; i++) {
            lacked.add(cause(i, 1), 0);
            lacked.add(cause(i, 1), 0);
        }

        assertThat(lacked.size()).isEqualTo(LackedCauses.MOST);
        assertThat(lacked.has(cause(1, 1), 0)).isFalse();
        assertThat(lacked.has(cause(2, 1), 0)).isTrue();
    }

    private static Cause cause(int origin, long n) {
        return new Cause(new Origin(PeerScript.at(origin), 7), n);
    }
}
