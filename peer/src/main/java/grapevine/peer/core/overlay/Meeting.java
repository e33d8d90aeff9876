package grapevine.peer.core.overlay;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.sample.Sampling;
import grapevine.wire.Entry;
import grapevine.wire.Message.LinkRequest.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes of an exchange of views with somebody, a neighbour or not, by which lost neighbours and lost sides of the
 * network come together again. An older neighbour lost comes back beyond the m that we aim at by one, so that after a
 * partition many links join its sides. Who holds no older link goes on to the oldest neighbour of whomever it meets,
 * until that is older, or is the oldest there is and asks us.
 */
public final class Meeting {
    private final Ground ground;
    private final Neighbours neighbours;
    private final Overlay overlay;
    private final Sampling sampling;

    public Meeting(Ground ground, Neighbours neighbours, Overlay overlay, Sampling sampling) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.overlay = overlay;
        this.sampling = sampling;
    }

    /**
     * We met this one.
     *
     * @param itsOldest its oldest neighbour, if one is older than it is
     */
    public void with(Entry who, @Nullable Entry itsOldest) {
        boolean wasLost = overlay.remembered().cameBack(who.address());
        if (!overlay.attachment().hasBegun()
                || ground.isLeaving()
                || ground.settings().isStatic()) {
            return;
        }
        if (wasLost && isOlder(who)) {
            regain(who);
        }
        overlay.attachment().met(olderOf(who, itsOldest));
        if (itsOldest != null) {
            follow(who, itsOldest);
        }
    }

    private void regain(Entry lost) {
        if (neighbours.olderLinks() <= ground.aim()
                && isStranger(lost)
                && neighbours.occupied() < ground.settings().degreeCap()) {
            overlay.ask(lost.address(), Purpose.REPAIR);
        }
    }

    private List<Entry> olderOf(Entry who, @Nullable Entry itsOldest) {
        List<Entry> older = new ArrayList<>(2);
        if (isOlder(who)) {
            older.add(who);
        }
        if (itsOldest != null && isOlder(itsOldest)) {
            older.add(itsOldest);
        }
        return older;
    }

    private void follow(Entry who, Entry itsOldest) {
        boolean isOurs = neighbours.find(who.address()) != null;
        if (neighbours.olderLinks() == 0 && !isOurs && isStranger(itsOldest) && !isOlder(itsOldest)) {
            sampling.follow(itsOldest);
        }
    }

    private boolean isOlder(Entry entry) {
        return entry.isOlderThan(ground.self().age(), ground.self().address());
    }

    /** Neither ourselves nor linked to us. */
    private boolean isStranger(Entry entry) {
        return !entry.address().equals(ground.self().address()) && !neighbours.holds(entry.address());
    }
}
