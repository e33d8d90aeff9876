package grapevine.peer.core;

import grapevine.node.Fact;
import grapevine.sampling.SamplingRule;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkRequest.Purpose;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a peer asks for a link, and when. Invariant: every peer but the oldest holds a live link to an older one, which
 * makes the network connected, since every walk to older neighbours ends at the oldest. A peer aims at m such links,
 * chosen by {@link SibuyaChoice}; it repairs from its view, then asks the seeds, and without any older link a
 * neighbour, as long as it has fewer than it could have.
 */
final class Attachment implements Part {
    /** Waits before the seeds are asked for more older peers; after these, at each renewal. */
    private static final long[] ASK_AFTER_MILLIS = {500, 1000, 2000, 4000, 8000};

    /** More than we could know of by ourselves. */
    private static final int MANY = Candidates.MOST + SamplingRule.MOST_VIEW_SIZE;

    private final PeerNode node;
    private final Overlay overlay;
    private final Candidates candidates;

    private boolean hasBegun;
    private int olderKnown;
    private int asksMade;
    private long askAt = NEVER;
    private long askedAtOnceAt = -ASK_AFTER_MILLIS[0];
    private @Nullable Orphanage orphanage;

    Attachment(PeerNode node, Overlay overlay) {
        this.node = node;
        this.overlay = overlay;
        candidates = new Candidates(node.view());
    }

    /** Whether it has not begun, holds fewer older links than it could, or believes that it is the oldest. */
    boolean wantsOlder() {
        return !hasBegun
                || olderKnown == 0
                || overlay.olderLinks() < Math.min(node.settings().aim(), olderKnown);
    }

    /** Whether links may be asked for and accepted. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** An age for somebody who joins through us, who have no seed's overview. */
    long proposeAge() {
        long largest = node.self().age();
        for (Neighbour neighbour : overlay.neighbours()) {
            largest = Math.max(largest, neighbour.age());
        }
        for (Entry entry : node.view().peers()) {
            largest = Math.max(largest, entry.age());
        }
        return node.self().hasAge() ? Math.max(node.effects().wallTime(), largest + 1) : 0;
    }

    /** The age is settled: links may be asked for and accepted. */
    void begin() {
        if (!hasBegun) {
            hasBegun = true;
            node.contacts().dialStaticNeighbours();
            node.sampling().begin();
            if (olderKnown == 0
                    && node.contacts().staticNeighbours().isEmpty()
                    && node.settings().known().isEmpty()) {
                node.ready();
            }
        }
    }

    /** The lists of a round, merged; {@code most} is how many older peers the best informed seed knows. */
    void seedsAnswered(List<Entry> entries, int most, boolean wasWanted) {
        if (!node.self().hasAge()) {
            return;
        }
        if (wasWanted) {
            candidates.addAll(entries);
            candidates.forgive();
            olderKnown = most >= MANY
                    ? most
                    : Math.max(most, candidates.olderThan(node.self()).size());
            if (!hasBegun || !entries.isEmpty()) {
                reportList(entries);
            }
        }
        if (!hasBegun) {
            begin();
            connectToPeers(Purpose.JOIN);
        } else if (wasWanted) {
            connectToPeers(Purpose.REPAIR);
        }
        askAgainInAWhile();
    }

    /** Somebody named these, who may have room for us. */
    void named(List<Entry> others) {
        if (!node.settings().isStatic()) {
            candidates.addAll(others);
        }
    }

    /** Dials until m older links are held or under way, or nobody is left to dial. */
    private void connectToPeers(Purpose purpose) {
        if (!hasBegun || node.isLeaving() || candidates.areWornOut()) {
            return;
        }
        List<Entry> free = candidates.olderThan(node.self());
        free.removeIf(entry -> overlay.holds(entry.address()));
        if (overlay.olderLinks() == 0 && !overlay.hasAttempts() && !free.isEmpty()) {
            overlay.makeRoomForOlder();
        }
        if (node.settings().topology() == Topology.TOP_HALF && purpose == Purpose.JOIN) {
            free = new SibuyaChoice(node.random()).topHalf(free);
            joinTopPeers(free, Math.min(free.size(), node.settings().degreeCap() / 2), purpose);
        } else {
            joinTopPeers(free, node.settings().aim() - overlay.olderLinks() - overlay.attempts(), purpose);
        }
    }

    /** One of m links goes to anybody, the others to the highest degree of a random subset each. */
    private void joinTopPeers(List<Entry> free, int count, Purpose purpose) {
        int aim = node.settings().aim();
        int asked = 0;
        while (asked < count
                && !free.isEmpty()
                && overlay.occupied() < node.settings().degreeCap()) {
            boolean uniform =
                    purpose == Purpose.JOIN ? asked == 0 : node.random().nextInt(aim) == 0;
            overlay.ask(choose(free, uniform).address(), purpose);
            asked++;
        }
    }

