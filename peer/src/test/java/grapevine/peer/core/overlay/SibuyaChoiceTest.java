package grapevine.peer.core.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import grapevine.peer.core.PeerScript;
import grapevine.wire.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The law by which neighbours are chosen. */
class SibuyaChoiceTest {
    private static final int DRAWS = 200_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void the_size_of_a_subset_follows_the_exact_law(long seed) {
        SibuyaChoice choice = new SibuyaChoice(new SplittableRandom(seed));
        int max = 40;
        long[] seen = new long[max + 1];

        for (int i = 0; i < DRAWS; i++) {
            seen[choice.subsetSize(max)]++;
        }

        long[] observed = Arrays.copyOfRange(seen, 1, max + 1);
        assertThat(ChiSquareTest.withDefaults().test(sizes(max), observed).getPValue())
                .isGreaterThan(0.001);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_chosen_degree_follows_the_exact_law(long seed) {
        SibuyaChoice choice = new SibuyaChoice(new SplittableRandom(seed));
        int count = 12;
        long[] chosen = new long[count];

        for (int i = 0; i < DRAWS; i++) {
            chosen[choice.takeTopOfSubset(entries(count)).degree() - 1]++;
        }

        double[] expected = new double[count];
        double[] sizes = sizes(count);
        for (int rank = 1; rank <= count; rank++) {
            // Of all subsets of this size, in so many the one of this rank is the highest: all others come from below
            // it.
            for (int size = 1; size <= rank; size++) {
                expected[rank - 1] += sizes[size - 1] * binomial(rank - 1, size - 1) / binomial(count, size);
            }
        }
        assertThat(ChiSquareTest.withDefaults().test(expected, chosen).getPValue())
                .isGreaterThan(0.001);
    }

    /** The probability of each size of a subset from 1 to this. */
    private static double[] sizes(int max) {
        double[] probabilities = new double[max];
        double beyond = 1;
        for (int size = 1; size <= max; size++) {
            probabilities[size - 1] = size < max ? beyond * SibuyaChoice.BETA / size : beyond;
            beyond -= probabilities[size - 1];
        }
        return probabilities;
    }

    private static double binomial(int n, int k) {
        double product = 1;
        for (int i = 1; i <= k; i++) {
            product = product * (n - k + i) / i;
        }
        return product;
    }

    @ParameterizedTest(name = "max {0}")
    @ValueSource(ints = {1, 2, 3, 10})
    void a_subset_is_never_larger_than_the_list(int max) {
        SibuyaChoice choice = new SibuyaChoice(new SplittableRandom(7));

        for (int i = 0; i < 10_000; i++) {
            assertThat(choice.subsetSize(max)).isBetween(1, max);
        }
    }

    @Test
    void a_choice_by_degree_is_in_proportion_to_it() {
        SibuyaChoice choice = new SibuyaChoice(new SplittableRandom(3));
        int[] chosen = new int[5];

        for (int i = 0; i < 150_000; i++) {
            List<Entry> candidates = entries(5);
            Entry taken = choice.takeByDegree(candidates);
            chosen[taken.degree() - 1]++;
            assertThat(candidates).hasSize(4).doesNotContain(taken);
        }

        for (int degree = 1; degree <= 5; degree++) {
            assertThat(chosen[degree - 1]).isBetween(10_000 * degree - 500, 10_000 * degree + 500);
        }
    }

    @Test
    void the_top_of_a_subset_is_the_higher_the_more_often_and_each_may_be_it() {
        SibuyaChoice choice = new SibuyaChoice(new SplittableRandom(3));
        int[] chosen = new int[5];

        for (int i = 0; i < 50_000; i++) {
            List<Entry> candidates = entries(5);
            Entry top = choice.takeTopOfSubset(candidates);
            chosen[top.degree() - 1]++;
            assertThat(candidates).hasSize(4).doesNotContain(top);
        }

        // The highest of five is in a subset of s with probability s/5, the lowest is the top of subsets of one only.
        double p1 = 1 / 3.;
        double p2 = (1 - p1) / 6;
        double p3 = (1 - p1 - p2) / 9;
        double p4 = (1 - p1 - p2 - p3) / 12;
        double p5 = 1 - p1 - p2 - p3 - p4;
        double lowest = p1 / 5;
        double highest = p1 / 5 + p2 * 4 / 10 + p3 * 6 / 10 + p4 * 4 / 5 + p5;
        assertThat(chosen[0] / 50_000.).isCloseTo(lowest, offset(0.005));
        assertThat(chosen[4] / 50_000.).isCloseTo(highest, offset(0.01));
        assertThat(chosen).isSorted();
    }

    @Test
    void a_uniform_choice_takes_each_as_often_and_out_of_the_list() {
        SibuyaChoice choice = new SibuyaChoice(new SplittableRandom(4));
        int[] chosen = new int[8];

        for (int i = 0; i < 80_000; i++) {
            List<Entry> candidates = entries(8);
            Entry one = choice.takeUniform(candidates);
            chosen[one.degree() - 1]++;
            assertThat(candidates).hasSize(7).doesNotContain(one);
        }

        double chiSquare = 0;
        for (int seen : chosen) {
            chiSquare += (seen - 10_000.) * (seen - 10_000.) / 10_000;
        }
        // 7 degrees of freedom: above 24.3 with probability 0.001
        assertThat(chiSquare).isLessThan(24.3);
    }

    @ParameterizedTest(name = "of {0}")
    @ValueSource(ints = {0, 1, 2, 3, 4, 9, 100})
    void the_top_half_is_the_upper_half_by_degree_highest_first(int size) {
        SibuyaChoice choice = new SibuyaChoice(new SplittableRandom(5));

        List<Entry> top = choice.topHalf(entries(size));

        int half = size == 1 ? 1 : size / 2;
        List<Integer> expected = new ArrayList<>();
        for (int degree = size; degree > size - half; degree--) {
            expected.add(degree);
        }
        assertThat(top).extracting(Entry::degree).containsExactlyElementsOf(expected);
    }

    @Test
    void among_equal_degrees_the_top_half_is_chosen_by_chance() {
        SibuyaChoice choice = new SibuyaChoice(new SplittableRandom(6));
        List<Entry> equals = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            equals.add(new Entry(PeerScript.at(6000 + i), 3, i, 1));
        }
        int[] chosen = new int[11];

        for (int i = 0; i < 10_000; i++) {
            choice.topHalf(equals).forEach(each -> chosen[(int) each.age()]++);
        }

        for (int i = 1; i <= 10; i++) {
            assertThat(chosen[i]).isBetween(4800, 5200);
        }
    }

    /** Degrees 1 to {@code size}. */
    private static List<Entry> entries(int size) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            entries.add(new Entry(PeerScript.at(6000 + i), i, 1000 + i, 1));
        }
        return entries;
    }
}
