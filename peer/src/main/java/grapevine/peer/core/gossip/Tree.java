package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.policy.Dissemination;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.TreeMessage.Announce;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Prune;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which links are eager: the tree that messages go along (J. Leitao, J. Pereira, L. Rodrigues, Epidemic Broadcast
 * Trees, 2007), one for all origins. Both ends of a link are eager or both are lazy: {@code Graft} and {@code Prune}
 * say so, and where two such words cross, the next message on the link shows it and the word is said again. Links open
 * as {@link LinkStart} says.
 */
public final class Tree {
    /**
     * What comes so soon (ms) after a link was turned says nothing: it was on its way before, or is the echo of what
     * was.
     */
    public static final long TURN_MILLIS = 1000;

    /** A link that brought a first copy so lately (ms) is one we hang on. */
    private static final long PARENT_MILLIS = 20_000;

    /** Within this time (ms) a link is not grafted again only since the other end pushes by it. */
    static final long HELD_MILLIS = 60_000;

    /** A link along which nothing came the other way for so long (ms) is taken for one way. */
    private static final long ONE_WAY_MILLIS = 10_000;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Gossiping gossiping;
    private final Announcers announcers;
    private final Repairs repairs;

    /** Lazy links by which the other end pushed, and when they were last grafted for it; null until one does. */
    private @Nullable Map<Neighbour, Long> held;

    /** A link we hung on was lost and there was none to take its place: the next one takes it. */
    private boolean isCutOff;

