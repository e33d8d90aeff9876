package grapevine.sim.check;

import grapevine.node.Link;
import grapevine.peer.core.PeerLook;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualLink;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Invariant;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds of the links at every look: {@link Invariant#OLDER_LINK}, {@link Invariant#ONE_COMPONENT} and
 * {@link Invariant#DEGREE_CAP}. A look costs as much as there are links.
 */
final class LinkRules implements PeerLook.NeighbourVisitor {
    /** Three seconds for each of at most twelve rounds of dials, from the loss of the last older link. */
    static final long REPAIR_MILLIS = 3_000 * 12;

    /** Until the silence of a neighbour is noticed: three rounds of 13 s, and 2 s for the last. */
    static final long NOTICE_MILLIS = 41_000;

    /** Until somebody older who comes back from a pause or from behind a cut is linked to. */
    static final long RETURN_MILLIS = 60_000;

    private final VirtualNetwork network;
    private final Subjects subjects;
    private final Findings findings;

    /** The oldest running peer on each side of a cut, -1 for those on no side. */
    private final Map<Integer, Subject> oldest = new HashMap<>();

    private long lookedAt;
    private long repairMillis;
    private int lacking;
    private int deadEnds;
    private boolean isFrozen;
    private Unions unions = new Unions(0);

    // What the visit of one peer's links finds.
    private int visitor;
    private int older;
    private int liveOlder;

    LinkRules(VirtualNetwork network, Subjects subjects, Findings findings) {
        this.network = network;
        this.subjects = subjects;
        this.findings = findings;
    }

    /**
     * How long peers were without an older link that is there, summed over all peers, ms; to a look's distance exact.
     */
    long repairMillis() {
        return repairMillis;
    }

    /** How many peers are without one now. */
    int lacking() {
        return lacking;
    }

    /** How many links led to somebody who is gone, at the last look. */
    int deadEnds() {
        return deadEnds;
    }

    void look() {
        findOldest();
        lacking = 0;
        deadEnds = 0;
        isFrozen = false;
        unions = new Unions(subjects.all().size());
        List<Subject> placed = new ArrayList<>();
        for (Subject subject : subjects.up()) {
            if (subject.isPlaced()) {
                placed.add(subject);
                look(subject);
            }
        }
        checkComponents(placed);
        lookedAt = network.now();
    }

    private void look(Subject subject) {
        PeerLook look = present(subject.look());
        visitor = subject.host.number();
        older = 0;
        liveOlder = 0;
        look.neighbours(this);
        findings.evaluated(Invariant.DEGREE_CAP);
        if (look.degree() > look.degreeCap()) {
            findings.broken(
                    Invariant.DEGREE_CAP,
                    List.of(subject.address()),
                    look.degree() + " links, and the cap is " + look.degreeCap());
        }
        if (subject.host.isFrozen()) {
            isFrozen = true;
            subject.hasNoLack();
        } else {
            checkOlderLink(subject);
        }
    }

    @Override
    public void visit(Link link, boolean isOlder) {
        VirtualHost far = ((VirtualLink) link).liveOther();
        older += isOlder ? 1 : 0;
        if (far == null) {
            deadEnds++;
            return;
        }
        liveOlder += isOlder ? 1 : 0;
        unions.join(visitor, far.number());
    }

    private void checkOlderLink(Subject subject) {
        findings.evaluated(Invariant.OLDER_LINK);
        boolean isObliged = isObliged(subject);
        boolean wasObliged = subject.wasObliged;
        subject.wasObliged = isObliged;
        if (!isObliged || liveOlder > 0) {
            subject.hasNoLack();
            return;
        }
        lacking++;
        repairMillis += network.now() - lookedAt;
        if (subject.lackingSince == Subject.NEVER) {
            subject.lackingSince = network.now();
            subject.lacksReturned = !wasObliged;
        }
        subject.emptySince =
                older > 0 ? Subject.NEVER : subject.emptySince == Subject.NEVER ? network.now() : subject.emptySince;
        if (network.now() > deadline(subject) && !subject.isReported) {
            subject.isReported = true;
            findings.broken(
                    Invariant.OLDER_LINK,
                    List.of(subject.address()),
                    "no live older neighbour for " + (network.now() - subject.lackingSince) + " ms");
        }
    }

    private static long deadline(Subject subject) {
        long repaired = subject.emptySince == Subject.NEVER
                ? subject.lackingSince + NOTICE_MILLIS + REPAIR_MILLIS
                : subject.emptySince + REPAIR_MILLIS;
        return subject.lacksReturned ? Math.max(repaired, subject.lackingSince + RETURN_MILLIS) : repaired;
    }

    /** Whether somebody older is there whom it can reach. */
    private boolean isObliged(Subject subject) {
        int side = network.cuts().side(subject.address());
        if (side < 0) {
            return oldest.values().stream().anyMatch(other -> isOlder(other, subject));
        }
        return isOlder(oldest.get(side), subject) || isOlder(oldest.get(-1), subject);
    }

    private void findOldest() {
        oldest.clear();
        for (Subject subject : subjects.up()) {
            if (!subject.host.isFrozen() && subject.isPlaced()) {
                int side = network.cuts().side(subject.address());
                Subject known = oldest.get(side);
                if (known == null || isOlder(subject, known)) {
                    oldest.put(side, subject);
                }
            }
        }
    }

    private static boolean isOlder(@Nullable Subject one, Subject another) {
        return one != null
                && Entry.isOlder(
                        present(one.look()).age(),
                        one.address(),
                        present(another.look()).age(),
                        another.address());
    }

    /**
     * Each side of a cut is one component. That is owed when nobody lacks an older link and no link leads to somebody
     * who is gone unnoticed, and in any case when the longest repair is over.
     */
    private void checkComponents(List<Subject> placed) {
        boolean isCut = network.cuts().isCut();
        boolean isBridged = isCut && oldest.containsKey(-1);
        boolean isRepaired = lacking == 0 && deadEnds == 0 && !isFrozen;
        boolean isOverdue = network.now() > subjects.lastFaultAt() + NOTICE_MILLIS + REPAIR_MILLIS;
        if (isBridged || !(isRepaired || isOverdue)) {
            return;
        }
        findings.evaluated(Invariant.ONE_COMPONENT);
        Map<Integer, Subject> first = new HashMap<>();
        for (Subject subject : placed) {
            if (subject.host.isFrozen()) {
                continue;
            }
            Subject one = first.putIfAbsent(network.cuts().side(subject.address()), subject);
            if (one != null && !unions.isOne(one.host.number(), subject.host.number())) {
                List<Address> apart = List.of(one.address(), subject.address());
                findings.broken(Invariant.ONE_COMPONENT, apart, "no path between these two");
                return;
            }
        }
    }

    private static PeerLook present(@Nullable PeerLook look) {
        if (look == null) {
            throw new IllegalStateException("a seed has no links to look at");
        }
        return look;
    }
}
