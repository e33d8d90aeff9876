package grapevine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a system is warm. */
class SteadyTest {
    private final Steady steady = new Steady();

    @ParameterizedTest(name = "by {0} each time")
    @ValueSource(doubles = {1.04, 1.02, 1.01})
    void it_is_not_reached_while_the_rate_rises(double by) {
        for (double rate = 1; rate < 100; rate *= by) {
            steady.add(rate);
            assertThat(steady.isReached()).isFalse();
        }
    }

    @Test
    void it_is_reached_when_the_rate_has_not_risen_five_times() {
        add(1, 2, 3, 3, 2.9, 3.05, 2);
        assertThat(steady.isReached()).isFalse();

        add(3);
        assertThat(steady.isReached()).isTrue();
    }

    @Test
    void a_late_rise_begins_anew() {
        add(3, 1, 1, 1, 1, 4, 1, 1, 1, 1);
        assertThat(steady.isReached()).isFalse();
    }

    private void add(double... rates) {
        for (double rate : rates) {
            steady.add(rate);
        }
    }
}
