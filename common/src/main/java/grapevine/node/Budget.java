package grapevine.node;

import grapevine.wire.Limits;

/**
 * How much memory one node may fill with what others send it, and how that is shared out among all that fills: the sum
 * of the shares is the whole, so that it is never exceeded but for the least that each needs, for what an operator says
 * is to be retained, up to 10 sixteenths, and for the connections of a seed. The node is told; it never asks what heap
 * there is.
 *
 * <table><caption>Sixteenths of the whole</caption>
 * <tr><td>5<td>{@link #retained}: messages kept for others and for consumers that are behind
 * <tr><td>2<td>{@link #origins}: what was seen
 * <tr><td>4<td>{@link #backlogs}: what was sent and not yet written, of all links together
 * <tr><td>2<td>{@link #input}: what came and was not yet handled, and what came in part, of all connections together
 * <tr><td>1<td>{@link #consumers}: what waits for the application
 * <tr><td>1<td>{@link #publications}: what the application published and waits for room on the links
 * <tr><td>1<td>{@link #waiting}: what is known to be missing, messages that wait for their causes or for their proofs
 * to be checked, and large messages of which a part came
 * </table>
 *
 * <p>A seed retains no messages, sees none and publishes none: in the place of these three shares it has {@link #rows},
 * 6, and {@link #tombstones}, 2.
 *
 * @param bytes the whole
 */
public record Budget(long bytes) {
    /** What there is where nobody says anything else, in the simulator for one: room for all that is worth keeping. */
    public static final Budget PLENTY = new Budget(16L * 1024 * 1024 * 16);

    /** More than this is retained only where somebody says so. */
    private static final long MOST_RETAINED = 64L * 1024 * 1024;

    private static final long LEAST_RETAINED = 256 * 1024;

    private static final long MOST_PUBLICATIONS = 16L * 1024 * 1024;

    /** An origin that is remembered takes about so much. */
    private static final long ORIGIN_BYTES = 256;

    private static final int MOST_ORIGINS = 65_536;
    private static final int LEAST_ORIGINS = 4_096;

    /** A row of a seed takes about so much, with when to look at it, its place in the order of ages and its holder. */
    private static final int ROW_BYTES = 352;

    private static final int LEAST_ROWS = 4_096;

    /** Room for one word of the largest size, and the next. */
    private static final long LEAST = 256 * 1024;

    /** The largest word there is, and the next. */
    private static final long LEAST_CONTROL = 2L * (Limits.BODY + Limits.LINE);

    /** An unlinked connection may hold about so much. */
    private static final long STRANGER_BYTES = 64 * 1024;

    private static final int MOST_STRANGERS = 1024;
    private static final int LEAST_STRANGERS = 64;

    /** An exchange with a seed takes less than half of this; what came of a word in part counts with {@link #input}. */
    private static final long EXCHANGE_BYTES = 16 * 1024;

    private static final int MOST_EXCHANGES = 65_536;
    private static final int LEAST_EXCHANGES = 256;

    public Budget {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes=" + bytes + " is below 0");
        }
    }

    /** What the nodes of a process may fill together where it has so much heap (bytes): three eighths of it. */
    public static Budget ofHeap(long heap) {
        return new Budget(heap / 8 * 3);
    }

    private long sixteenths(int count) {
        return bytes / 16 * count;
    }

    /** Bytes of messages that are kept for others, where nobody says how many. */
    public long retained() {
        return Math.max(LEAST_RETAINED, Math.min(MOST_RETAINED, sixteenths(5)));
    }

    /** The most bytes that may be said to be for messages that are kept: else others could end the process by them. */
    public long mostRetained() {
        return Math.max(LEAST_RETAINED, sixteenths(10));
    }

    /** How many origins are remembered, and ranges of their numbers. */
    public int origins() {
        return (int) Math.max(LEAST_ORIGINS, Math.min(MOST_ORIGINS, sixteenths(2) / ORIGIN_BYTES));
    }

    /** How many peers a seed lists. */
    public int rows() {
        return (int) Math.max(LEAST_ROWS, Math.min(Integer.MAX_VALUE, sixteenths(6) / ROW_BYTES));
    }

    /** How many removals a seed remembers. */
    public int tombstones() {
        return (int) Math.max(LEAST_ROWS, Math.min(Integer.MAX_VALUE, sixteenths(2) / ROW_BYTES));
    }

    /** Bytes that were sent and are not yet written, of all links together. */
    public long backlogs() {
        return Math.max(LEAST, sixteenths(4));
    }

    /** Those of {@link #backlogs} that messages may take; a quarter of them is for other words. */
    public long gossip() {
        return backlogs() - Math.max(LEAST_CONTROL, backlogs() / 4);
    }

    /** Bytes that came and were not yet handled, of all connections together. */
    public long input() {
        return Math.max(LEAST, sixteenths(2));
    }

    /** Bytes that wait for the application, for all its consumers together. */
    public long consumers() {
        return Math.max(LEAST, sixteenths(1));
    }

    /** Bytes of what the application published and waits until it can go out; more than that is of little use. */
    public long publications() {
        return Math.max(LEAST, Math.min(MOST_PUBLICATIONS, sixteenths(1)));
    }

    /**
     * Bytes for what is known to be missing, for messages that wait for their causes, for those whose proofs are to be
     * checked, and for large ones of which a part came: a quarter each.
     */
    public long waiting() {
        return Math.max(LEAST, sixteenths(1));
    }

    /** How many connections that are no links are kept. */
    public int strangers() {
        return (int) Math.max(LEAST_STRANGERS, Math.min(MOST_STRANGERS, bytes / STRANGER_BYTES));
    }

    /** How many peers a seed talks with at a time. */
    public int exchanges() {
        return (int) Math.max(LEAST_EXCHANGES, Math.min(MOST_EXCHANGES, bytes / EXCHANGE_BYTES));
    }
}
