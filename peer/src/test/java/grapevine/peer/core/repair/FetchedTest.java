package grapevine.peer.core.repair;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.PeerScript;
import grapevine.wire.Origin;
import org.junit.jupiter.api.Test;

/** For how long, and how many, are remembered. */
class FetchedTest {
    private static final Origin ONE = new Origin(PeerScript.older(1).address(), 1);
    private static final Origin OTHER = new Origin(PeerScript.older(2).address(), 1);

    private final Fetched fetched = new Fetched(0);

    @Test
    void what_was_fetched_is_remembered_for_ten_seconds_and_no_other() {
        fetched.add(ONE, 7, 0);
        fetched.add(ONE, 9, Fetched.MILLIS - 1);
        fetched.add(ONE, 10, Fetched.MILLIS);

        assertThat(isKnown(ONE, 9, 2 * Fetched.MILLIS - 2)).isTrue();
        assertThat(isKnown(ONE, 10, 2 * Fetched.MILLIS - 1)).isTrue();
        assertThat(isKnown(ONE, 8, Fetched.MILLIS)).isFalse();
        assertThat(isKnown(OTHER, 9, Fetched.MILLIS)).isFalse();
    }

    @Test
    void after_twice_as_long_it_is_not_whether_more_came_or_not() {
        fetched.add(ONE, 7, 0);
        assertThat(isKnown(ONE, 7, 2 * Fetched.MILLIS)).isFalse();

        fetched.add(ONE, 8, 2 * Fetched.MILLIS);
        assertThat(isKnown(ONE, 7, 2 * Fetched.MILLIS)).isFalse();
        assertThat(isKnown(ONE, 8, 2 * Fetched.MILLIS)).isTrue();
    }

    @Test
    void of_one_that_says_much_in_order_all_is_remembered_and_of_what_has_gaps_the_latest() {
        for (int n = 1; n <= 100_000; n++) {
            fetched.add(ONE, n, 1);
        }
        assertThat(isKnown(ONE, 1, 1)).isTrue();

        for (int i = 1; i <= 3 * Fetched.MOST_RANGES; i++) {
            fetched.add(OTHER, 2L * i, 1);
        }
        assertThat(isKnown(ONE, 1, 1)).isFalse();
        assertThat(isKnown(OTHER, 2, 1)).isFalse();
        assertThat(isKnown(OTHER, 4L * Fetched.MOST_RANGES, 1)).isTrue();
        assertThat(isKnown(OTHER, 6L * Fetched.MOST_RANGES, 1)).isTrue();
    }

    private boolean isKnown(Origin origin, long n, long now) {
        return fetched.contains(origin, n, now);
    }
}
