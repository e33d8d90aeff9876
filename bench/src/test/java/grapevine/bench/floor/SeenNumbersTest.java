package grapevine.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenNumbersTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void each_number_is_new_once_in_whatever_order_it_comes(long seed) {
        SeenNumbers seen = new SeenNumbers();
        BitSet known = new BitSet();
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 200_000; i++) {
            int lowest = known.nextClearBit(0);
            int n = random.nextInt(Math.max(0, lowest - 100), lowest + 1000);
            assertThat(seen.add(n)).isEqualTo(!known.get(n));
            known.set(n);
            seen.add(lowest);
            known.set(lowest);
        }
    }

    @Test
    void one_too_far_ahead_is_refused_aloud() {
        assertThatThrownBy(() -> new SeenNumbers().add(SeenNumbers.WINDOW)).hasMessageContaining("ahead of 0");
    }
}
