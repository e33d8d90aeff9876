package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Items are ten times their positions. */
class TrailTest {
    private final HandDriven store = new HandDriven();
    private final Trail<Integer, String> trail = new Trail<>(store, 1000);

    @Test
    void while_nobody_is_behind_no_name_is_kept() {
        add(0, 5, Pending.NOT_BEHIND);

        assertThat(trail.isEmpty()).isTrue();
    }

    @Test
    void names_are_kept_from_where_somebody_is_behind() {
        add(0, 5, 3);
        add(5, 2, 3);

        assertThat(trail.first()).isEqualTo(3);
        assertThat(recall(3, 7)).containsExactly(30, 40, 50, 60);
        assertThat(recall(5, 6)).containsExactly(50);
    }

    @Test
    void in_place_of_what_the_store_has_not_there_is_nothing() {
        add(0, 5, 0);
        store.kept.remove(20);

        assertThat(recall(1, 4)).containsExactly(10, null, 30);
    }

    @Test
    void when_whoever_was_furthest_behind_is_not_any_more_its_names_go() {
        add(0, 500, 0);

        trail.forgetBefore(400);
        assertThat(trail.first()).isEqualTo(400);
        assertThat(recall(398, 402)).containsExactly(null, null, 4000, 4010);

        trail.forgetBefore(Pending.NOT_BEHIND);
        assertThat(trail.isEmpty()).isTrue();
        add(500, 3, 501);
        assertThat(recall(501, 503)).containsExactly(5010, 5020);
    }

    @Test
    void beyond_its_bound_the_oldest_go() {
        for (int at = 0; at < 5000; at += 50) {
            add(at, 50, 0);
        }

        assertThat(trail.first()).isEqualTo(4000);
        assertThat(recall(4000, 4002)).containsExactly(40_000, 40_010);
        assertThat(recall(4998, 5000)).containsExactly(49_980, 49_990);
    }

    @Test
    void few_are_had_again_at_a_time() {
        add(0, 1000, 0);

        assertThat(recall(10, 1000)).hasSize(Trail.BATCH);
        assertThat(trail.recall(10, 1000, item -> 512 * 1024)).containsExactly(100, 110);
    }

    private void add(int position, int items, long oldest) {
        List<Integer> added = IntStream.range(position, position + items)
                .mapToObj(at -> 10 * at)
                .toList();
        store.kept.addAll(added);
        trail.add(added, position, oldest);
    }

    private List<Integer> recall(long from, long end) {
        return trail.recall(from, end, item -> 1);
    }
}
