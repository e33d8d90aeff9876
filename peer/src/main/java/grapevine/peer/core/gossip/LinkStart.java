package grapevine.peer.core.gossip;

import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import org.jspecify.annotations.Nullable;

/**
 * How a new link starts in the {@link Tree}, eager or lazy. Until messages show better ways, each peer hangs on one
 * older peer by a link of its own making, of several on the one with the most links: so all hang on the oldest, by
 * short ways, and there is no circle.
 */
final class LinkStart {
    private final Neighbours neighbours;
    private final Tree tree;
    private final Neighbour neighbour;
    private final boolean isDialled;

    LinkStart(Neighbours neighbours, Tree tree, Neighbour neighbour, boolean isDialled) {
        this.neighbours = neighbours;
        this.tree = tree;
        this.neighbour = neighbour;
        this.isDialled = isDialled;
    }

    /** Whether we are not in the tree without it. */
    boolean isNeeded() {
        return isDialled ? lacksWayUp() : isAlone();
    }

    /** Links that others made do not count as a way up: they may hang on us. */
    private boolean lacksWayUp() {
        for (Neighbour other : neighbours) {
            if (other.isEager() && (other.isOlder() || tree.isRecent(other.gossipedAt()))) {
                return false;
            }
        }
        return neighbour.isOlder() || tree.eagerLinks() == 0;
    }

    /** Has no eager link, and there is nobody to dial to get one: the oldest of all. */
    private boolean isAlone() {
        return tree.eagerLinks() == 0 && neighbours.olderLinks() == 0 && !neighbours.hasAttempts();
    }

    /**
     * The link of a joiner that is to be lazy in favour of this one, if there is one: that to the older peer it hangs
     * on, if this one's has more links, for over hubs the ways are short. Nothing has come yet, so that the former
     * gives way without loss. Since the joiner hangs on older ones only, no circle comes of it.
     */
    @Nullable
    Neighbour outdone() {
        if (!isDialled || !neighbour.isOlder() || tree.hasSpoken()) {
            return null;
        }
        Neighbour former = null;
        for (Neighbour other : neighbours) {
            boolean isWayUp = other.isEager() && other.isOlder();
            if (other.gossipedAt() >= 0 || (isWayUp && former != null)) {
                return null;
            }
            former = isWayUp ? other : former;
        }
        return former != null && former.degree() < neighbour.degree() ? former : null;
    }
}
