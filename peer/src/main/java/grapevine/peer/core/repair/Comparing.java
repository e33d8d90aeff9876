package grapevine.peer.core.repair;

import grapevine.node.Counter;
import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.gossip.Large;
import grapevine.peer.core.gossip.Retained;
import grapevine.peer.core.gossip.Seen;
import grapevine.peer.core.ground.Bundle;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Other;
import grapevine.sampling.PartialView;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Known;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.SyncMessage;
import grapevine.wire.SyncMessage.Agreed;
import grapevine.wire.SyncMessage.Digest;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Sums;
import grapevine.wire.TreeMessage.Have;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was seen with others, every 30 s and on a new link, so that whatever got lost on the way is found:
 * anti-entropy (A. Demers and others, Epidemic Algorithms for Replicated Database Maintenance, 1987). One hash of
 * everything, if it differs 64, if they differ the numbers. What is lacking then is got by {@link Fetching}.
 */
public final class Comparing implements Part {
    static final long PERIOD_MILLIS = 30_000;
    /** The most comparisons of ours under way. */
    public static final int MOST_OPEN = 4;

    /** After what was put off, or may be untold, the next one waits for so long (ms). */
    private static final long SOON_MILLIS = 1000;

    /** For the next word of the other side (ms). */
    private static final long ANSWER_MILLIS = 3000;

    /** A peer linked for less than this (ms) has one comparison on its new links, not one on each. */
    private static final long FRESH_MILLIS = 30_000;

    /** Whoever has got nothing from its first older neighbour for so long (ms) does without. */
    private static final long FLOOR_MILLIS = 10_000;

    /** Words of comparisons that others began, answered within a second. */
    private static final byte MOST_ANSWERED = 64;

    /** So many to anybody; of the others nobody gets more than he leaves. */
    private static final byte FREELY_ANSWERED = 32;

    /** A comparison that we began. */
    private static final class Comparison {
        final Other with;
        final boolean takesFloor;
        long deadline;

        /** The buckets yet to be compared; none while the hashes are. */
        long left;

        Comparison(Other with, boolean takesFloor) {
            this.with = with;
            this.takesFloor = takesFloor;
        }
    }

    private final Ground ground;
    private final Neighbours neighbours;
    private final PartialView<Entry> view;
    private final Gossiping gossiping;
    private final Fetching fetching;
    private Few<Comparison> open = Few.none();
    private long nextAt = NEVER;

    /** So much (ms) before the time of the period that is. */
    private int early;

    private long linkedAt = -1;
    private boolean hasFloor;
    private boolean visits;

    /** Whether something is lacking for which there was no room among the fetches. */
    private boolean isPutOff;

    private long answeringSince;
    private byte answered;

    /** How often those from each place were answered beyond what is free; null if nobody was. */
    private @Nullable Map<Object, Integer> answeredTo;

