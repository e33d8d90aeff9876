package grapevine.sim.net;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something that happens at one virtual moment. Ordered by time, then by the order in which events were added. */
abstract class Event implements Comparable<Event> {
    /** When, ms of virtual time; set by the queue. */
    long due;

    /** Breaks ties; set by the queue. */
    private long sequence;

    /** The one behind it in the queue's list of a moment; behind the last one comes the first. */
    private @Nullable Event next;

    final void place(long dueTime, long place) {
        due = dueTime;
        sequence = place;
    }

    /** Joins a list at its end; null is an empty list. */
    final void linkBehind(@Nullable Event last) {
        if (last == null) {
            next = this;
        } else {
            next = last.next;
            last.next = this;
        }
    }

    /** The one behind it in its list, the first behind the last. */
    final Event next() {
        return Objects.requireNonNull(next, "not in a list");
    }

    /** The first of the list whose last one this is. */
    final Event first() {
        return Objects.requireNonNull(next, "not in a list");
    }

    /** Leaves the list with this end, where it is the first. */
    final void unlinkFrom(Event last) {
        last.next = next;
        next = null;
    }

    abstract void happen();

    @Override
    public final int compareTo(Event other) {
        return due != other.due ? Long.compare(due, other.due) : Long.compare(sequence, other.sequence);
    }
}
