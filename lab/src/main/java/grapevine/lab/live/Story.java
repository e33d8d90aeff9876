package grapevine.lab.live;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What happened in a network, for a person to read: the last {@value #MOST} things. Safe for several threads. */
public final class Story {
    /** The most things remembered. */
    public static final int MOST = 10_000;

    /**
     * One thing that happened.
     *
     * @param number 1 for the first, each one more than the one before
     * @param node to which it happened, 0 if to none in particular
     */
    public record Line(long number, Instant at, int node, String what) {}

    private final Deque<Line> lines = new ArrayDeque<>();
    private long told;

    /** One more thing. */
    synchronized void tell(int node, String what) {
        lines.add(new Line(++told, Instant.now(), node, what));
        if (lines.size() > MOST) {
            lines.remove();
        }
    }

    /** The number of the last thing that happened, 0 if nothing has. */
    public synchronized long last() {
        return told;
    }

    /** What happened after that number, as far as it is remembered. */
    public synchronized List<Line> after(long number) {
        return lines.stream().filter(line -> line.number() > number).toList();
    }
}
