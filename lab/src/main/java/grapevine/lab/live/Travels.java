package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.node.Quoted;
import grapevine.wire.Gossip;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * By which links messages went: for each node the one by which the first copy came. The last {@value #MOST} steps.
 * Safe for several threads.
 */
public final class Travels {
    /** The most steps remembered. */
    public static final int MOST = 20_000;

    private static final int MOST_TEXT = 60;

    /**
     * A message has come to a node.
     *
     * @param number 1 for the first step of all, each one more than the one before
     * @param message its name, the same at every node
     * @param from the neighbour that brought it; 0 at the node that made it, or if that neighbour is unknown
     * @param to where it is now
     * @param text how it begins, at the node that made it; else empty
     */
    public record Step(long number, Instant at, MessageId message, int from, int to, String text) {}

    private final Recent<Step> steps = new Recent<>(MOST);

    /** A node has made a message. */
    void made(Gossip message, int at) {
        put(message, 0, at, beginning(message.payload()));
    }

    /** The first copy of a message has come. */
    void came(Gossip message, int from, int to) {
        put(message, from, to, "");
    }

    private void put(Gossip message, int from, int to, String text) {
        MessageId id = new MessageId(
                message.origin().address().toString(), message.origin().epoch(), message.n());
        Instant now = Instant.now();
        steps.add(number -> new Step(number, now, id, from, to, text));
    }

    private static String beginning(byte[] payload) {
        String text = new String(payload, 0, Math.min(payload.length, MOST_TEXT * 4), StandardCharsets.UTF_8);
        boolean isWhole = payload.length <= MOST_TEXT * 4 && text.codePointCount(0, text.length()) <= MOST_TEXT;
        int shown = Math.min(MOST_TEXT, text.codePointCount(0, text.length()));
        return Quoted.inLine(text.substring(0, text.offsetByCodePoints(0, shown))) + (isWhole ? "" : "…");
    }

    /** The number of the last step, 0 if there was none. */
    public long last() {
        return steps.last();
    }

    /**
     * The last steps after that number, at most so many and as far as they are remembered, in order. A gap in the
     * numbers says that some are not among them.
     */
    public List<Step> after(long number, int most) {
        return steps.after(number, most);
    }
}
