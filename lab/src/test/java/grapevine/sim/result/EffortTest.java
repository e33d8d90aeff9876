package grapevine.sim.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the heap is said to hold. */
class EffortTest {
    private static final int KILOBYTES = 32 * 1024;

    @Test
    void what_is_kept_counts_and_what_is_garbage_or_room_for_more_does_not() {
        long before = Effort.heapInUse();

        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < KILOBYTES; i++) {
            kept.add(new byte[1000]);
            kept.set(i, new byte[1000]);
        }

        assertThat((Effort.heapInUse() - before) / kept.size()).isBetween(1000L, 1100L);
    }
}
