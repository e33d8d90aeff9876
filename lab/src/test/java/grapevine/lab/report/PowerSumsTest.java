package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.ZipfDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerSumsTest {

    @Test
    void the_endless_sum_from_1_is_the_zeta_function() {
        assertThat(PowerSums.of(2, 1, PowerSums.ENDLESS).plain()).isCloseTo(Math.PI * Math.PI / 6, within(1e-14));
        assertThat(PowerSums.of(4, 1, PowerSums.ENDLESS).plain()).isCloseTo(Math.pow(Math.PI, 4) / 90, within(1e-14));
        assertThat(PowerSums.of(3, 1, PowerSums.ENDLESS).plain()).isCloseTo(1.2020569031595942, within(1e-14));
    }

    @Test
    void the_sum_with_logarithms_is_the_derivative_of_the_zeta_function() {
        assertThat(PowerSums.of(2, 1, PowerSums.ENDLESS).first()).isCloseTo(0.9375482543158437, within(1e-12));
        assertThat(PowerSums.of(3, 1, PowerSums.ENDLESS).first()).isCloseTo(0.19812624288563685, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1.5,1", "2.9,1", "2.9,7", "5,30"})
    void each_sum_is_the_negative_derivative_of_the_one_before(double s, int from) {
        double step = 1e-5;

        PowerSums sums = PowerSums.of(s, from, PowerSums.ENDLESS);
        PowerSums less = PowerSums.of(s - step, from, PowerSums.ENDLESS);
        PowerSums more = PowerSums.of(s + step, from, PowerSums.ENDLESS);

        assertThat((less.plain() - more.plain()) / (2 * step) / sums.first()).isCloseTo(1, within(1e-8));
        assertThat((less.first() - more.first()) / (2 * step) / sums.second()).isCloseTo(1, within(1e-8));
    }

    @ParameterizedTest
    @CsvSource({"1.01,1", "1.5,3", "2.9,40", "20,2"})
    void what_an_endless_sum_has_more_is_what_was_left_out(double s, int from) {
        PowerSums whole = PowerSums.of(s, from, PowerSums.ENDLESS);
        PowerSums head = PowerSums.of(s, from, 5 * from + 7_000);
        PowerSums rest = PowerSums.of(s, 5 * from + 7_001, PowerSums.ENDLESS);

        assertThat((head.plain() + rest.plain()) / whole.plain()).isCloseTo(1, within(1e-11));
        assertThat((head.first() + rest.first()) / whole.first()).isCloseTo(1, within(1e-11));
        assertThat((head.second() + rest.second()) / whole.second()).isCloseTo(1, within(1e-11));
    }

    @Test
    void the_law_that_ends_is_the_one_of_the_statistics_library() {
        ZipfDistribution zipf = ZipfDistribution.of(256, 2.9);
        PowerLaw law = new PowerLaw(2.9, 1, 256);

        for (int k : new int[] {1, 2, 5, 100, 256}) {
            assertThat(law.logProbability(k, law.sums())).isCloseTo(zipf.logProbability(k), within(1e-12));
            assertThat(law.atLeast(k) / zipf.survivalProbability(k - 1)).isCloseTo(1, within(1e-9));
        }
        assertThat(law.atLeast(257)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,1,2147483647", "NaN,1,2147483647", "2,0,5", "2,6,5"})
    void a_sum_that_has_no_value_is_refused(double s, int from, int last) {
        assertThatThrownBy(() -> PowerSums.of(s, from, last)).isInstanceOf(IllegalArgumentException.class);
    }
}
