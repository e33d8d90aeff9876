package grapevine.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private final EventQueue queue = new EventQueue();
    private final List<String> happened = new ArrayList<>();

    @Test
    void events_come_by_time_and_then_in_the_order_they_were_added() {
        queue.add(5, event("late"));
        queue.add(3, event("first"));
        queue.add(3, event("second"));

        takeAllUntil(4);

        assertThat(happened).containsExactly("first", "second");
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void events_put_back_come_before_later_ones_in_their_old_order() {
        queue.add(1, event("one"));
        queue.add(2, event("two"));
        List<Event> held = List.of(queue.takeDue(9), queue.takeDue(9));
        queue.add(2, event("three"));

        queue.putBack(held);
        takeAllUntil(9);

        assertThat(happened).containsExactly("one", "two", "three");
    }

    /** Against a plain sort, with times from the present moment to far beyond the wheel, while time goes on. */
    @Test
    void a_wheel_keeps_the_same_order_as_a_sorted_list() {
        SplittableRandom random = new SplittableRandom(5);
        List<long[]> expected = new ArrayList<>();
        long now = 0;
        for (long n = 0; n < 20_000; n++) {
            long ahead = random.nextInt(4) == 0 ? random.nextLong(100_000) : random.nextLong(5);
            expected.add(new long[] {now + ahead, n});
            queue.add(now + ahead, event(String.valueOf(n)));
            if (random.nextInt(3) == 0) {
                now += random.nextInt(20) == 0 ? random.nextLong(30_000) : random.nextLong(3);
                takeAllUntil(now);
            }
        }
        takeAllUntil(now + 100_000);

        expected.sort(Comparator.<long[]>comparingLong(each -> each[0]).thenComparingLong(each -> each[1]));
        assertThat(happened)
                .isEqualTo(
                        expected.stream().map(each -> String.valueOf(each[1])).toList());
        assertThat(queue.size()).isZero();
    }

    @Test
    void what_is_put_back_at_the_present_moment_keeps_its_place_in_it() {
        queue.add(2, event("one"));
        queue.add(2, event("two"));
        Event one = queue.takeDue(2);

        queue.putBack(List.of(one));
        takeAllUntil(2);

        assertThat(happened).containsExactly("one", "two");
    }

    private void takeAllUntil(long time) {
        for (Event next = queue.takeDue(time); next != null; next = queue.takeDue(time)) {
            next.happen();
        }
    }

    private Event event(String name) {
        return new Event() {
            @Override
            void happen() {
                happened.add(name);
            }
        };
    }
}