    public Comparing(Ground ground, Neighbours neighbours, PartialView<Entry> view, Gossiping gossiping) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.view = view;
        this.gossiping = gossiping;
        fetching = new Fetching(ground, neighbours, gossiping, this);
    }

    /** How many comparisons of ours are under way. */
    public int open() {
        return open.size();
    }

    /** What is said of large messages by a connection that is no link. */
    Large large() {
        return gossiping.large();
    }

    /** What gets what is lacking. */
    public Fetching fetching() {
        return fetching;
    }

    // When

    /** On a new link the younger end begins. Older neighbours of one that has just come say what was before. */
    public void linked(Neighbour neighbour) {
        boolean isFirst = linkedAt < 0;
        if (isFirst) {
            linkedAt = ground.now();
            gossiping.cameAt(linkedAt);
            nextAt = ground.now() + (long) (PERIOD_MILLIS * ground.random().nextDouble());
            ground.wakeAt(nextAt);
        }
        boolean isFresh = ground.now() - linkedAt < FRESH_MILLIS;
        if (neighbour.isOlder() && (isFirst || !isFresh || (lacksFloor() && open.isEmpty()))) {
            begin(neighbour.conversation());
        }
    }

    /** For how long it has been linked; whoever may have slept since cannot say. */
    private long linkedMillis() {
        return ground.mayBeOlder(linkedAt) ? Long.MAX_VALUE : ground.now() - linkedAt;
    }

    /** Whether it does not know yet what was before it came. */
    private boolean lacksFloor() {
        return !hasFloor && (linkedAt < 0 || ground.now() - linkedAt < FLOOR_MILLIS);
    }

    /**
     * Somebody speaks, and it is not known what was before: one that had come just as lately was asked, most likely.
     * The neighbour with the most links has been here for longest.
     */
    private void askForFloor() {
        Neighbour largest = null;
        for (Neighbour neighbour : neighbours) {
            if (neighbour.isOlder() && (largest == null || neighbour.degree() > largest.degree())) {
                largest = neighbour;
            }
        }
        if (largest != null) {
            begin(largest.conversation());
        }
    }

    @Override
    public long due() {
        long due = Math.min(nextAt, fetching.due());
        for (Comparison comparison : open) {
            due = Math.min(due, comparison.deadline);
        }
        return due;
    }

    @Override
    public void onDue(long now) {
        for (Comparison comparison : open) {
            if (comparison.deadline <= now) {
                open = open.without(comparison);
                soon();
            }
        }
        fetching.onDue(now);
        if (nextAt <= now && early > 0) {
            nextAt += early;
            early = 0;
            ground.wakeAt(nextAt);
            compareEarly();
        } else if (nextAt <= now) {
            nextAt = now + ground.jittered(PERIOD_MILLIS);
            Retained retained = gossiping.retainedIfAny();
            if (retained != null) {
                retained.expire(now);
            }
            compare();
        }
    }

    /** This peer stood still: whoever was asked is not to blame for that time. */
    public void stoodStill(long millis) {
        for (Comparison comparison : open) {
            comparison.deadline += millis;
        }
        fetching.stoodStill(millis);
    }

    /** The next one does not wait for its time: words of the last were lost, or whoever was asked is gone. */
    void soon() {
        isPutOff = false;
        early = 0;
        nextAt = ground.now();
        ground.wakeAt(nextAt);
    }

    /** There was no room for a fetch: what is lacking is found again when there is. */
    void putOff() {
        isPutOff = true;
    }

    /** There is room for one more fetch. */
    void fetched() {
        if (isPutOff) {
            isPutOff = false;
            within(SOON_MILLIS);
        }
    }

    /** This one told us of as much as one body holds: there may be more. What came just now is not compared yet. */
    public void told(Neighbour by, Have have) {
        int ranges = 0;
        for (OriginRanges each : have.got()) {
            ranges += each.ranges().size();
        }
        if (ranges >= Bundle.MOST_RANGES) {
            by.hasUntold(true);
            within(Summary.YOUNG_MILLIS);
        }
    }

    /** One besides those of the period, which keep their times. */
    private void within(long millis) {
        long at = ground.now() + millis;
        if (nextAt != NEVER && at < nextAt) {
            early += (int) (nextAt - at);
            nextAt = at;
            ground.wakeAt(nextAt);
        }
    }

    /** With those that may have more than they told us of, one after the other; else something was put off. */
    private void compareEarly() {
        Neighbour untold = neighbours.first(Neighbour::hasUntold);
        Neighbour next = untold == null ? neighbours.any(ground.random()) : untold;
        boolean hasBegun = next != null && begin(next.conversation());
        if (untold != null) {
            untold.hasUntold(!hasBegun);
            if (neighbours.first(Neighbour::hasUntold) != null) {
                within(SOON_MILLIS);
            }
        }
    }

    /**
     * With a neighbour, and every other time with any peer, since a part that only clings to the rest would find out
     * slowly.
     */
    private void compare() {
        Entry any = visits ? view.any() : null;
        visits = !visits;
        Neighbour linked = any == null ? null : neighbours.find(any.address());
        if (any != null && linked == null && open.size() < MOST_OPEN) {
            new ComparingVisit(ground, view, any.address(), this);
            return;
        }
        Neighbour with = linked != null ? linked : neighbours.any(ground.random());
        if (with != null) {
            begin(with.conversation());
        }
    }

    /** Whether it could begin. */
    boolean begin(Other with) {
        boolean may = open.size() < MOST_OPEN && find(with) == null;
        if (may) {
            Comparison comparison = new Comparison(with, lacksFloor());
            open = open.with(comparison);
            await(comparison);
            ground.count(Counter.COMPARISONS);
            ground.send(with.link(), summary().digest());
        }
        return may;
    }

    private void await(Comparison comparison) {
        comparison.deadline = ground.now() + ANSWER_MILLIS;
        ground.wakeAt(comparison.deadline);
    }

    /** Whether nothing is compared with this one, as it brought what was forged; its link may stand. */
    public boolean isDistrusted(Other visited) {
        return ground.isDistrusted(visited.link().holder(), neighbours.degree());
    }

    // What others say

    /** Somebody begins a comparison. */
    public void onDigest(Other from, Digest theirs) {
        if (mayAnswer(from)) {
            Summary ours = summary();
            ground.send(from.link(), ours.digest().equals(theirs) ? new Agreed() : ours.sums());
        }
    }

    /** It has seen the same. */
    public void onAgreed(Other from) {
        Comparison comparison = find(from);
        if (comparison != null) {
            over(comparison);
        }
    }

    /** It has not seen the same: these are its hashes. */
    public void onSums(Other from, Sums theirs) {
        Comparison comparison = find(from);
        if (comparison != null && comparison.left == 0) {
            ground.count(Counter.COMPARISONS_DIFFERED);
            comparison.left = summary().differing(theirs);
            goOn(comparison);
        }
    }

    /** It tells what it has seen in some buckets, and may want to hear the same of us. */
    public void onSeen(Other from, SyncMessage.Seen theirs) {
        if (theirs.wantsAnswer()) {
            if (mayAnswer(from)) {
                take(from, theirs.seen(), false);
                Summary.Page page = summary().page(theirs.buckets(), ground.random());
                ground.send(from.link(), new SyncMessage.Seen(page.buckets(), false, page.rows()));
            }
            return;
        }
        Comparison comparison = find(from);
        if (comparison != null && (comparison.left & theirs.buckets()) != 0) {
            comparison.left &= ~theirs.buckets();
            take(from, theirs.seen(), comparison.takesFloor);
            goOn(comparison);
        }
    }

    /**
     * What was made before we came is not for us, whoever names it; in a floor it counts as seen. What may have been
     * made since is owed to us, and fetched. Of what nobody can say how old it is {@link Fetching} asks for what is
     * missed.
     */
    private void take(Other from, List<Known> said, boolean isFloor) {
        List<Known> owed = new ArrayList<>();
        for (Known row : said) {
            if (!isOfBefore(row) || (!isFloor && row.idle() >= gossiping.seen().memoryMillis())) {
                owed.add(row);
            } else if (isFloor && !row.origin().equals(ground.self().origin())) {
                gossiping.seen().learn(row, ground.now());
            }
        }
        if (isFloor) {
            gossiping.releaseWhatLacksNothing();
        }
        fetching.start(from, owed);
    }

    /** What others have had for less than 2 s they do not name; and an origin was silent for as long as they say. */
    private boolean isOfBefore(Known row) {
        long linkedMillis = linkedMillis();
        return linkedAt < 0 || row.idle() >= linkedMillis || (lacksFloor() && linkedMillis <= Summary.YOUNG_MILLIS);
    }

    private void goOn(Comparison comparison) {
        if (comparison.left == 0) {
            over(comparison);
            return;
        }
        await(comparison);
        Summary.Page page = summary().page(comparison.left, ground.random());
        ground.send(comparison.with.link(), new SyncMessage.Seen(page.buckets(), true, page.rows()));
    }

    private void over(Comparison comparison) {
        if (comparison.takesFloor && knowsOthers()) {
            hasFloor = true;
            gossiping.knowsWhatWasBefore();
        }
        open = open.without(comparison);
    }

    /** Whether anything is remembered but what we made ourselves: that says nothing of what was before. */
    private boolean knowsOthers() {
        Seen seen = gossiping.seen();
        return seen.origins() > (seen.knows(ground.self().origin()) ? 1 : 0);
    }

    /** It does not keep these any more. */
    public void onGone(Other from, Gone gone) {
        fetching.onGone(from, gone);
    }

    /** It asks for messages: those that are here are sent, and {@code Gone}, perhaps empty, ends the answer. */
    public void supply(Other asker, List<OriginRanges> wanted) {
        Supply.answer(ground, gossiping, asker, wanted);
    }

    /** Where what messages bring goes. */
    Gossiping gossiping() {
        return gossiping;
    }

    /** A message by a connection that is no link: only what was asked for. */
    public void visitBrought(Other from, Gossip message) {
        if (fetching.awaits(from, message.origin(), message.n())) {
            gossiping.visitBrought(message, from);
        } else {
            ground.count(Counter.DROPPED_UNASKED);
        }
    }

    /** A large message is offered by a connection that is no link: only what was asked for. */
    public void visitOffers(Other from, Offer offer) {
        if (fetching.awaits(from, offer.origin(), offer.n())) {
            gossiping.large().onOffer(from, offer);
        } else {
            ground.count(Counter.DROPPED_OFFERS);
        }
    }

    /** This one brought what is not believed. */
    public void refused(Gossip message, Other from) {
        if (fetching.size() > 0) {
            fetching.refused(from, message.origin(), message.n());
        }
    }

    /** This message is being taken piece by piece. */
    public void offered(Origin origin, long n) {
        if (fetching.size() > 0) {
            fetching.offered(origin, n);
        }
    }

    /** The first copy of a message is here. */
    public void arrived(Gossip message) {
        if (fetching.size() > 0) {
            fetching.arrived(message.origin(), message.n(), message.length());
        }
        if (!hasFloor && linkedAt >= 0 && lacksFloor() && open.isEmpty()) {
            askForFloor();
        }
    }

    /** Whoever asks again and again is not answered: that costs more than asking. */
    private boolean mayAnswer(Other asker) {
        if (ground.now() - answeringSince >= 1000) {
            answeringSince = ground.now();
            answered = 0;
            answeredTo = null;
        }
        if (answered >= FREELY_ANSWERED && !isShare(asker)) {
            ground.count(Counter.DROPPED_COMPARISON);
            return false;
        }
        answered++;
        return true;
    }

    private boolean isShare(Other asker) {
        answeredTo = answeredTo == null ? new HashMap<>() : answeredTo;
        int before = answeredTo.getOrDefault(asker.taker(), 0);
        boolean isShare = before < MOST_ANSWERED - answered;
        if (isShare) {
            answeredTo.put(asker.taker(), before + 1);
        }
        return isShare;
    }

    private @Nullable Comparison find(Other with) {
        for (Comparison comparison : open) {
            if (comparison.with == with) {
                return comparison;
            }
        }
        return null;
    }

    private Summary summary() {
        return new Summary(
                gossiping.seen(),
                gossiping.madeSince(ground.now() - Summary.YOUNG_MILLIS + 1),
                ground.now(),
                ground::mayBeOlder);
    }
}
