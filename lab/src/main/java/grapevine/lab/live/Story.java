package grapevine.lab.live;

import grapevine.clock.MessageId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened in a network, for a person to read: the last {@value #MOST} things. Safe for several threads. */
public final class Story {
    /** The most things remembered. */
    public static final int MOST = 10_000;

    /**
     * One thing that happened.
     *
     * @param number 1 for the first, each one more than the one before
     * @param node to which it happened, 0 if to none in particular
     * @param message the name of the message that it is about, the same at every node; null if it is about none
     */
    public record Line(
            long number,
            Instant at,
            int node,
            String what,
            @Nullable String message) {}

    private final Recent<Line> lines = new Recent<>(MOST);

    /** One more thing. */
    public void tell(int node, String what) {
        tell(node, what, null);
    }

    /** One more thing, about this message. */
    void tell(int node, String what, @Nullable MessageId message) {
        Instant now = Instant.now();
        String name = message == null ? null : message.toString();
        lines.add(number -> new Line(number, now, node, what, name));
    }

    /** The number of the last thing that happened, 0 if nothing has. */
    public long last() {
        return lines.last();
    }

    /**
     * The last things that happened after that number, at most so many and as far as they are remembered, in order. A
     * gap in the numbers says that some are not among them.
     */
    public List<Line> after(long number, int most) {
        return lines.after(number, most);
    }
}
