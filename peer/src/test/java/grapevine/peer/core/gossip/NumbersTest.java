package grapevine.peer.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of one origin, against a plain set, and at the edges. */
class NumbersTest {
    private static final long HIGHEST = 120;

    private final List<String> told = new ArrayList<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void they_agree_with_a_set_whatever_is_entered_and_added(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Numbers numbers = new Numbers(0);
        TreeSet<Long> set = new TreeSet<>();

        while (set.size() < HIGHEST) {
            long first = 1 + random.nextLong(HIGHEST);
            long last = random.nextInt(4) > 0 ? first : Math.min(HIGHEST, first + random.nextLong(8));
            if (first < last || numbers.has(first)) {
                numbers.add(first, last);
            } else {
                assertThat(numbers.enter(first, true)).isTrue();
            }
            for (long n = first; n <= last; n++) {
                set.add(n);
            }
            agree(numbers, set, 1 + random.nextLong(HIGHEST), 1 + random.nextLong(HIGHEST));
        }

        assertThat(numbers.ranges()).isZero();
    }

    @Test
    void a_number_follows_on_what_was_handed_over_if_any_was_that_is_lower() {
        Numbers numbers = new Numbers(0);
        assertThat(numbers.isAfterHanded(5)).isFalse();

        hand(numbers, 3);
        hand(numbers, 6);
        assertThat(numbers.isAfterHanded(3)).isFalse();
        assertThat(numbers.isAfterHanded(4)).isTrue();
        hand(numbers, 2);
        assertThat(numbers.isAfterHanded(2)).isFalse();
        assertThat(numbers.isAfterHanded(3)).isTrue();

        hand(numbers, Long.MAX_VALUE);
        assertThat(numbers.isAfterHanded(7))
                .as("as far as two bytes say, never too much")
                .isFalse();
        assertThat(numbers.isAfterHanded(Long.MAX_VALUE - 65_534)).isTrue();
    }

    private static void hand(Numbers numbers, long n) {
        assertThat(numbers.enter(n, true)).isTrue();
        numbers.handOver(n, false);
    }

    private void agree(Numbers numbers, TreeSet<Long> set, long one, long other) {
        TreeSet<Long> known = new TreeSet<>();
        TreeSet<Long> unseen = new TreeSet<>();
        TreeSet<Long> all = new TreeSet<>();
        for (long n = 1; n <= HIGHEST; n++) {
            all.add(n);
            assertThat(numbers.has(n)).as("has " + n).isEqualTo(set.contains(n));
            if (set.contains(n)) {
                Long lower = set.lower(n);
                assertThat(numbers.below(n)).as("below " + n).isEqualTo(lower == null ? 0 : lower);
            }
        }
        all.removeAll(set);
        numbers.known(one, (first, last) -> fill(known, first, last));
        numbers.unseen(Math.min(one, other), Math.max(one, other), (first, last) -> fill(unseen, first, last));

        assertThat(numbers.highest()).isEqualTo(set.last());
        assertThat(known).isEqualTo(set.headSet(one, true));
        assertThat(unseen).isEqualTo(all.subSet(Math.min(one, other), true, Math.max(one, other), true));
    }

    @Test
    void what_came_before_the_first_met_may_come_but_is_not_awaited() {
        Numbers numbers = new Numbers(5, 0, true);
        numbers.enter(8, true);

        numbers.settle(this::tell);
        numbers.settle(this::tell);

        assertThat(told).containsExactly("6-7");
        assertThat(numbers.has(4)).isFalse();
        assertThat(numbers.has(7)).isTrue();
    }

    @Test
    void where_no_range_may_be_kept_only_what_joins_one_is_entered() {
        Numbers numbers = new Numbers(5, 0, false);

        assertThat(numbers.has(4)).as("not awaited").isTrue();
        assertThat(numbers.enter(7, false)).isFalse();
        assertThat(numbers.enter(6, false)).isTrue();
        assertThat(numbers.ranges()).isZero();
    }

