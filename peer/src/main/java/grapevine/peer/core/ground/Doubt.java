package grapevine.peer.core.ground;

import grapevine.node.Link;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a peer holds may be older than it seems: the machine may have slept, or been halted, with a clock that stood
 * still. Others have forgotten meanwhile what this peer would offer them as new, and would take it a second time.
 *
 * <p>A connection that broke without a word raises the doubt, since that is what a peer finds that slept. It is over
 * when all who were lost in this way turn out to be gone, which is why the connections broke; else the seeds decide,
 * with the next registration: whoever stood on their lists all the time was not away. If it did not, the doubt is
 * proved, and stays, of all that was made until then. It only makes older, and nothing is thrown away for it.
 *
 * <p>Without seeds the other links decide: those that stood before the first one broke, and on which what was asked
 * since is answered, stand at their other ends too. If they are more than those that broke, this peer was there all the
 * time. That is decided when each has answered or broken, or two seconds after the last one broke: those that slept on
 * the same machine answer first. In any case it is over after twenty minutes, when nothing is left that was made
 * before.
 */
public final class Doubt {
    /**
     * The seeds' word and the first broken connection come within so long (ms) of each other, in any order; and so do
     * the connections that break for the same reason.
     */
    private static final long TOGETHER_MILLIS = 15_000;

    /** So long (ms) after the last connection broke it is known which break, and which stand. */
    private static final long DECIDED_MILLIS = 2000;

    /** What was made before is kept, and remembered, for no longer (ms). */
    private static final long LEFT_MILLIS = 2 * PeerSettings.MOST_RETAIN_TIME.toMillis();

    private static final long NEVER = Long.MIN_VALUE;

    private long until = NEVER;

    private long provedUntil = NEVER;

    /** When seeds last said that this peer had been lost. */
    private long lostAt = NEVER;

    /** When a connection last broke. */
    private long raisedAt = NEVER;

    private boolean isFoundAlive;

    /** How many connections broke, and the links that stood when the first did: without an answer since, and with. */
    private int broken;

    private final Set<Link> standing = new LinkedHashSet<>();
    private final Set<Link> answered = new LinkedHashSet<>();

    /** What they are asked with. */
    private long asked = NEVER;

    /**
     * A connection broke without a word, now.
     *
     * @param others the links that stand
     */
    public void raise(long now, Iterable<Link> others) {
        settle(now);
        Set<Link> stand = new LinkedHashSet<>();
        others.forEach(stand::add);
        standing.addAll(answered);
        answered.clear();
        if (broken++ == 0) {
            standing.addAll(stand);
        }
        standing.retainAll(stand);
        asked = NEVER;
        until = now;
        raisedAt = now;
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
            ends();
        }
    }

    /** All neighbours are asked whether they are there, by a ping with this timestamp. */
    public void asks(long timestamp) {
        asked = timestamp;
    }

    /** A ping with this timestamp is answered on this link. */
    public void answered(Link link, long timestamp, long now) {
        if (timestamp == asked && standing.remove(link)) {
            answered.add(link);
        }
        settle(now);
    }

    /** Decides as far as can be decided by now. When it is over, what breaks later is another matter. */
    private void settle(long now) {
        boolean isDecided = standing.isEmpty() || now - raisedAt >= DECIDED_MILLIS;
        if (isDecided && answered.size() > broken) {
            ends();
        }
        boolean isOver = until == provedUntil || now - until > LEFT_MILLIS;
        if (isOver && broken > 0 && now - raisedAt > TOGETHER_MILLIS) {
            isFoundAlive = false;
            countsAnew();
        }
    }

    private void ends() {
        until = provedUntil;
        isFoundAlive = false;
    }

    private void countsAnew() {
        broken = 0;
        standing.clear();
        answered.clear();
    }

    /**
     * The seeds had this peer on their lists.
     *
     * @param askedAt when they were asked
     */
    public void stood(long askedAt) {
        if (askedAt >= until) {
            ends();
        }
    }

    /** The seeds had lost this peer, though its lease stood by its own clock. */
    public void wasLost(long now) {
        lostAt = now;
        provedUntil = until;
        countsAnew();
    }

    /** Whether what was made at this time may be older than it seems. */
    public boolean covers(long madeAt, long now) {
        settle(now);
        return madeAt <= until && now - until <= LEFT_MILLIS;
    }
}
