package grapevine.peer.core.ground;

/**
 * What a peer holds may be older than it seems: the machine may have slept, or been halted, with a clock that stood
 * still. Others have forgotten meanwhile what this peer would offer them as new, and would take it a second time.
 *
 * <p>A connection that broke without a word raises the doubt, since that is what a peer finds that slept. It is over
 * when all who were lost in this way turn out to be gone, which is why the connections broke; else the seeds decide,
 * with the next registration: whoever stood on their lists all the time was not away. If it did not, the doubt is
 * proved, and stays, of all that was made until then. It only makes older, and nothing is thrown away for it.
 */
public final class Doubt {
    /** The seeds' word and the first broken connection come within so long (ms) of each other, in any order. */
    private static final long TOGETHER_MILLIS = 15_000;

    private static final long NEVER = Long.MIN_VALUE;

    private long until = NEVER;

    private long provedUntil = NEVER;

    /** When seeds last said that this peer had been lost. */
    private long lostAt = NEVER;

    private boolean isFoundAlive;

    /** A connection broke without a word, now. */
    public void raise(long now) {
        until = now;
        if (lostAt != NEVER && now - lostAt <= TOGETHER_MILLIS) {
            provedUntil = now;
        }
    }

    /** Somebody whose connection broke is there all the same. */
    public void foundAlive() {
        isFoundAlive = true;
    }

    /** All those whose connections broke have been looked for. */
    public void allFound() {
        if (!isFoundAlive) {
            until = provedUntil;
        }
    }

    /**
     * The seeds had this peer on their lists.
     *
     * @param askedAt when they were asked
     */
    public void stood(long askedAt) {
        if (askedAt >= until) {
            until = provedUntil;
            isFoundAlive = false;
        }
    }

    /** The seeds had lost this peer, though its lease stood by its own clock. */
    public void wasLost(long now) {
        lostAt = now;
        provedUntil = until;
    }

    /** Whether what was made at this time may be older than it seems. */
    public boolean covers(long madeAt) {
        return madeAt <= until;
    }
}
