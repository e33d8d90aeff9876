package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.GeometricDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.distribution.ZipfDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitTest {
    private static final int NO_CAP = Integer.MAX_VALUE;

    @ParameterizedTest(name = "exponent {0}, seed {1}")
    @CsvSource({"2.2,1", "2.5,2", "2.9,3", "3.4,4"})
    void the_exponent_of_a_power_law_is_found(double exponent, long seed) {
        PowerLawFit fit = fit(zipf(exponent, 1_000_000, 100_000, seed), NO_CAP);

        assertThat(fit.exponent()).isCloseTo(exponent, within(4 * fit.standardError()));
        assertThat(fit.standardError()).isLessThan(0.02);
        assertThat(fit.distance()).isLessThan(0.01);
        assertThat(fit.vuong()).isGreaterThan(2);
        assertThat(fit.pValue()).isLessThan(0.05);
        assertThat(fit.cappedExponent()).isCloseTo(fit.exponent(), within(1e-6));
    }

    @Test
    void the_tail_is_found_where_it_begins() {
        int[] law = Arrays.stream(zipf(2.7, 100_000, 400_000, 5))
                .filter(degree -> degree >= 6)
                .toArray();
        SplittableRandom random = new SplittableRandom(6);
        int[] body = random.ints(2L * law.length, 1, 4).toArray();

        PowerLawFit fit =
                fit(IntStream.concat(Arrays.stream(law), Arrays.stream(body)).toArray(), NO_CAP);

        assertThat(fit.tailFrom()).isBetween(6, 8);
        assertThat(fit.exponent()).isCloseTo(2.7, within(4 * fit.standardError()));
        assertThat(fit.samples()).isEqualTo(3L * law.length);
        assertThat(fit.share(fit.tailFrom())).isCloseTo((double) fit.tail() / fit.samples(), within(1e-12));
    }

    @Test
    void a_law_that_ends_at_the_cap_is_found_by_the_capped_exponent_and_the_plain_one_is_steeper() {
        int cap = 30;

        PowerLawFit fit = fit(zipf(2.0, cap, 100_000, 7), cap);

        assertThat(fit.cappedDistance()).isLessThan(0.01);
        assertThat(fit.exponent()).isGreaterThan(fit.cappedExponent() + 0.05);
    }

    @Test
    void degrees_of_an_exponential_law_do_not_pass_for_a_power_law() {
        PowerLawFit fit = fit(
                GeometricDistribution.of(0.15)
                        .createSampler(random(8))
                        .samples(50_000)
                        .map(k -> k + 1)
                        .toArray(),
                NO_CAP);

        assertThat(fit.vuong()).isLessThan(2);
        assertThat(fit.exponent()).isGreaterThan(3);
        assertThat(fit.tail()).as("all that looks like one").isLessThan(5_000);
    }

    @Test
    void degrees_of_a_random_graph_are_no_power_law() {
        PowerLawFit fit = fit(
                PoissonDistribution.of(8)
                        .createSampler(random(9))
                        .samples(50_000)
                        .toArray(),
                NO_CAP);

        assertThat(fit.exponent()).isGreaterThan(3.5);
        assertThat(fit.vuong()).isLessThan(2);
    }

    /**
     * 60 peers of degree 1, 20 of degree 2, so the mean of ln k is ln 2 / 4. Up to a cap of 2 the law is 1 : 2^-s,
     * which gives 2^-s = 1/3. Without end, -zeta'(s) / zeta(s) = ln 2 / 4 was solved by bisection. The geometric law
     * has the mean 1.25, so 0.8 and 0.16, which the likelihood ratio is computed with term by term.
     */
    @Test
    void a_worked_example() {
        int[] degrees = IntStream.range(0, 80).map(i -> i < 60 ? 1 : 2).toArray();

        PowerLawFit fit = fit(degrees, 2);

        assertThat(fit.tailFrom()).isEqualTo(1);
        assertThat(fit.tail()).isEqualTo(80);
        assertThat(fit.cappedExponent()).isCloseTo(Math.log(3) / Math.log(2), within(1e-8));
        assertThat(fit.cappedDistance()).isCloseTo(0, within(1e-9));
        assertThat(fit.exponent()).isCloseTo(2.9523674337, within(1e-7));
        assertThat(fit.standardError()).isCloseTo(0.2611729760, within(1e-5));
        assertThat(fit.distance()).isCloseTo(0.0752370407, within(1e-7));
        assertThat(fit.logLikelihoodRatio()).isCloseTo(-6.2550298499, within(1e-6));
        assertThat(fit.vuong()).isCloseTo(-3.6958555696, within(1e-6));
        assertThat(fit.pValue()).isCloseTo(0.0002191475, within(1e-6));
    }

    @Test
    void peers_that_all_have_the_same_degree_follow_no_law() {
        Fit fit = Fit.of(Degrees.of(new SplittableRandom(1).ints(500, 8, 9).toArray()), 256);

        assertThat(fit).isEqualTo(new Fit.NoFit("all degrees are (almost) equal: no exponent up to 20.0 fits"));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "49"})
    void too_few_peers_follow_no_law(int peers) {
        Fit fit = Fit.of(Degrees.of(IntStream.rangeClosed(1, peers).toArray()), 256);

        assertThat(fit)
                .isEqualTo(new Fit.NoFit(peers + " peers with neighbours are too few for a fit, which takes 50"));
    }

    @Test
    void peers_without_neighbours_are_no_part_of_a_tail() {
        int[] degrees = IntStream.range(0, 200)
                .map(i -> i < 100 ? 0 : i < 160 ? 1 : i - 158)
                .toArray();

        PowerLawFit fit = fit(degrees, 256);

        assertThat(fit.tailFrom()).isPositive();
        assertThat(fit.samples()).isEqualTo(200);
    }

    @Test
    void a_tail_that_is_almost_all_at_the_cap_still_gets_numbers() {
        int[] degrees = IntStream.range(0, 10_000).map(i -> i < 300 ? 4 : 5).toArray();

        PowerLawFit fit = fit(degrees, 5);

        assertThat(fit.exponent()).isFinite();
        assertThat(fit.vuong()).isFinite();
        assertThat(fit.cappedExponent()).isFinite();
    }

    @Test
    void a_degree_above_the_cap_is_refused() {
        assertThatThrownBy(() -> Fit.of(Degrees.of(1, 257), 256)).hasMessage("degree 257 is above the cap 256");
    }

    private static PowerLawFit fit(int[] degrees, int cap) {
        Fit fit = Fit.of(Degrees.of(degrees), cap);
        assertThat(fit).isInstanceOf(PowerLawFit.class);
        return (PowerLawFit) fit;
    }

    private static int[] zipf(double exponent, int largest, int samples, long seed) {
        return ZipfDistribution.of(largest, exponent)
                .createSampler(random(seed))
                .samples(samples)
                .toArray();
    }

    private static UniformRandomProvider random(long seed) {
        return new SplittableRandom(seed)::nextLong;
    }
}
