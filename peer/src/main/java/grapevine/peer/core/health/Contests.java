package grapevine.peer.core.health;

import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.overlay.Overlay;

/** Addresses of neighbours that somebody of another name claims; only in networks that have keys. */
final class Contests {
    /** Neighbours whose address others claim are looked for at most so many at a time. */
    private static final int MOST_CONTESTS = 4;

    /** And each once in so long (ms). */
    private static final long CONTESTED_EVERY = 10_000;

    /**
     * A look at who is at the address of a neighbour.
     *
     * @param until when there may be another
     */
    private record Contest(Neighbour about, long until) {}

    private Few<Contest> contests = Few.none();

    /**
     * Somebody of another name says that he is at the address of this neighbour: this peer looks who answers there,
     * once in a while. If that is another, he is asked for the link, and the neighbour is none any more.
     */
    void contested(Ground ground, Neighbour neighbour, Neighbours neighbours, Overlay overlay) {
        for (Contest contest : contests) {
            contests = contest.until <= ground.now() ? contests.without(contest) : contests;
        }
        if (ground.isLeaving() || contests.size() >= MOST_CONTESTS || hasContest(neighbour)) {
            return;
        }
        contests = contests.with(new Contest(neighbour, ground.now() + CONTESTED_EVERY));
        Probe.once(
                ground, neighbour.address(), neighbour.epoch(), neighbour.link().holder(), outcome -> {
                    boolean isStill = neighbours.find(neighbour.address()) == neighbour && !ground.isLeaving();
                    if (outcome == Probe.Outcome.REPLACED && isStill) {
                        overlay.usurped(neighbour);
                    }
                });
    }

    private boolean hasContest(Neighbour neighbour) {
        for (Contest contest : contests) {
            if (contest.about == neighbour) {
                return true;
            }
        }
        return false;
    }
}
