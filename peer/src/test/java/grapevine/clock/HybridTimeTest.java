package grapevine.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that respect causes. */
class HybridTimeTest {

    @Test
    void it_follows_the_wall_clock() {
        assertThat(new HybridTime(1000, 7).next(1001)).isEqualTo(new HybridTime(1001, 0));
    }

    @Test
    void it_counts_where_the_wall_clock_stands_still_or_goes_back() {
        HybridTime time = new HybridTime(1000, 0);

        assertThat(time.next(1000)).isEqualTo(new HybridTime(1000, 1));
        assertThat(time.next(5).next(5)).isEqualTo(new HybridTime(1000, 2));
    }

    @Test
    void after_the_last_counter_comes_the_next_millisecond() {
        assertThat(new HybridTime(1000, HybridTime.MOST_COUNTER).next(1000)).isEqualTo(new HybridTime(1001, 0));
    }

    @Test
    void what_follows_a_message_from_a_clock_ahead_is_above_it() {
        HybridTime theirs = new HybridTime(9000, 3);

        assertThat(new HybridTime(1000, 5).max(theirs).next(1001)).isEqualTo(new HybridTime(9000, 4));
    }

    @Test
    void it_is_ordered_by_milliseconds_then_counter() {
        assertThat(new HybridTime(1, 9)).isLessThan(new HybridTime(2, 0));
        assertThat(new HybridTime(1, 9)).isLessThan(new HybridTime(1, 10));
    }

    @Test
    void what_is_written_is_read_again() {
        assertThat(HybridTime.parse("1795000025012.65535")).isEqualTo(new HybridTime(1_795_000_025_012L, 65_535));
        assertThat(new HybridTime(17, 2)).hasToString("17.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1", "1.", ".1", "1.65536", "1.99999999999", "-1.0", "01.0", "1.00", "1.0.0"})
    void text_that_is_no_time_is_refused(String text) {
        assertThatThrownBy(() -> HybridTime.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
