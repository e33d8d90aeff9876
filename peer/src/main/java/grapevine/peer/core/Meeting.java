package grapevine.peer.core;

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
final class Meeting {
    private final PeerNode node;

    Meeting(PeerNode node) {
        this.node = node;
    }

    /**
     * We met this one.
     *
     * @param itsOldest its oldest neighbour, if one is older than it is
     */
    void with(Entry who, @Nullable Entry itsOldest) {
        boolean wasLost = node.remembered().cameBack(who.address());
        if (!node.attachment().hasBegun() || node.isLeaving()) {
            return;
        }
        if (wasLost && isOlder(who)) {
            regain(who);
        }
        node.attachment().met(olderOf(who, itsOldest));
        if (itsOldest != null) {
            follow(who, itsOldest);
        }
    }

    private void regain(Entry lost) {
        if (node.overlay().olderLinks() <= node.settings().aim()
                && isStranger(lost)
                && node.overlay().occupied() < node.settings().degreeCap()) {
            node.overlay().ask(lost.address(), Purpose.REPAIR);
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
        boolean isOurs = node.overlay().neighbour(who.address()) != null;
        if (node.overlay().olderLinks() == 0 && !isOurs && isStranger(itsOldest) && !isOlder(itsOldest)) {
            node.sampling().follow(itsOldest);
        }
    }

    private boolean isOlder(Entry entry) {
        return entry.isOlderThan(node.self().age(), node.self().address());
    }

    /** Neither ourselves nor linked to us. */
    private boolean isStranger(Entry entry) {
        return !entry.address().equals(node.self().address()) && !node.overlay().holds(entry.address());
    }
}
