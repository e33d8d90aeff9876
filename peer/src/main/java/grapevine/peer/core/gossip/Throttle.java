package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Other;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message.Slow;
import grapevine.wire.Origin;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever makes messages faster than some link takes them: this peer makes none meanwhile, and who brings it
 * messages is told, up to those that make them. How long one neighbour can make others wait is its {@link Wait}: to
 * whoever asks for more, messages are announced, which it fetches when it can, and its word is nothing until it has
 * been quiet. What this peer asks of others is bounded in the same way, lest it pay for those behind it.
 */
public final class Throttle {
    /**
     * A link with more than this waiting (bytes) makes publications wait. More would not get there sooner: it would
     * only make all the rest late.
     */
    public static final long MOST_BYTES = 512 * 1024;

    /**
     * A link with more than this waiting (bytes) is handed no further message that its neighbour asked for: answers
     * alone, of which the last may be of any size, do not make it full. Where others are pushed that fast, a single one
     * goes, see {@link #isTooFullFor}.
     */
    public static final long MOST_BEFORE_ANSWER = MOST_BYTES * 3 / 4;

    /** How long the neighbour that the messages come from is told to slow down (ms), and how often at most. */
    private static final long SLOW_MILLIS = 200;

    private static final long SLOW_EVERY_MILLIS = 50;

    /** So many are remembered that are linked no more. */
    private static final int MOST_WAITS = 256;

    /** Who brought a message within this time (ms) brings them. */
    private static final long BRINGS_MILLIS = 1000;

    /** So often (ms) the operator is told that this peer makes no message for a neighbour's sake. */
    private static final long SAY_MILLIS = 60_000;

    /** What this peer may ask for at once (ms): a little less than others grant it, for words come late and early. */
    private static final long OWN_SHARE_MILLIS = Wait.SHARE_MILLIS * 9 / 10;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Tree tree;

    /** Who makes how much; null while there is room for all. */
    private @Nullable Shares shares;

    /** Null until a neighbour makes us wait. */
    private @Nullable Waits waits;

    /** Whom we told to slow down within a while, and when that while began. */
    private Few<Neighbour> slowed = Few.none();

    private long slowedSince;

    /** For whom this peer waits, what it asks of others, and when it last told the operator. */
    private static final class Waits {
        /** By address: who links anew has no new share. */
        final Map<Address, Wait> of = new LinkedHashMap<>();

        /** To whom answers were handed that may wait, with the bytes pushed there since. */
        final Map<Neighbour, Long> pushedSince = new HashMap<>(2);

        final Wait own;
        long saidAt;

        Waits(Address self, long now) {
            own = new Wait(self, OWN_SHARE_MILLIS, now);
            saidAt = now - SAY_MILLIS;
        }
    }

