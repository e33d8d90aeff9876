package grapevine.peer.core.repair;

/**
 * How long what was announced is given to come by the tree: {@value #LEAST_MILLIS} ms and twice as long as it lately
 * took. Where it takes longer that is believed at once, since asking for what is only late makes it later still; where
 * it takes less, step by step.
 */
final class Patience {
    static final long LEAST_MILLIS = 150;
    private static final long MOST_MILLIS = 2000;

    /** How long the tree takes longer than an announcement (ms), until that was seen. */
    private static final int LAG_FIRST_MILLIS = 300;

    /** The least time (ms) between two steps down. */
    private static final long STEP_MILLIS = 100;

    /** So long a lag that more would not show. */
    private static final int LAG_MOST_MILLIS = (int) (MOST_MILLIS - LEAST_MILLIS) / 2;

    private int lag = LAG_FIRST_MILLIS;
    private long steppedAt;

    /** So long (ms) from the announcement. */
    long millis() {
        return LEAST_MILLIS + 2L * lag;
    }

    /** A message came so long (ms, >= 0) after it was announced. */
    void came(long lead, long now) {
        int seen = (int) Math.min(lead, LAG_MOST_MILLIS);
        if (seen > lag) {
            lag += (seen - lag + 1) / 2;
            steppedAt = now;
        } else if (now - steppedAt >= STEP_MILLIS) {
            lag -= (lag - seen) / 8;
            steppedAt = now;
        }
    }
}
