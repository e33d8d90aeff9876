package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.wire.Message.Slow;

/**
 * Slows down whoever makes messages faster than some link takes them: this peer makes none meanwhile, and who brings it
 * messages is told, up to those that make them.
 */
public final class Throttle {
    /**
     * A link with more than this waiting (bytes) makes publications wait. More would not get there sooner: it would
     * only make all the rest late.
     */
    public static final long MOST_BYTES = 512 * 1024;

    /** How long the neighbour that the messages come from is told to slow down (ms), and how often at most. */
    private static final long SLOW_MILLIS = 200;

    private static final long SLOW_EVERY_MILLIS = 50;

    /** Who brought a message within this time (ms) brings them. */
    private static final long BRINGS_MILLIS = 1000;

    private final Ground ground;
    private final Neighbours neighbours;
    private long slowUntil;

    /** Whom we told to slow down within a while, and when that while began. */
    private Few<Neighbour> slowed = Few.none();

    private long slowedSince;

    Throttle(Ground ground, Neighbours neighbours) {
        this.ground = ground;
        this.neighbours = neighbours;
    }

    /** Whether this peer may make no message now. */
    boolean isClosed() {
        if (ground.now() < slowUntil) {
            return true;
        }
        for (Neighbour neighbour : neighbours) {
            if (isBehind(neighbour)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether messages pile up before this one. A link that takes nothing at all is served later, and slows nobody
     * down.
     */
    static boolean isBehind(Neighbour neighbour) {
        long backlog = neighbour.link().backlog();
        boolean isMuch = backlog > MOST_BYTES || backlog > neighbour.link().room();
        return isMuch && !neighbour.link().isStalled();
    }

    /** What this one brings piles up behind somebody else. */
    void slowDown(Neighbour from) {
        tellToSlowDown(from, SLOW_MILLIS);
    }

    /**
     * Messages pile up behind a neighbour: for a while this peer makes none, and it tells those who bring it messages.
     * The time gets shorter with each hop, so the word dies out also on a circle.
     */
    void onSlow(Slow slow, Neighbour by) {
        slowUntil = Math.max(slowUntil, ground.now() + slow.millis());
        long passedOn = slow.millis() - SLOW_EVERY_MILLIS;
        for (Neighbour neighbour : neighbours) {
            boolean bringsMessages =
                    neighbour.gossipedAt() >= 0 && ground.now() - neighbour.gossipedAt() < BRINGS_MILLIS;
            if (neighbour != by && bringsMessages) {
                tellToSlowDown(neighbour, passedOn);
            }
        }
    }

    private void tellToSlowDown(Neighbour neighbour, long millis) {
        if (ground.now() - slowedSince >= SLOW_EVERY_MILLIS) {
            slowedSince = ground.now();
            slowed = Few.none();
        }
        if (millis > 0 && !slowed.contains(neighbour)) {
            slowed = slowed.with(neighbour);
            ground.send(neighbour.link(), new Slow(millis));
        }
    }
}
