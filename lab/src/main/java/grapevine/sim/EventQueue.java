package grapevine.sim;

import java.util.Collection;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is still to happen, earliest first; of two events of the same time, the one added first. */
final class EventQueue {
    private final PriorityQueue<Event> heap = new PriorityQueue<>();
    private long added;

    void add(long due, Event event) {
        event.place(due, added++);
        heap.add(event);
    }

    /** Puts events back that were taken out, at the places they had: overdue ones come next, in their old order. */
    void putBack(Collection<? extends Event> taken) {
        heap.addAll(taken);
    }

    /** Takes the next event out if it is due at this time or before. */
    @Nullable
    Event takeDue(long time) {
        Event next = heap.peek();
        return next != null && next.due <= time ? heap.poll() : null;
    }

    /** How many messages are on their way. */
    long messages() {
        return heap.stream()
                .filter(event -> event instanceof Segment segment && segment.isMessage())
                .count();
    }

    int size() {
        return heap.size();
    }
}