    private Entry choose(List<Entry> free, boolean uniform) {
        SibuyaChoice choice = new SibuyaChoice(node.random());
        if (node.settings().topology() == Topology.PREFERENTIAL) {
            return choice.takeByDegree(free);
        }
        return uniform ? choice.takeUniform(free) : choice.takeTopOfSubset(free);
    }

    /**
     * Whether whoever answered our dial is somebody to link to. While many join at once, the age in a list may be one
     * that a seed proposed and the peer did not take, so that it turns out to be younger.
     */
    boolean wants(Hello answered) {
        return node.self().isYoungerThan(answered.age(), answered.self())
                || node.contacts().isContact(answered.self());
    }

    /** This peer is asked for a link. */
    void asks(Address peer) {
        if (orphanage != null) {
            orphanage.dials(peer);
        }
    }

    /** A link to this peer was made. */
    void gained(Address peer) {
        if (orphanage != null && overlay.olderLinks() > 0) {
            node.effects()
                    .report(new Fact.Adopted(overlay.degree(), orphanage.round(peer), node.now() - orphanage.since()));
            orphanage = null;
        }
        askAgainInAWhile();
        if (overlay.degree() <= node.settings().aim()) {
            node.sampling().remember(); // of many links, each further one can wait for the next exchange of views
        }
        if (!overlay.hasAttempts()
                && (!wantsOlder() || overlay.olderLinks() >= node.settings().aim())) {
            candidates.forget();
        }
    }

    /** Somebody would not link with us, or could not be reached. */
    void declinedBy(Address peer) {
        if (orphanage != null) {
            orphanage.cameToNothing(peer);
        }
        avoid(peer);
        connectToPeers(Purpose.REPAIR);
        askAgainInAWhile();
    }

    /** Somebody is not asked until the seeds have been asked again. */
    void avoid(Address peer) {
        candidates.avoid(peer);
    }

    /** A link is gone. */
    void repair() {
        if (node.isLeaving()) {
            return;
        }
        asksMade = 0;
        if (askAt - node.now() > ASK_AFTER_MILLIS[0]) {
            askAt = NEVER;
        }
        if (overlay.olderLinks() == 0 && olderKnown > 0 && orphanage == null) {
            orphanage = new Orphanage(node.now());
            node.effects().report(new Fact.Orphaned(overlay.degree()));
        }
        connectToPeers(Purpose.REPAIR);
        if (overlay.olderLinks() == 0 && !overlay.hasAttempts()) {
            askSeedsAtOnce();
        }
        askAgainInAWhile();
    }

    /** Unless that was just done: whoever takes us up and drops us again must not make us ask in a circle. */
    private void askSeedsAtOnce() {
        if (node.now() - askedAtOnceAt >= ASK_AFTER_MILLIS[0]) {
            askedAtOnceAt = node.now();
            node.registration().askForPeers();
        }
    }

    /** These older peers were met: they may be asked, if links to older ones are wanted. */
    void met(List<Entry> older) {
        if (wantsOlder()) {
            older.forEach(candidates::add);
            connectToPeers(Purpose.REPAIR);
        }
    }

    // Asking again

    /** From time to time, also without seeds: the view has changed, and whoever declined may have room now. */
    void tryAgain() {
        candidates.forgive();
        if (wantsOlder()) {
            connectToPeers(Purpose.REPAIR);
        }
    }

    /** Unless it has what it wants, or asks already. */
    void askAgainInAWhile() {
        if (!hasBegun || !wantsOlder() || node.isLeaving()) {
            askAt = NEVER;
            asksMade = 0;
        } else if (askAt == NEVER && asksMade < ASK_AFTER_MILLIS.length) {
            askAt = node.now() + node.jittered(ASK_AFTER_MILLIS[asksMade++]);
            node.wakeAt(askAt);
        }
    }

    @Override
    public long due() {
        return askAt;
    }

    @Override
    public void onDue(long now) {
        askAt = NEVER;
        candidates.forgive();
        if (wantsOlder() && !node.isLeaving()) {
            connectToPeers(Purpose.REPAIR);
            if (orphanage != null && !overlay.hasAttempts()) {
                node.sampling().exchangeWithNeighbour();
            }
            node.registration().askForPeers();
            askAgainInAWhile();
        }
    }

    /** How many were named and may still be asked. */
    int candidates() {
        return candidates.size();
    }

    /** How many are not asked at present. */
    int declined() {
        return candidates.declined();
    }

    private void reportList(List<Entry> entries) {
        node.effects().report(new Fact.ListReceived(olderKnown, entries));
    }
}
