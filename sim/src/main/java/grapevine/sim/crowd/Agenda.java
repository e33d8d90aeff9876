package grapevine.sim.crowd;

import grapevine.sim.net.VirtualNetwork;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is to be done to a network, earliest first; of two things for the same time, the one entered first. */
public final class Agenda {
    private record Item(long at, long order, Runnable deed) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Item> items = new PriorityQueue<>();
    private long entered;

    /** Does this once, when it is that time of the network, ms. */
    public void at(long time, Runnable deed) {
        items.add(new Item(time, entered++, deed));
    }

    /** Does the first thing every so many ms, from a time on up to another. */
    public void every(long from, long step, long until, Runnable deed) {
        if (from <= until) {
            at(from, () -> {
                deed.run();
                every(from + step, step, until, deed);
            });
        }
    }

    /** Lets time pass in the network until the end, doing each thing when it is due. */
    public void run(VirtualNetwork network, long end) {
        for (@Nullable Item next = items.peek(); next != null && next.at <= end; next = items.peek()) {
            items.remove();
            if (next.at > network.now()) {
                network.runFor(next.at - network.now());
            }
            next.deed.run();
        }
        network.runFor(end - network.now());
    }
}
