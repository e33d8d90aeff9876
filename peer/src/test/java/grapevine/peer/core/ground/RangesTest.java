package grapevine.peer.core.ground;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Range;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges hold what a set of the same numbers holds. */
class RangesTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void they_agree_with_a_set_whatever_is_added_and_removed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Ranges ranges = new Ranges();
        TreeSet<Long> set = new TreeSet<>();

        for (int step = 0; step < 2000; step++) {
            long first = 1 + random.nextInt(60);
            long last = first + random.nextInt(6);
            boolean isAdded = random.nextInt(3) > 0;
            for (long n = first; n <= last; n++) {
                if (isAdded) {
                    set.add(n);
                } else {
                    set.remove(n);
                }
            }
            if (isAdded && first == last) {
                ranges.add(first);
            } else if (isAdded) {
                ranges.add(first, last);
            } else {
                ranges.remove(first, last);
            }
            agree(ranges, set);
        }
        Ranges taken = ranges.takeFirst(set.size() / 2, 1000);
        assertThat(taken.count()).isEqualTo(set.size() / 2);
        assertThat(ranges.count()).isEqualTo(set.size() - set.size() / 2);
    }

    @Test
    void the_largest_numbers_there_are_can_be_taken_out() {
        Ranges ranges = new Ranges();
        ranges.add(Long.MAX_VALUE - 1, Long.MAX_VALUE);

        Ranges taken = ranges.takeFirst(1024, 1000);

        assertThat(taken.toList()).containsExactly(new Range(Long.MAX_VALUE - 1, Long.MAX_VALUE));
        assertThat(ranges.isEmpty()).isTrue();
    }

    @Test
    void of_many_ranges_so_many_are_taken_out() {
        Ranges ranges = new Ranges();
        ranges.add(1, 3);
        ranges.add(5, 5);
        ranges.add(7, 9);

        Ranges taken = ranges.takeFirst(1024, 2);

        assertThat(taken.toList()).containsExactly(new Range(1, 3), Range.of(5));
        assertThat(ranges.toList()).containsExactly(new Range(7, 9));
    }

    private static void agree(Ranges ranges, TreeSet<Long> set) {
        assertThat(ranges.count()).isEqualTo(set.size());
        for (long n = 1; n <= 66; n++) {
            assertThat(ranges.contains(n)).as("%d", n).isEqualTo(set.contains(n));
        }
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.first(i)).isGreaterThan(ranges.last(i - 1) + 1);
        }
    }
}
