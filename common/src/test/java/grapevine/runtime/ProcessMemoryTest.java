package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The heap is divided among the nodes that there are. */
class ProcessMemoryTest {
    private static final long HEAP = 48L << 20;
    private static final long WHOLE = HEAP / 8 * 3;

    private final ProcessMemory memory = new ProcessMemory(HEAP);

    @Test
    void each_has_an_equal_part_and_is_told_as_others_come_and_go() {
        List<Budget> first = new ArrayList<>();
        Consumer<Budget> second = part -> {};

        assertThat(memory.enter(first::add)).isEqualTo(new Budget(WHOLE));
        assertThat(memory.enter(second)).isEqualTo(new Budget(WHOLE / 2));
        memory.leave(second);

        assertThat(first).containsExactly(new Budget(WHOLE), new Budget(WHOLE / 2), new Budget(WHOLE));
    }

    @Test
    void of_a_thousand_that_come_one_after_the_other_each_hears_now_and_then() {
        List<Budget> first = new ArrayList<>();
        memory.enter(first::add);
        for (int i = 1; i < 1000; i++) {
            memory.enter(part -> {});
        }

        assertThat(first).hasSizeLessThan(60);
        assertThat(first.get(first.size() - 1).bytes()).isLessThan(WHOLE / 1000 * 9 / 8);
    }
}
