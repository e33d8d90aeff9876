package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
