package grapevine.peer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FewTest {
    @Test
    void it_does_what_a_linked_hash_set_does() {
        SplittableRandom random = new SplittableRandom(7);
        Set<Integer> known = new LinkedHashSet<>();
        Few<Integer> few = new Few<>();

        for (int i = 0; i < 10_000; i++) {
            Integer one = random.nextInt(40);
            if (random.nextBoolean()) {
                assertThat(few.add(one)).isEqualTo(known.add(one));
            } else {
                assertThat(few.remove(one)).isEqualTo(known.remove(one));
            }
            assertThat(new ArrayList<>(few)).isEqualTo(new ArrayList<>(known));
        }
    }

    @Test
    void the_first_to_come_is_the_first_to_be_taken_out() {
        Few<String> few = new Few<>();
        few.addAll(List.of("b", "a", "c"));

        assertThat(few.removeFirst()).isEqualTo("b");
        assertThat(few).containsExactly("a", "c");
    }

    @Test
    void some_can_be_taken_out_on_the_way_through_but_not_behind_its_back() {
        Few<Integer> few = new Few<>();
        few.addAll(List.of(1, 2, 3, 4));

        few.removeIf(one -> one % 2 == 0);

        assertThat(few).containsExactly(1, 3);
        assertThatThrownBy(() -> {
                    for (Integer one : few) {
                        few.add(one + 10);
                    }
                })
                .isInstanceOf(ConcurrentModificationException.class);
    }
}
