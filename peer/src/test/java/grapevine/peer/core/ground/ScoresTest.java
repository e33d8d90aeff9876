package grapevine.peer.core.ground;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final Address WHERE = Address.parse("10.0.0.9:6009");
    private static final int MANY_LINKS = 100;
    private static final long MINUTE = 60_000;

    private final Scores scores = new Scores();

    private void forged(String member, int times, long now) {
        for (int i = 0; i < times; i++) {
            scores.blame(member, WHERE, Scores.FORGERY, "its proof does not hold", MANY_LINKS, now);
        }
    }

    @Test
    void one_forgery_is_remembered_for_two_minutes_and_told_once() {
        assertThat(scores.blame("eve", WHERE, Scores.FORGERY, "why", MANY_LINKS, 0))
                .isTrue();
        assertThat(scores.blame("eve", WHERE, Scores.FORGERY, "why", MANY_LINKS, 1))
                .isFalse();
        assertThat(scores.isDistrusted("bob", MANY_LINKS, 1)).isFalse();

        assertThat(scores.isDistrusted("eve", MANY_LINKS, 4 * MINUTE)).isTrue();
        assertThat(scores.isDistrusted("eve", MANY_LINKS, 4 * MINUTE + 1)).isFalse();
        assertThat(scores.blame("eve", WHERE, Scores.FORGERY, "why", MANY_LINKS, 4 * MINUTE + 1))
                .isTrue();
    }

    @Test
    void whatever_somebody_did_it_is_over_after_eight_minutes() {
        forged("eve", 1_000, 0);

        assertThat(scores.isDistrusted("eve", MANY_LINKS, 8 * MINUTE)).isTrue();
        assertThat(scores.isDistrusted("eve", MANY_LINKS, 8 * MINUTE + 1)).isFalse();
    }

    @Test
    void no_more_are_distrusted_than_a_quarter_of_the_links_the_worst_of_them() {
        forged("worst", 4, 0);
        forged("bad", 2, 0);
        forged("eve", 1, 0);

        assertThat(scores.isDistrusted("worst", 0, 0)).isFalse();
        assertThat(scores.isDistrusted("worst", 4, 0)).isTrue();
        assertThat(scores.isDistrusted("bad", 4, 0)).isFalse();
        assertThat(scores.isDistrusted("bad", 5, 0)).isTrue();
        assertThat(scores.isDistrusted("eve", 8, 0)).isFalse();
        assertThat(scores.isDistrusted("eve", 9, 0)).isTrue();
        assertThat(scores.distrusted(9, 0)).isEqualTo(3);
    }

    @Test
    void those_beyond_a_quarter_of_the_links_are_neither_counted_nor_told() {
        forged("worst", 4, 0);

        assertThat(scores.blame("eve", WHERE, Scores.FORGERY, "why", 4, 0)).isFalse();
        assertThat(scores.distrusted(4, 0)).isOne();
        assertThat(scores.distrusted(0, 0)).isZero();

        assertThat(scores.blame("eve", WHERE, Scores.FORGERY, "why", 5, 0)).isTrue();
        assertThat(scores.blame("eve", WHERE, Scores.FORGERY, "why", 5, 0)).isFalse();
        assertThat(scores.distrusted(5, 0)).isEqualTo(2);
    }

    @Test
    void also_of_those_that_did_the_same_no_more_are_distrusted() {
        for (int i = 0; i < 100; i++) {
            forged("member " + i, 1, 0);
        }

        for (int links = 0; links <= 20; links++) {
            int there = links;
            assertThat(IntStream.range(0, 100).filter(i -> scores.isDistrusted("member " + i, there, 0)))
                    .as(links + " links")
                    .hasSize((links + 3) / 4);
        }
    }

    @Test
    void of_too_many_the_one_with_the_fewest_points_goes() {
        forged("eve", 2, 0);
        for (int i = 0; i < 2 * Scores.MOST; i++) {
            forged("member " + i, 1, i);
        }

        assertThat(scores.size()).isEqualTo(Scores.MOST);
        assertThat(scores.isDistrusted("eve", MANY_LINKS, 0)).isTrue();
    }

    @Test
    void what_somebody_did_is_told_by_where_it_was_until_it_is_forgotten() {
        forged("eve", 2, 0);

        assertThat(scores.tellAt(WHERE, 2 * MINUTE))
                .isEqualTo("member=eve score=16.0 why-score=\"2 times, last: its proof does not hold\"");
        assertThat(scores.tellAt(Address.parse("10.0.0.8:6009"), 0)).isNull();
        assertThat(scores.tellAt(WHERE, 60 * MINUTE)).isNull();
        assertThat(scores.distrusted(MANY_LINKS, 60 * MINUTE)).isZero();
        assertThat(scores.size()).isZero();
    }
}
