package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import java.util.ArrayList;
import java.util.Collections;
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

        memory.enter(first::add);
        memory.enter(second);
        memory.leave(second);

        assertThat(first).containsExactly(new Budget(WHOLE), new Budget(WHOLE / 2), new Budget(WHOLE));
    }

    @Test
    void of_two_changes_at_once_each_hears_of_the_later_one_last() throws InterruptedException {
        List<Budget> first = Collections.synchronizedList(new ArrayList<>());
        Thread third = new Thread(() -> memory.enter(part -> {}));
        memory.enter(part -> {
            if (part.bytes() == WHOLE / 2 && third.getState() == Thread.State.NEW) {
                third.start();
                while (third.getState() != Thread.State.BLOCKED && third.isAlive()) {
                    Thread.onSpinWait();
                }
            }
            first.add(part);
        });

        memory.enter(part -> {});
        third.join();

        assertThat(first).containsExactly(new Budget(WHOLE), new Budget(WHOLE / 2), new Budget(WHOLE / 3));
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
