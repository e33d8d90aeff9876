package grapevine.seed.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeLatelyTest {
    private static final long MINUTE = 60_000;

    private final SizeLately size = new SizeLately();

    @Test
    void the_largest_size_is_told_for_ten_minutes_after_it_was_seen() {
        assertThat(size.with(40, 100 * MINUTE)).isEqualTo(40);
        assertThat(size.with(5, 100 * MINUTE + 1)).isEqualTo(40);
        assertThat(size.with(7, 105 * MINUTE)).isEqualTo(40);
        assertThat(size.with(6, 110 * MINUTE)).isEqualTo(40);

        assertThat(size.with(6, 111 * MINUTE)).isEqualTo(7);
        assertThat(size.with(6, 115 * MINUTE)).isEqualTo(7);
        assertThat(size.with(6, 116 * MINUTE)).isEqualTo(6);
    }

    @Test
    void what_was_seen_before_a_long_silence_is_forgotten() {
        assertThat(size.with(300, 3 * MINUTE)).isEqualTo(300);

        assertThat(size.with(2, 5000 * MINUTE)).isEqualTo(2);
    }
}
