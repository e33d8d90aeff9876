package grapevine.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a clock knows, and the laws of merging. */
class VectorClockTest {
    private static final int CLOCKS = 40;

    @Test
    void a_merge_takes_the_higher_entry_of_each_run_that_either_names() {
        VectorClock one = clock("a:1:1;b:1:2");
        VectorClock another = clock("a:1:3;c:1:1");

        assertThat(one.merge(another)).isEqualTo(clock("a:1:3;b:1:2;c:1:1"));
    }

    @Test
    void two_epochs_of_one_origin_are_two_runs() {
        assertThat(clock("a:1:5").merge(clock("a:2:1"))).hasToString("a:1:5;a:2:1");
        assertThat(clock("a:1:5").includes(new MessageId("a", 2, 1))).isFalse();
    }

    @Test
    void an_entry_stands_for_all_lower_numbers_of_its_run() {
        VectorClock clock = clock("a:1:5");

        assertThat(clock.includes(new MessageId("a", 1, 1))).isTrue();
        assertThat(clock.includes(new MessageId("a", 1, 5))).isTrue();
        assertThat(clock.includes(new MessageId("a", 1, 6))).isFalse();
        assertThat(clock.includes(new MessageId("b", 1, 1))).isFalse();
        assertThat(clock.latestOf(new MessageId("a", 1, 9))).isEqualTo(5);
        assertThat(clock.latestOf(new MessageId("b", 1, 9))).isZero();
    }

    @Test
    void of_several_messages_of_one_run_the_highest_counts() {
        assertThat(VectorClock.of(
                        new MessageId("b", 1, 1),
                        new MessageId("a", 1, 2),
                        new MessageId("b", 1, 7),
                        new MessageId("a", 1, 1)))
                .hasToString("a:1:2;b:1:7");
    }

    @Test
    void knowing_what_it_knows_changes_nothing() {
        VectorClock clock = clock("a:1:5");

        assertThat(clock.with(new MessageId("a", 1, 4))).isSameAs(clock);
        assertThat(clock.with(new MessageId("a", 1, 6))).hasToString("a:1:6");
        assertThat(clock).hasToString("a:1:5");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void merging_is_commutative_associative_and_idempotent_with_the_empty_clock_as_zero(long seed) {
        List<VectorClock> clocks = random(seed);

        for (VectorClock a : clocks) {
            assertThat(a.merge(a)).isEqualTo(a);
            assertThat(a.merge(VectorClock.empty())).isEqualTo(a);
            for (VectorClock b : clocks) {
                assertThat(a.merge(b)).isEqualTo(b.merge(a));
                for (VectorClock c : clocks) {
                    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void including_is_a_partial_order_and_merging_its_least_upper_bound(long seed) {
        List<VectorClock> clocks = random(seed);

        for (VectorClock a : clocks) {
            assertThat(a.includes(a)).isTrue();
            for (VectorClock b : clocks) {
                VectorClock both = a.merge(b);
                assertThat(both.includes(a) && both.includes(b)).isTrue();
                assertThat(a.includes(b) && b.includes(a)).isEqualTo(a.equals(b));
                for (VectorClock c : clocks) {
                    assertThat(c.includes(a) && c.includes(b)).isEqualTo(c.includes(both));
                    if (a.includes(b) && b.includes(c)) {
                        assertThat(a.includes(c)).isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_is_written_is_read_again(long seed) {
        for (VectorClock clock : random(seed)) {
            assertThat(VectorClock.parse(clock.toString())).isEqualTo(clock).hasSameHashCodeAs(clock);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a:1", "a:1:0", "a:1:01", "a:-1:1", ":1:1", "a:1:1;", "a b:1:1", "a:1:9223372036854775808"})
    void text_that_is_no_clock_is_refused(String text) {
        assertThatThrownBy(() -> VectorClock.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_largest_numbers_are_read() {
        String text = "[fe80::1]:6001:9223372036854775807:9223372036854775807";

        assertThat(clock(text).latest())
                .containsExactly(new MessageId("[fe80::1]:6001", Long.MAX_VALUE, Long.MAX_VALUE));
    }

    private static VectorClock clock(String text) {
        return VectorClock.parse(text);
    }

    private static List<VectorClock> random(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<VectorClock> clocks = new ArrayList<>();
        clocks.add(VectorClock.empty());
        while (clocks.size() < CLOCKS) {
            List<MessageId> ids = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                ids.add(new MessageId("peer" + random.nextInt(4), 1 + random.nextInt(2), 1 + random.nextInt(4)));
            }
            clocks.add(VectorClock.of(ids));
        }
        return clocks;
    }
}
