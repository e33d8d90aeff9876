package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.node.Quoted;
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

    /**
     * A message has come to a node, or was made there.
     *
     * @param from the number of the neighbour that brought it, or 0
     */
    void add(NodeListener.Step step, int from, int to) {
        steps.add(number -> new Step(number, step.at(), step.id(), from, to, step.text()));
    }

    /** How a message begins. */
    static String beginning(byte[] payload) {
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
