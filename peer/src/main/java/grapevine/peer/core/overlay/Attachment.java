package grapevine.peer.core.overlay;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.join.Contacts;
import grapevine.peer.core.join.Registration;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.sample.Sampling;
import grapevine.policy.Topology;
import grapevine.sampling.PartialView;
import grapevine.sampling.SamplingRule;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Limits;
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
public final class Attachment implements Part {
    /** Waits before the seeds are asked for more older peers; after these, at each renewal. */
    private static final long[] ASK_AFTER_MILLIS = {500, 1000, 2000, 4000, 8000};

    /** More than we could know of by ourselves. */
    private static final int MANY = Candidates.MOST + SamplingRule.MOST_VIEW_SIZE;

    private final Ground ground;
    private final Overlay overlay;
    private final Neighbours neighbours;
    private final Registration registration;
    private final Contacts contacts;
    private final Sampling sampling;
    private final Candidates candidates;

    private boolean hasBegun;
    private int olderKnown;
    private int asksMade;
    private long askAt = NEVER;
    private long askedAtOnceAt = -ASK_AFTER_MILLIS[0];
    private @Nullable Orphanage orphanage;

    Attachment(
            Ground ground,
            Overlay overlay,
            Neighbours neighbours,
            PartialView<Entry> view,
            Registration registration,
            Contacts contacts,
            Sampling sampling) {
        this.ground = ground;
        this.overlay = overlay;
        this.neighbours = neighbours;
        this.registration = registration;
        this.contacts = contacts;
        this.sampling = sampling;
        candidates = new Candidates(view);
    }

    /** Whether it has not begun, holds fewer older links than it could, or believes that it is the oldest. */
    public boolean wantsOlder() {
        return !hasBegun || olderKnown == 0 || neighbours.soundOlderLinks() < Math.min(ground.aim(), olderKnown);
    }

    /** Whether links may be asked for and accepted. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** An age for somebody who joins through us, who have no seed's overview. */
    public long proposeAge() {
        long largest = Math.max(ground.self().age(), candidates.largestAgeInView());
        for (Neighbour neighbour : neighbours) {
            largest = Math.max(largest, neighbour.age());
        }
        return ground.self().hasAge() ? Math.min(largest, Limits.COUNTED_AGE) + 1 : 0;
    }

    /** The age is settled: links may be asked for and accepted. */
    void begin() {
        if (!hasBegun) {
            hasBegun = true;
            overlay.staticNeighbours().dial();
            sampling.begin();
            if (olderKnown == 0
                    && contacts.given().isEmpty()
                    && ground.settings().contactLines() == 0
                    && ground.settings().known().isEmpty()) {
                ground.ready(neighbours.degree());
            }
        }
    }

