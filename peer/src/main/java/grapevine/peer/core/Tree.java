package grapevine.peer.core;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Gossip;
import grapevine.wire.OriginRanges;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Prune;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which links are eager: the tree that messages go along (J. Leitao, J. Pereira, L. Rodrigues, Epidemic Broadcast Trees, 2007), one
 * for all origins. Both ends of a link are eager or both are lazy: {@code Graft} and {@code Prune} say so, and where two such words
 * cross, the next message on the link shows it and the word is said again. Links open lazy; who has no eager one grafts.
 */
final class Tree {
    /** What comes so soon (ms) after a word of ours was on its way before the other end heard it. */
    static final long TURN_MILLIS = 1000;

    /** A link that brought a first copy so lately (ms) is one we hang on. */
    private static final long PARENT_MILLIS = 20_000;

    private final PeerNode node;

    /** Its announcements came earlier than the payloads of {@link #yielding}, whose place it takes with its first payload. */
    private @Nullable Neighbour promoted;

    private @Nullable Neighbour yielding;

    /** A link we hung on was lost and there was none to take its place: the next one takes it. */
    private boolean isCutOff;

    Tree(PeerNode node) {
        this.node = node;
    }

    // Links come and go

    void linked(Neighbour neighbour, boolean isDialled) {
        boolean wants = isFlood() || (isDialled && isCutOff) || eagerLinks() == 0;
        if (wants) {
            graft(neighbour, List.of());
        } else {
            node.announcers().linked(neighbour, isDialled);
        }
    }

    /** The link has moved to another connection; a word on the former may have been lost. */
    void moved(Neighbour neighbour) {
        if (neighbour.isEager) {
            graft(neighbour, List.of());
        } else {
            node.announcers().moved(neighbour);
        }
    }

    void unlinked(Neighbour lost) {
        node.announcements().unlinked(lost);
        if (node.isLeaving()) {
            return;
        }
        boolean wasParent = lost.isEager && isParent(lost);
        if (lost == promoted || lost == yielding) {
            promoted = null;
            yielding = null;
        }
        Neighbour successor = node.announcers().best(lost);
        node.announcers().forget(lost);
        if (wasParent || (lost.isEager && eagerLinks() == 0)) {
            replaceParent(successor);
        }
        node.announcers().fill();
    }

    private void replaceParent(@Nullable Neighbour successor) {
        Neighbour chosen = successor != null ? successor : anyLazy(null);
        isCutOff = chosen == null;
        if (chosen != null) {
            graft(chosen, List.of());
        }
        node.missing().hurry();
    }

    /** Whether it lately brought messages that we did not have. */
    private boolean isParent(Neighbour lost) {
        if (lost.gossipedAt < 0) {
            return false;
        }
        for (Neighbour other : node.overlay().neighbours()) {
            if (other != lost && other.isEager && other.gossipedAt > lost.gossipedAt) {
                return node.now() - lost.gossipedAt < PARENT_MILLIS;
            }
        }
        return true;
    }

    // What neighbours say

    void onPrune(Neighbour by) {
        if (!by.isEager) {
            return;
        }
        becomeLazy(by);
        if (eagerLinks() == 0) {
            Neighbour other = anyLazy(by);
            if (other != null || node.now() - by.turnedAt > TURN_MILLIS) {
                graft(other != null ? other : by, List.of());
            }
        }
        node.announcers().fill();
    }

    /** Its link is eager from now on; what it wants is answered elsewhere. */
    void onGraft(Neighbour by) {
        becomeEager(by);
        node.announcers().fill();
    }

    // What messages show

    /** The first copy of a message came straight by this link. */
    void first(Neighbour from) {
        from.gossipedAt = node.now();
        if (!from.isEager && isSettled(from)) {
            graft(from, List.of()); // it holds the link eager: so be it
        }
        if (from == promoted) {
            Neighbour before = yielding;
            promoted = null;
            yielding = null;
            if (before != null && before.isEager && from.isEager) {
                prune(before);
            }
        }
    }

    /** Another copy of a message. It came twice on a circle of eager links, which is cut here, or it was asked for. */
    void duplicate(Gossip message, Neighbour from) {
        if (message.age() > 0 || isFlood() || node.missing().wasFetched(message)) {
            return;
        }
        boolean isLast = from.isEager && eagerLinks() == 1;
        if (!isLast && (from.isEager || isSettled(from))) {
            prune(from);
        }
    }

    /** What this neighbour announces comes later by the tree, again and again: it takes the slow link's place. */
    void improve(Neighbour faster, Neighbour slower) {
        if (promoted == null && !faster.isEager && slower.isEager) {
            node.count(Counter.TREE_IMPROVED);
            promoted = faster;
            yielding = slower;
            graft(faster, List.of());
        } else if (promoted != null && !promoted.isEager) {
            promoted = null;
            yielding = null;
        }
    }

    // Turning a link

    void graft(Neighbour neighbour, List<OriginRanges> wanted) {
        neighbour.turnedAt = node.now();
        becomeEager(neighbour);
        node.count(Counter.GRAFTS);
        node.effects().send(neighbour.link(), new Graft(wanted));
        node.effects().report(new Fact.Grafted(neighbour.address(), wanted.size()));
        node.announcers().fill();
    }

    private void prune(Neighbour neighbour) {
        neighbour.turnedAt = node.now();
        becomeLazy(neighbour);
        node.count(Counter.PRUNES);
        node.effects().send(neighbour.link(), new Prune());
        node.effects().report(new Fact.Pruned(neighbour.address()));
        node.announcers().fill();
    }

    private void becomeEager(Neighbour neighbour) {
        isCutOff = false;
        neighbour.isEager = true;
        node.announcements().ended(neighbour);
        node.announcers().forget(neighbour);
    }

    private void becomeLazy(Neighbour neighbour) {
        neighbour.isEager = false;
        node.announcements().ended(neighbour);
    }

    int eagerLinks() {
        int eager = 0;
        for (Neighbour neighbour : node.overlay().neighbours()) {
            eager += neighbour.isEager ? 1 : 0;
        }
        return eager;
    }

    /** The other end has heard what we last said, and says what it says since. */
    private boolean isSettled(Neighbour neighbour) {
        return neighbour.turnedAt < 0 || node.now() - neighbour.turnedAt > TURN_MILLIS;
    }

    /** A lazy link, an older peer's if there is one: whoever hangs on older ones only hangs on no circle. */
    private @Nullable Neighbour anyLazy(@Nullable Neighbour except) {
        Neighbour chosen = null;
        for (Neighbour neighbour : node.overlay().neighbours()) {
            boolean isBetter = chosen == null
                    || (neighbour.isOlder() && !chosen.isOlder())
                    || (neighbour.isOlder() == chosen.isOlder() && neighbour.degree() > chosen.degree());
            if (!neighbour.isEager && neighbour != except && isBetter) {
                chosen = neighbour;
            }
        }
        return chosen;
    }

    private boolean isFlood() {
        return node.settings().dissemination() == Dissemination.FLOOD;
    }
}