    @Test
    void a_range_too_many_is_neither_entered_nor_added() {
        Numbers numbers = new Numbers(0);
        for (int i = 1; i <= Numbers.MOST_RANGES; i++) {
            assertThat(numbers.enter(3L * i, true)).isTrue();
        }

        assertThat(numbers.enter(90_000, true)).isFalse();
        numbers.add(90_000, 90_001);
        assertThat(numbers.has(90_000)).isFalse();
        numbers.add(4, 5); // joins two
        assertThat(numbers.enter(90_000, true)).isTrue();
    }

    @Test
    void how_far_ahead_a_number_may_be_is_counted_from_the_lowest_missing_one() {
        Numbers numbers = new Numbers(0);

        assertThat(numbers.isFarAhead(Numbers.MOST_AHEAD)).isFalse();
        assertThat(numbers.isFarAhead(Numbers.MOST_AHEAD + 1)).isTrue();
        numbers.unseen(Numbers.MOST_AHEAD - 1, Long.MAX_VALUE, this::tell);
        numbers.enter(1, true);
        assertThat(numbers.isFarAhead(Numbers.MOST_AHEAD + 1)).isFalse();

        assertThat(told).containsExactly("1048575-1048576");
    }

    @Test
    void a_gap_is_given_up_at_the_second_call_after_something_came_above_it() {
        Numbers numbers = new Numbers(1, 0, true);
        numbers.enter(3, true);
        numbers.settle(this::tell);
        numbers.enter(6, true);

        numbers.settle(this::tell);
        assertThat(told).containsExactly("2-2");
        numbers.settle(this::tell);

        assertThat(told).containsExactly("2-2", "4-5");
        assertThat(numbers.ranges()).isZero();
    }

    @Test
    void what_is_up_to_now_is_not_owed_and_not_awaited() {
        Numbers numbers = new Numbers(1, 0, true);
        numbers.enter(4, true);

        numbers.oweNothingSoFar();
        numbers.settle(this::tell);
        numbers.settle(this::tell);

        assertThat(numbers.owedFrom()).isEqualTo(5);
        assertThat(told).isEmpty();
        assertThat(numbers.has(2)).isFalse();
    }

    @Test
    void the_largest_number_is_one_like_any_other() {
        Numbers numbers = new Numbers(Long.MAX_VALUE, 0, true);

        numbers.oweNothingSoFar();
        assertThat(numbers.owedFrom()).isEqualTo(Long.MAX_VALUE);
        numbers.add(1, Long.MAX_VALUE - 1);
        numbers.known(Long.MAX_VALUE, this::tell);

        assertThat(told).containsExactly("1-" + Long.MAX_VALUE);
        assertThat(numbers.below(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void only_what_was_made_later_touches_it() {
        Numbers numbers = new Numbers(1, 50, true);

        numbers.touch(40);
        assertThat(numbers.touchedAt()).isEqualTo(50);
        numbers.touch(60);

        assertThat(numbers.touchedAt()).isEqualTo(60);
    }

    private void tell(long first, long last) {
        told.add(first + "-" + last);
    }

    private static void fill(TreeSet<Long> set, long first, long last) {
        for (long n = first; n <= last; n++) {
            assertThat(set.add(n)).as(n + " told once").isTrue();
        }
    }

    @Test
    void what_was_given_up_stays_so_where_there_is_no_room_for_one_range_more() {
        Numbers numbers = new Numbers(10_000, 0, true);
        for (long n = 2; numbers.ranges() < Numbers.MOST_RANGES; n += 2) {
            numbers.enter(n, true);
        }
        numbers.giveUp(5_000, 5_000, 1, (first, last) -> {});

        numbers.settle((first, last) -> {});
        numbers.settle((first, last) -> {});

        assertThat(numbers.has(5_000)).isFalse();
        assertThat(numbers.isGivenUp(5_000)).isTrue();
    }
}
