package grapevine.runtime;

import grapevine.wire.Address;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses that took a connection and never answered TLS on it. What answers may be lost because it fills a segment,
 * as a certificate of many names does: for ten minutes they are dialled with small ones. So is everybody once several
 * in a row did not answer, until somebody does to whom full segments may go: what is lost on the way to one is mostly
 * lost on the way to its fellows too. For one thread at a time.
 */
final class LostHandshakes {
    /** Beyond these the one remembered longest is forgotten. */
    static final int MOST = 64;

    /** So many in a row, and it is not about one of them. */
    static final int IN_A_ROW = 2;

    static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();

    private final Map<Address, Long> since = new LinkedHashMap<>();
    private int inARow;

    /** No answer came from there until now (ns). Where none comes in small segments either, they are not the cause. */
    void lost(Address to, boolean wasSmall, long now) {
        boolean wasKnown = since.remove(to) != null;
        if (wasSmall) {
            inARow -= wasKnown && inARow > 0 ? 1 : 0;
            return;
        }
        since.put(to, now);
        inARow += wasKnown ? 0 : 1;
        if (since.size() > MOST) {
            since.remove(since.keySet().iterator().next());
        }
    }

    /** An answer came from there. */
    void done(Address to, boolean wasSmall) {
        if (!wasSmall) {
            since.remove(to);
            inARow = 0;
        }
    }

    /** Whether segments to there are to be small, as it looks now (ns). */
    boolean isSmall(Address to, long now) {
        forgetOld(now);
        return since.containsKey(to) || inARow >= IN_A_ROW;
    }

    private void forgetOld(long now) {
        Iterator<Long> eldest = since.values().iterator();
        while (eldest.hasNext() && now - eldest.next() >= KEPT_NANOS) {
            eldest.remove();
        }
        if (since.isEmpty()) {
            inARow = 0;
        }
    }
}
