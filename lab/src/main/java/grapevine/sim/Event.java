package grapevine.sim;

/** Something that happens at one virtual moment. Ordered by time, then by the order in which events were added. */
abstract class Event implements Comparable<Event> {
    /** When, ms of virtual time; set by the queue. */
    long due;

    /** Breaks ties; set by the queue. */
    private long sequence;

    final void place(long dueTime, long place) {
        due = dueTime;
        sequence = place;
    }

    abstract void happen();

    @Override
    public final int compareTo(Event other) {
        return due != other.due ? Long.compare(due, other.due) : Long.compare(sequence, other.sequence);
    }
}
