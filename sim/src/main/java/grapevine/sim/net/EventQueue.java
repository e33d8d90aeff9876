package grapevine.sim.net;

import java.util.Collection;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is still to happen, earliest first; of two events of the same time, the one added first. Most events are due
 * within seconds, and there may be millions: these stand in a wheel with a list for each millisecond (Varghese and
 * Lauck, Hashed and hierarchical timing wheels, SOSP 1987), where adding and taking cost the same however many there
 * are.
 */
final class EventQueue {
    /** The milliseconds in the wheel, a power of two: more than a silence of 13 s, after which neighbours ask. */
    private static final int SPAN = 1 << 14;

    /** The last event of each millisecond from {@link #present} on; its next one is the first. */
    private final @Nullable Event[] last = new Event[SPAN];

    /** Those beyond the wheel. */
    private final PriorityQueue<Event> far = new PriorityQueue<>();

    /** Those put back, whose time has passed. */
    private final PriorityQueue<Event> overdue = new PriorityQueue<>();

    private long present;
    private int inWheel;
    private long added;

    void add(long due, Event event) {
        event.place(due, added++);
        if (due < present) {
            overdue.add(event);
        } else if (due < present + SPAN) {
            append(event);
        } else {
            far.add(event);
        }
    }

    /** Puts events back that were taken out, at the places they had: overdue ones come next, in their old order. */
    void putBack(Collection<? extends Event> taken) {
        overdue.addAll(taken);
    }

    /** Takes the next event out if it is due at this time or before. */
    @Nullable
    Event takeDue(long time) {
        Event late = overdue.peek();
        if (late != null && late.due < present) {
            return overdue.poll();
        }
        while (present < time && last[slot(present)] == null) {
            passTo(inWheel > 0 ? present + 1 : Math.min(time, far.isEmpty() ? time : far.element().due));
        }
        Event end = last[slot(present)];
        if (late != null && (end == null || late.compareTo(end.first()) < 0)) {
            return overdue.poll();
        }
        return end == null || present > time ? null : takeFirst(end);
    }

    /** How many messages are on their way, counted one by one. */
    long messages() {
        long messages = far.stream().filter(Segment::isMessage).count()
                + overdue.stream().filter(Segment::isMessage).count();
        for (Event end : last) {
            Event event = end;
            while (event != null) {
                event = event.next();
                messages += Segment.isMessage(event) ? 1 : 0;
                event = event == end ? null : event;
            }
        }
        return messages;
    }

    int size() {
        return inWheel + far.size() + overdue.size();
    }

    /**
     * What is due within the wheel's span from there on comes into it, before anything else is added to these times.
     */
    private void passTo(long time) {
        present = time;
        for (Event next = far.peek(); next != null && next.due < time + SPAN; next = far.peek()) {
            append(far.remove());
        }
    }

    private void append(Event event) {
        int slot = slot(event.due);
        event.linkBehind(last[slot]);
        last[slot] = event;
        inWheel++;
    }

    private Event takeFirst(Event end) {
        Event first = end.first();
        if (first == end) {
            last[slot(present)] = null;
        }
        first.unlinkFrom(end);
        inWheel--;
        return first;
    }

    private static int slot(long time) {
        return (int) (time & (SPAN - 1));
    }
}
