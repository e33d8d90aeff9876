package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {
    @Test
    void each_counter_counts_for_itself_in_whatever_order_they_begin() {
        Counters counters = new Counters();
        Counter[] all = Counter.values();
        Map<String, Long> expected = new LinkedHashMap<>();
        for (int i = all.length - 1; i >= 0; i -= 2) {
            counters.add(all[i]);
            counters.add(all[i], i);
        }

        for (int i = 0; i < all.length; i++) {
            boolean counted = (all.length - 1 - i) % 2 == 0;
            assertThat(counters.get(all[i])).isEqualTo(counted ? i + 1 : 0);
            if (counted) {
                expected.put(all[i].key(), i + 1L);
            }
        }
        assertThat(counters.nonZero()).containsExactlyEntriesOf(expected);
    }
}
