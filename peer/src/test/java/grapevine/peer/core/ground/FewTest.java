package grapevine.peer.core.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FewTest {
    @Test
    void they_are_what_a_linked_hash_set_would_hold() {
        SplittableRandom random = new SplittableRandom(7);
        Set<Integer> known = new LinkedHashSet<>();
        Few<Integer> few = Few.none();

        for (int i = 0; i < 10_000; i++) {
            Integer one = random.nextInt(40);
            if (random.nextBoolean()) {
                known.add(one);
                few = few.with(one);
            } else {
                known.remove(one);
                few = few.without(one);
            }
            assertThat(new ArrayList<>(few)).isEqualTo(new ArrayList<>(known));
            assertThat(few.contains(one)).isEqualTo(known.contains(one));
        }
    }

    @Test
    void the_first_is_the_first_that_came() {
        Few<String> few = Few.<String>none().with("b").with("a").with("c");

        assertThat(few.first()).isEqualTo("b");
        assertThat(few.without(few.first())).containsExactly("a", "c");
    }

    @Test
    void whoever_goes_through_them_is_not_disturbed() {
        Few<Integer> few = Few.<Integer>none().with(1).with(2).with(3);
        List<Integer> met = new ArrayList<>();

        for (Integer one : few) {
            few = few.without(3);
            met.add(one);
        }

        assertThat(met).containsExactly(1, 2, 3);
        assertThat(few).containsExactly(1, 2);
    }

    @Test
    void none_are_always_the_same() {
        assertThat(Few.<Integer>none().with(1).without(1)).isSameAs(Few.none());
    }
}