    Tree(Ground ground, Neighbours neighbours, Gossiping gossiping, Repairs repairs) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.gossiping = gossiping;
        this.repairs = repairs;
        announcers = new Announcers(ground, neighbours, this);
    }

    Announcers announcers() {
        return announcers;
    }

    /** Whether this lazy neighbour was asked to tell us what it gets. */
    public boolean isToldBy(Neighbour neighbour) {
        return announcers.contains(neighbour);
    }

    // Links come and go

    /** A link is made. */
    public void linked(Neighbour neighbour, boolean isDialled) {
        LinkStart start = new LinkStart(neighbours, this, neighbour, isDialled);
        Neighbour outdone = start.outdone();
        if (isFlood()) {
            graft(neighbour, List.of());
        } else if (start.isNeeded() || (isDialled && isCutOff)) {
            hangOn(neighbour, List.of());
        } else if (outdone != null) {
            prune(outdone);
            graft(neighbour, List.of());
        } else {
            announcers.linked(neighbour, isDialled);
        }
    }

    /** The link has moved to another connection; a word on the former may have been lost. */
    public void moved(Neighbour neighbour) {
        gossiping.large().lost(neighbour);
        gossiping.throttle().lost(neighbour);
        if (neighbour.isEager()) {
            graft(neighbour, List.of());
        } else {
            announcers.moved(neighbour);
        }
    }

    /** A link is gone. */
    public void unlinked(Neighbour lost) {
        gossiping.large().lost(lost);
        gossiping.throttle().lost(lost);
        gossiping.announcements().unlinked(lost);
        if (held != null) {
            held.remove(lost);
        }
        if (ground.isLeaving()) {
            return;
        }
        boolean wasParent = lost.isEager() && isParent(lost);
        Neighbour successor = announcers.best(lost);
        announcers.forget(lost);
        if (!isFlood() && (wasParent || (lost.isEager() && eagerLinks() == 0))) {
            replaceParent(successor);
        }
        announcers.fill();
    }

    private void replaceParent(@Nullable Neighbour successor) {
        Neighbour chosen = successor != null ? successor : anyLazy(neighbour -> true);
        isCutOff = chosen == null;
        if (chosen != null) {
            hangOn(chosen, List.of());
        }
        repairs.hurry();
    }

    /**
     * Whether it lately brought messages that we did not have; while nobody brought any, whether it was our only way to
     * older ones.
     */
    private boolean isParent(Neighbour lost) {
        boolean isLatest = true;
        boolean hasOlder = false;
        for (Neighbour other : neighbours) {
            if (other.isEager()) {
                isLatest &= other.gossipedAt() <= lost.gossipedAt();
                hasOlder |= other.isOlder();
            }
        }
        if (lost.gossipedAt() < 0) {
            return isLatest && lost.isOlder() && !hasOlder;
        }
        return isLatest || ground.now() - lost.gossipedAt() < PARENT_MILLIS;
    }

    // What neighbours say

    /** Its link is lazy from now on. */
    public void onPrune(Neighbour by) {
        if (!by.isEager()) {
            return;
        }
        becomeLazy(by);
        if (eagerLinks() == 0) {
            Neighbour other = anyLazy(neighbour -> neighbour != by);
            if (other != null) {
                hangOn(other, List.of());
            }
        }
        announcers.fill();
    }

    /** Its link is eager from now on; what it wants is answered elsewhere. */
    public void onGraft(Neighbour by) {
        gossiping.announcements().grafted(by);
        becomeEager(by);
        announcers.fill();
    }

    /** It asks us to announce what we get, or not to. */
    public void onAnnounce(Neighbour by, boolean on) {
        gossiping.announcements().onAnnounce(by, on);
    }

    /** It told us of something, new or not. */
    public void announced(Neighbour by) {
        announcers.heard(by);
    }

    // What messages show

    /**
     * A message came straight.
     *
     * @param announcedBy who had announced it before, if somebody had
     * @param lead how long before (ms)
     */
    public void cameAfter(Neighbour from, @Nullable Neighbour announcedBy, long lead) {
        announcers.judge(from, announcedBy, lead);
    }

    /**
     * The first copy of a message came straight by this link. If that is lazy, the other end holds it eager: so be it,
     * once. Whoever goes on so whatever it is told, as one that pushes what it makes to all there are, would have links
     * turned each second.
     */
    void first(Neighbour from) {
        from.gossiped(ground.now());
        boolean isLinked = neighbours.find(from.address()) == from; // who has left may still hand over
        if (from.isEager() || !isSettled(from) || !isLinked) {
            return;
        }
        Long before = held == null ? null : held.get(from);
        boolean isAgain = before != null && ground.now() - before < HELD_MILLIS;
        if (isAgain && eagerLinks() > 0 && !isFlood()) {
            prune(from);
        } else {
            held = held == null ? new HashMap<>(2) : held;
            held.put(from, ground.now());
            graft(from, List.of());
        }
    }

    /** Another copy of a message. It came twice on a circle of eager links, which is cut here, or it was asked for. */
    void duplicate(Gossip message, Neighbour from) {
        if (message.age() == 0) {
            duplicate(message.origin(), message.n(), from);
        }
    }

    /** The same of one that came straight, or was offered so. */
    void duplicate(Origin origin, long n, Neighbour from) {
        if (isFlood() || repairs.wasFetched(origin, n)) {
            return;
        }
        boolean stays =
                from.isEager() && (eagerLinks() == 1 || gossiping.throttle().isAnyLate());
        if (!stays && isSettled(from)) {
            prune(from);
        }
    }

    /**
     * What this neighbour announces comes later by the tree, again and again: it takes the slow link's place. If
     * more is on its way along that one, it is cut only by the first that comes which the other brought before. Only
     * while nothing comes from elsewhere, or from here: where messages go along a link both ways, two peers could each
     * find the same short cut at once, and cut off those between them.
     */
    void improve(Neighbour faster, Neighbour slower) {
        if (!faster.isEager() && slower.isEager() && comesOnlyBy(slower)) {
            ground.count(Counter.TREE_IMPROVED);
            graft(faster, List.of());
            if (!repairs.isAwaitingMore()) {
                prune(slower);
            }
        }
    }

    private boolean comesOnlyBy(Neighbour link) {
        for (Neighbour other : neighbours) {
            if (other != link && isRecent(other.gossipedAt())) {
                return false;
            }
        }
        return !isRecent(gossiping.publishedAt());
    }

    /** Whether this peer has made a message. */
    boolean hasSpoken() {
        return gossiping.made() > 0;
    }

    /** Whether what came then is recent enough to show that messages go along a link. */
    boolean isRecent(long at) {
        return at >= 0 && ground.now() - at < ONE_WAY_MILLIS;
    }

    // Turning a link

    /**
     * Grafts a link to be reached again. What was sent before may have got nowhere, on either side: so each tells the
     * other what it got lately, unless it did so anyway.
     */
    public void hangOn(Neighbour neighbour, List<OriginRanges> wanted) {
        boolean isNew = gossiping.retainedIfAny() == null;
        if (!isNew && !announcers.contains(neighbour)) {
            ground.send(neighbour.link(), new Announce(true));
        }
        graft(neighbour, wanted);
        gossiping.announcements().tellRecent(neighbour, Announcements.CUT_MILLIS);
    }

    private void graft(Neighbour neighbour, List<OriginRanges> wanted) {
        becomeEager(neighbour);
        ground.count(Counter.GRAFTS);
        ground.send(neighbour.link(), new Graft(wanted));
        ground.report(new Fact.Grafted(neighbour.address(), wanted.size()));
        announcers.fill();
    }

    private void prune(Neighbour neighbour) {
        becomeLazy(neighbour);
        ground.count(Counter.PRUNES);
        ground.send(neighbour.link(), new Prune());
        ground.report(new Fact.Pruned(neighbour.address()));
        announcers.fill();
    }

    private void becomeEager(Neighbour neighbour) {
        isCutOff = false;
        neighbour.turn(true, ground.now());
        gossiping.announcements().turned(neighbour);
        announcers.forget(neighbour);
    }

    private void becomeLazy(Neighbour neighbour) {
        neighbour.turn(false, ground.now());
        gossiping.announcements().turned(neighbour);
    }

    /** A message of our own is about to go out: by some link it has to. */
    void reachOut() {
        Neighbour any = eagerLinks() == 0 ? anyLazy(neighbour -> true) : null;
        if (any != null) {
            hangOn(any, List.of());
        }
    }

    /** Messages do not get on by the eager links: one more, if there is one. */
    void reachFurther() {
        Neighbour other = anyLazy(neighbour -> !gossiping.throttle().isDistrusted(neighbour));
        if (other != null) {
            hangOn(other, List.of());
        }
    }

    int eagerLinks() {
        int eager = 0;
        for (Neighbour neighbour : neighbours) {
            eager += neighbour.isEager() ? 1 : 0;
        }
        return eager;
    }

    /** The other end has heard what we last said, and says what it says since. */
    private boolean isSettled(Neighbour neighbour) {
        return neighbour.turnedAt() < 0 || ground.now() - neighbour.turnedAt() > TURN_MILLIS;
    }

    /**
     * A lazy link of those that are meant, an older peer's if there is one: whoever hangs on older ones only hangs on
     * no circle.
     */
    private @Nullable Neighbour anyLazy(Predicate<Neighbour> isMeant) {
        Neighbour chosen = null;
        for (Neighbour neighbour : neighbours) {
            boolean isBetter = chosen == null
                    || (neighbour.isOlder() && !chosen.isOlder())
                    || (neighbour.isOlder() == chosen.isOlder() && neighbour.degree() > chosen.degree());
            if (!neighbour.isEager() && isBetter && isMeant.test(neighbour)) {
                chosen = neighbour;
            }
        }
        return chosen;
    }

    private boolean isFlood() {
        return ground.settings().dissemination() == Dissemination.FLOOD;
    }
}