    Throttle(Ground ground, Neighbours neighbours, Tree tree) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.tree = tree;
    }

    /** Those that are linked no more and have their whole share again are forgotten; of too many the first. */
    private void forgetSome(Map<Address, Wait> all, long now) {
        all.entrySet()
                .removeIf(each -> neighbours.find(each.getKey()) == null
                        && each.getValue().isWhole(now));
        Iterator<Address> first = all.keySet().iterator();
        while (all.size() >= MOST_WAITS + neighbours.degree() && first.hasNext()) {
            if (neighbours.find(first.next()) == null) {
                first.remove();
            }
        }
    }

    // Making messages

    /**
     * Whether this peer may make no message now. Who has a full link makes the others wait that would take more, as far
     * as its {@link Wait} goes; where there are no others nobody is harmed.
     */
    boolean isClosed(Large large) {
        boolean isAnyFull = false;
        boolean isAnyFree = false;
        for (Neighbour neighbour : neighbours) {
            boolean isFull = isBehind(neighbour, large);
            boolean isDistrusted = isDistrusted(neighbour);
            isAnyFull |= isFull && !isDistrusted;
            isAnyFree |= !isFull && !isMuch(neighbour) && !isDistrusted;
        }
        boolean isClosed = isAnyFull && !isAnyFree;
        if (isAnyFull || waits != null) {
            isClosed |= isAnyHeeded(large, isAnyFree);
        }
        return isClosed || (waits != null && isMadeToWait(waits));
    }

    /** Whether others are to wait for somebody whose link is full; if there are such, it is counted that they do. */
    private boolean isAnyHeeded(Large large, boolean doOthersWait) {
        boolean isAny = false;
        for (Neighbour neighbour : neighbours) {
            boolean isWaitedFor = doOthersWait && isBehind(neighbour, large);
            Wait wait = isWaitedFor ? waitOf(neighbour) : find(neighbour);
            if (wait != null && isWaitedFor) {
                boolean wasDistrusted = wait.isDistrusted(ground.now());
                wait.isFull(neighbour.link(), large.backlog(neighbour), ground.now());
                judge(neighbour, wait, wasDistrusted);
                isAny |= !wait.isDistrusted(ground.now());
            } else if (wait != null) {
                wait.hasRoom();
            }
        }
        return isAny;
    }

    /** Whether so much waits on this link that no answer is to be added. */
    public static boolean isTooFullToAnswer(Link link) {
        return link.backlog() > Math.min(MOST_BEFORE_ANSWER, link.room() / 2);
    }

    /**
     * Whether this one is handed nothing that it asks for now. Messages that are pushed at full speed keep its link
     * close to full: one that it asked for may wait among them, lest it never gets any.
     */
    public boolean isTooFullFor(Other asker) {
        Link link = asker.link();
        if (!isTooFullToAnswer(link)) {
            return false;
        }
        Neighbour neighbour = neighbourOf(asker);
        return neighbour == null || link.backlog() > Math.min(MOST_BYTES, link.room() / 2) || doesAnswerWait(neighbour);
    }

    /** Some of an answer waits as long as more waits than was pushed after it. */
    private boolean doesAnswerWait(Neighbour neighbour) {
        Long pushed = waits == null ? null : waits.pushedSince.get(neighbour);
        return pushed != null && pushed < neighbour.link().backlog();
    }

    /** This one was handed what it asked for. */
    public void answered(Other asker) {
        Neighbour neighbour = neighbourOf(asker);
        if (neighbour != null && asker.link().backlog() > 0) {
            waits().pushedSince.put(neighbour, 0L);
        }
    }

    private static @Nullable Neighbour neighbourOf(Other asker) {
        return asker instanceof PeerLink link ? link.neighbour() : null;
    }

    /** The link to this one is gone, or goes over another connection. */
    void lost(Neighbour neighbour) {
        if (waits != null) {
            waits.pushedSince.remove(neighbour);
        }
    }

    private static boolean isMuch(Neighbour neighbour) {
        long backlog = neighbour.link().backlog();
        return backlog > MOST_BYTES || backlog > neighbour.link().room();
    }

    /**
     * Whether messages pile up before this one, or it does not take large ones as fast as they come. A link that takes
     * nothing at all is served later, and slows nobody down.
     */
    private static boolean isBehind(Neighbour neighbour, Large large) {
        return large.isBehind(neighbour)
                || (isMuch(neighbour) && !neighbour.link().isStalled());
    }

    /** Whether those who bring messages are to wait for this one. */
    boolean slowsOthers(Neighbour neighbour, Large large) {
        return isBehind(neighbour, large) && !isDistrusted(neighbour);
    }

    private boolean isMadeToWait(Waits all) {
        long now = ground.now();
        for (Map.Entry<Address, Wait> each : all.of.entrySet()) {
            if (each.getValue().isHeeded(now) && neighbours.find(each.getKey()) != null) {
                if (now - all.saidAt >= SAY_MILLIS) {
                    all.saidAt = now;
                    Address by = each.getValue().by();
                    ground.report(new Fact.SlowedDown(each.getKey(), by));
                }
                return true;
            }
        }
        return false;
    }

    // What shows how much somebody takes

    /**
     * This neighbour is handed a message as it comes.
     *
     * @param waiting bytes that wait for it without this one
     */
    void handed(Neighbour to, Gossip message, long waiting) {
        Wait wait = find(to);
        if (wait != null) {
            wait.handed(to.link(), message.length(), waiting);
        }
        if (waits != null && !Large.isToBeOffered(message, to.conversation())) {
            waits.pushedSince.computeIfPresent(to, (any, pushed) -> pushed + message.length());
        }
    }

    /** A message came as others come. */
    void came(Gossip message) {
        if (waits != null) {
            waits.own.took(message.length());
        }
    }

    // What others say

    /** What this one brings piles up behind another. */
    void slowDown(Neighbour from, Neighbour behind) {
        long millis = heed(behind, SLOW_MILLIS, behind.address());
        tellToSlowDown(from, millis, behind.address());
    }

    /**
     * Messages pile up behind a neighbour: for a while this peer makes none, and it tells those who bring it messages.
     * The time gets shorter with each hop, so the word dies out also on a circle.
     */
    void onSlow(Slow slow, Neighbour by) {
        Address first = slow.by() == null ? by.address() : slow.by();
        long millis = heed(by, slow.millis(), first);
        if (millis > 0) {
            shares().someAreLate();
        } else {
            ground.count(Counter.DROPPED_SLOW);
        }
        for (Neighbour neighbour : neighbours) {
            boolean bringsMessages =
                    neighbour.gossipedAt() >= 0 && ground.now() - neighbour.gossipedAt() < BRINGS_MILLIS;
            if (neighbour != by && bringsMessages) {
                tellToSlowDown(neighbour, millis - SLOW_EVERY_MILLIS, first);
            }
        }
    }

    /** Whether this one made us wait for longer than its share: what there is is announced to it, and fetched later. */
    boolean isDistrusted(Neighbour neighbour) {
        Wait wait = find(neighbour);
        return wait != null && wait.isDistrusted(ground.now());
    }

    /** A neighbour makes others wait; returns for how long (ms) they do. */
    private long heed(Neighbour slow, long millis, Address first) {
        Wait wait = waitOf(slow);
        boolean wasDistrusted = wait.isDistrusted(ground.now());
        long heeded = wait.ask(millis, first, ground.now());
        judge(slow, wait, wasDistrusted);
        return heeded;
    }

    private @Nullable Wait find(Neighbour neighbour) {
        return waits == null ? null : waits.of.get(neighbour.address());
    }

    private Wait waitOf(Neighbour slow) {
        long now = ground.now();
        Waits all = waits();
        Wait wait = all.of.get(slow.address());
        if (wait == null) {
            forgetSome(all.of, now);
            wait = new Wait(slow.address(), Wait.SHARE_MILLIS, now);
            all.of.put(slow.address(), wait);
        }
        return wait;
    }

    private Waits waits() {
        Waits all = waits == null ? new Waits(ground.self().address(), ground.now()) : waits;
        waits = all;
        return all;
    }

    // Who makes how much

    /** A message is here that was not, of whomever. */
    void counts(Gossip message) {
        if (shares != null) {
            shares.counts(message);
            forgetIfNothing(shares);
        }
    }

    /** So much waits on a link (bytes) by which a message is to go. */
    void backlogSeen(long bytes) {
        if (bytes > Shares.FULL_BYTES) {
            shares().linkIsFull();
        }
    }

    /** A message came so long (ms) after others had it: it may have waited for room somewhere. */
    public void cameAfter(long millis) {
        if (millis > Shares.LATE_MILLIS) {
            shares().someAreLate();
        }
    }

    private Shares shares() {
        Shares all = shares;
        if (all == null || all.isOver()) {
            if (all != null) {
                all.end();
            }
            all = new Shares(ground, all);
            shares = all;
        }
        return all;
    }

    private void forgetIfNothing(Shares all) {
        if (all.isNothing()) {
            all.end();
            shares = null;
        }
    }

    /** How many origins flood. */
    public int flooding() {
        return shares == null ? 0 : shares.flooding();
    }

    /** When the operator may have to be told that a flood is over, though no message comes. */
    long due() {
        return shares == null ? Part.NEVER : shares.due();
    }

    /** The time has come, or is near. */
    void onDue(long now) {
        if (shares != null) {
            shares.onDue(now);
            forgetIfNothing(shares);
        }
    }

    /** Whether this origin makes so little that it goes before others where there is not room, and waits for nobody. */
    boolean isModest(Address origin) {
        return shares != null && shares.isModest(origin);
    }

    /**
     * Whether messages are late since some make too many. What comes first shows nothing then: two links of one circle
     * could each be cut for the other.
     */
    boolean isAnyLate() {
        return shares != null && shares.isAnyLate();
    }

    /** Whether it is this origin's messages that are too many: what is asked for of them meanwhile grafts no link. */
    public boolean isLate(Origin origin) {
        return shares != null && shares.isLate(origin.address());
    }

    /** If it is not believed any more, it is named, and messages take another way. */
    private void judge(Neighbour slow, Wait wait, boolean wasDistrusted) {
        if (!wasDistrusted && wait.isDistrusted(ground.now())) {
            if (wait.isSayDue(ground.now())) {
                wait.said(ground.now());
                ground.report(new Fact.NeighbourSlow(slow.address(), wait.by()));
            }
            if (!isThereAnother(slow)) {
                tree.reachFurther();
            }
        }
    }

    /** Whether messages go by any link but this one's as they come. */
    private boolean isThereAnother(Neighbour slow) {
        for (Neighbour neighbour : neighbours) {
            if (neighbour != slow && neighbour.isEager() && !isDistrusted(neighbour)) {
                return true;
            }
        }
        return false;
    }

    private void tellToSlowDown(Neighbour neighbour, long millis, Address first) {
        if (ground.now() - slowedSince >= SLOW_EVERY_MILLIS) {
            slowedSince = ground.now();
            slowed = Few.none();
        }
        if (waits == null || millis <= 0 || slowed.contains(neighbour)) {
            return;
        }
        long granted = waits.own.grant(millis, ground.now());
        if (granted > 0) {
            slowed = slowed.with(neighbour);
            ground.send(neighbour.link(), new Slow(granted, first));
        }
    }
}