    /** The lists of a round, merged; {@code most} is how many older peers the best informed seed knows. */
    public void seedsAnswered(List<Entry> entries, int most, boolean wasWanted) {
        if (!ground.self().hasAge()) {
            return;
        }
        if (wasWanted) {
            candidates.addAll(entries);
            candidates.forgive();
            olderKnown = most >= MANY
                    ? most
                    : Math.max(most, candidates.olderThan(ground.self()).size());
            if (!hasBegun || !entries.isEmpty()) {
                reportList(entries);
            }
        } else {
            olderKnown = Math.max(olderKnown, most); // some that joined with us were older, and came later
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
        if (!ground.settings().isStatic()) {
            candidates.addAll(others);
        }
    }

    /** Dials until m older links are held or under way, or nobody is left to dial. */
    private void connectToPeers(Purpose purpose) {
        connectToPeers(purpose, neighbours.attempts().size());
    }

    private void connectToPeers(Purpose purpose, int underWay) {
        if (!hasBegun
                || ground.isLeaving()
                || candidates.areWornOut()
                || ground.settings().isStatic()) {
            return;
        }
        List<Entry> free = candidates.olderThan(ground.self());
        free.removeIf(entry -> neighbours.holds(entry.address()));
        if (neighbours.olderLinks() > 0) {
            free.removeIf(entry -> overlay.stoodStill(entry.address()));
        }
        if (neighbours.olderLinks() == 0 && !neighbours.hasAttempts() && !free.isEmpty()) {
            overlay.makeRoomForOlder();
        }
        if (ground.settings().topology() == Topology.TOP_HALF && purpose == Purpose.JOIN) {
            free = new SibuyaChoice(ground.random()).topHalf(free);
            joinTopPeers(free, Math.min(free.size(), ground.settings().degreeCap() / 2), purpose);
        } else {
            joinTopPeers(free, ground.aim() - neighbours.soundOlderLinks() - underWay, purpose);
        }
    }

    /** One of m links goes to anybody, the others to the highest degree of a random subset each. */
    private void joinTopPeers(List<Entry> free, int count, Purpose purpose) {
        int aim = ground.aim();
        int asked = 0;
        while (asked < count
                && !free.isEmpty()
                && neighbours.occupied() < ground.settings().degreeCap()) {
            boolean uniform =
                    purpose == Purpose.JOIN ? asked == 0 : ground.random().nextInt(aim) == 0;
            overlay.ask(choose(free, uniform).address(), purpose);
            asked++;
        }
    }

    private Entry choose(List<Entry> free, boolean uniform) {
        SibuyaChoice choice = new SibuyaChoice(ground.random());
        if (ground.settings().topology() == Topology.PREFERENTIAL) {
            return choice.takeByDegree(free);
        }
        return uniform ? choice.takeUniform(free) : choice.takeTopOfSubset(free);
    }

    /**
     * Whether whoever answered our dial is somebody to link to. While many join at once, the age in a list may be one
     * that a seed proposed and the peer did not take, so that it turns out to be younger.
     */
    public boolean wants(Hello answered) {
        return ground.self().isYoungerThan(answered.age(), answered.self()) || contacts.isContact(answered.self());
    }

    /** This peer is asked for a link. */
    void asks(Address peer) {
        if (orphanage != null) {
            orphanage.dials(peer);
        }
    }

    /** A link to this peer was made. */
    void gained(Address peer) {
        if (orphanage != null && neighbours.olderLinks() > 0) {
            ground.report(
                    new Fact.Adopted(neighbours.degree(), orphanage.round(peer), ground.now() - orphanage.since()));
            orphanage = null;
        }
        askAgainInAWhile();
        if (neighbours.degree() <= ground.aim()) {
            sampling.remember(); // of many links, each further one can wait for the next exchange of views
        }
        if (!neighbours.hasAttempts() && (!wantsOlder() || neighbours.olderLinks() >= ground.aim())) {
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

    /** What was said of whoever is at this address when it was named last; null if it was not. */
    @Nullable
    Entry listed(Address address) {
        return candidates.find(address);
    }

    /** Somebody is not asked until the seeds have been asked again. */
    void avoid(Address peer) {
        candidates.avoid(peer);
    }

    /** A link is gone. */
    void repair() {
        if (ground.isLeaving()) {
            return;
        }
        asksMade = 0;
        if (askAt - ground.now() > ASK_AFTER_MILLIS[0]) {
            askAt = NEVER;
        }
        if (neighbours.olderLinks() == 0 && olderKnown > 0 && orphanage == null) {
            orphanage = new Orphanage(ground.now());
            ground.report(new Fact.Orphaned(neighbours.degree()));
        }
        connectToPeers(Purpose.REPAIR);
        if (neighbours.olderLinks() == 0 && !neighbours.hasAttempts()) {
            askSeedsAtOnce();
        }
        askAgainInAWhile();
    }

    /** Unless that was just done: whoever takes us up and drops us again must not make us ask in a circle. */
    private void askSeedsAtOnce() {
        if (ground.now() - askedAtOnceAt >= ASK_AFTER_MILLIS[0]) {
            askedAtOnceAt = ground.now();
            registration.askForPeers();
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
    public void tryAgain() {
        candidates.forgive();
        if (wantsOlder()) {
            connectToPeers(Purpose.REPAIR);
        }
    }

    /** Unless it has what it wants, or asks already. */
    void askAgainInAWhile() {
        if (!hasBegun || !wantsOlder() || ground.isLeaving()) {
            askAt = NEVER;
            asksMade = 0;
        } else if (askAt == NEVER && asksMade < ASK_AFTER_MILLIS.length) {
            askAt = ground.now() + ground.jittered(ASK_AFTER_MILLIS[asksMade++]);
            ground.wakeAt(askAt);
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
        if (wantsOlder() && !ground.isLeaving()) {
            // A list may name many at whose address nothing answers: without any link nobody waits for them.
            connectToPeers(
                    Purpose.REPAIR,
                    neighbours.olderLinks() > 0 ? neighbours.attempts().size() : neighbours.attemptsAnswered());
            if ((orphanage != null || knowsFew()) && !neighbours.hasAttempts()) {
                sampling.exchangeWithNeighbour();
            }
            registration.askForPeers();
            askAgainInAWhile();
        }
    }

    /** Whoever came without seeds knows its first neighbour alone, and nobody when that one is gone. */
    private boolean knowsFew() {
        return !ground.settings().hasSeeds() && !ground.settings().isStatic();
    }

    /** How many were named and may still be asked. */
    public int candidates() {
        return candidates.size();
    }

    /** How many are not asked at present. */
    public int declined() {
        return candidates.declined();
    }

    private void reportList(List<Entry> entries) {
        ground.report(new Fact.ListReceived(olderKnown, entries));
    }
}
