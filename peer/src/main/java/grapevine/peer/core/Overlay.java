package grapevine.peer.core;

import grapevine.node.Fact;
import grapevine.sampling.PartialView;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The links a peer holds and those it asked for: how each comes to be, is replaced, and goes. Whom to ask is decided by
 * {@link Attachment}, whom to accept by {@link Admission}.
 */
final class Overlay {
    private final PeerNode node;
    private final PartialView<Entry> view;
    private final Neighbours neighbours = new Neighbours();
    private Few<PeerLink> attempts = Few.none();

    private int olderLinks;

    Overlay(PeerNode node) {
        this.node = node;
        view = node.view();
    }

    /** Those we hold a link to, in the order the links were made. */
    Iterable<Neighbour> neighbours() {
        return neighbours;
    }

    @Nullable
    Neighbour neighbour(Address address) {
        return neighbours.find(address);
    }

    /** Any one, each with the same probability; null if there is none. */
    @Nullable
    Neighbour anyNeighbour() {
        return neighbours.any(node.random());
    }

    /**
     * Any one of those that may be: of the older ones if it is to be one of them, or there are no others.
     *
     * @param wantsOlder asked if there are both
     */
    @Nullable
    Neighbour anyNeighbour(Predicate<Neighbour> may, BooleanSupplier wantsOlder) {
        return neighbours.any(may, wantsOlder, node.random());
    }

    int degree() {
        return neighbours.size();
    }

    /** Links, and links we asked for: together never above the cap. */
    int occupied() {
        return neighbours.size() + attempts.size();
    }

    int olderLinks() {
        return olderLinks;
    }

    int attempts() {
        return attempts.size();
    }

    boolean hasAttempts() {
        return !attempts.isEmpty();
    }

    /** Whether there is a link to this peer, or an attempt at one. */
    boolean holds(Address address) {
        return neighbours.find(address) != null || attempt(address) != null;
    }

    // Getting links

    /** Asks a peer for a link. The caller looks after the cap. */
    void ask(Address address, Purpose purpose) {
        attempts = attempts.with(PeerLink.dial(node, address, purpose));
        node.attachment().asks(address);
    }

    /** At the cap, and with no older link among those we hold, one of them has to go. */
    void makeRoomForOlder() {
        if (occupied() >= node.settings().degreeCap()) {
            new Admission(node, this).makeRoomForOlder();
        }
    }

    /** A static neighbour, or one remembered: dialled whatever its age. */
    void dialContact(Address address) {
        if (!holds(address)
                && node.self().hasAge()
                && !address.equals(node.self().address())
                && !node.isLeaving()) {
            if (occupied() < node.settings().degreeCap()) {
                ask(address, Purpose.JOIN);
            } else {
                node.contacts().lost(address);
            }
        }
    }

    void accepted(PeerLink attempt, LinkAccepted answer) {
        Hello hello = attempt.hello();
        attempts = attempts.without(attempt);
        Neighbour known = neighbours.find(hello.self());
        if (known != null && known.epoch() == hello.epoch()) {
            // We accepted theirs while they accepted ours: both ends keep the one that the rule names.
            if (Admission.staysOver(node.self(), attempt, known.conversation())) {
                replace(known, attempt);
            } else {
                attempt.bye(new Bye("duplicate"));
            }
            known.says(answer.older(), answer.degree());
            return;
        }
        if (known != null && known.epoch() > hello.epoch()) {
            attempt.bye(new Bye("done")); // a late word of the process before
            return;
        }
        if (known != null) {
            restarted(known);
        }
        add(attempt, answer.older(), answer.degree());
    }

    void refused(PeerLink attempt, LinkRefused refusal) {
        node.effects().report(new Fact.LinkDeclined(attempt.hello().self(), refusal.reason()));
        node.attachment().named(refusal.others());
        attemptOver(attempt);
    }

    /** The dial failed, or nothing came of it in time. */
    void attemptFailed(PeerLink attempt, String why) {
        Address to = Objects.requireNonNull(attempt.dialled());
        node.effects().report(new Fact.LinkDeclined(to, why));
        view.removeKey(to);
        attemptOver(attempt);
    }

    /** The other side ended an attempt in order: with a duplicate it keeps another connection between us two. */
    void attemptEnded(PeerLink attempt, Bye bye) {
        Address to = attempt.hello().self();
        if (bye.reason().equals("duplicate")) {
            attempts = attempts.without(attempt);
            if (neighbours.find(to) == null) {
                node.contacts().lost(to);
            }
            node.attachment().askAgainInAWhile();
        } else {
            attemptFailed(attempt, bye.reason());
        }
    }

    private void attemptOver(PeerLink attempt) {
        Address to = Objects.requireNonNull(attempt.dialled());
        attempts = attempts.without(attempt);
        node.contacts().lost(to);
        node.attachment().declinedBy(to);
    }

    // Being asked

    void requested(PeerLink asker, LinkRequest request) {
        new Admission(node, this).decide(asker, request);
    }

    @Nullable
    PeerLink attempt(Address address) {
        for (PeerLink attempt : attempts) {
            if (address.equals(attempt.dialled())) {
                return attempt;
            }
        }
        return null;
    }

    /** Our own attempt gives way to the other side's. */
    void giveWay(PeerLink attempt) {
        attempts = attempts.without(attempt);
        attempt.bye(new Bye("duplicate"));
    }

    /** We leave: nobody is asked any more. */
    void giveUpAttempts() {
        attempts.forEach(PeerLink::giveUp);
        attempts = Few.none();
    }

    /** The link moves to another connection, which is also a sign of life; nothing else changes. */
    void replace(Neighbour neighbour, PeerLink winner) {
        PeerLink loser = neighbour.conversation();
        neighbour.moveTo(winner);
        node.liveness().heard(neighbour);
        winner.linked(neighbour);
        node.tree().moved(neighbour);
        loser.bye(new Bye("duplicate"));
    }

    /** A hello with a later epoch: the process we knew is gone, and its link with it. The new one is younger. */
    void restarted(Neighbour known) {
        known.conversation().close();
        removeLink(known, "restarted");
        view.removeKey(known.address());
        node.attachment().repair();
    }

    /** A link counts from now on. */
    void add(PeerLink conversation, int itsOlderLinks, int itsDegree) {
        Hello hello = conversation.hello();
        boolean older = node.self().isYoungerThan(hello.age(), hello.self());
        Neighbour neighbour = new Neighbour(conversation, hello, older, node.now());
        neighbour.says(itsOlderLinks, itsDegree);
        neighbours.add(neighbour);
        conversation.linked(neighbour);
        olderLinks += older ? 1 : 0;
        node.liveness().linked(neighbour);
        node.contacts().linked(hello.self());
        node.remembered().forget(hello.self());
        view.meet(neighbour.entry());
        node.effects().report(new Fact.LinkMade(hello.self(), itsDegree, older, conversation.isOurs(), degree()));
        node.registration().degreeChanged();
        node.attachment().gained(hello.self());
        node.tree().linked(neighbour, conversation.isOurs());
        node.comparing().linked(neighbour);
        node.ready();
    }

    // Losing links

    /** The connection broke without a word: the other end may be dead. */
    void linkLost(PeerLink conversation, String how) {
        Neighbour lost = Objects.requireNonNull(conversation.neighbour());
        if (lost.conversation() == conversation) {
            removeLink(lost, "connection " + how);
            view.removeKey(lost.address());
            node.remembered().lost(lost.address());
            node.liveness().suspect(lost);
            node.attachment().repair();
        }
    }

    /** The connection was ended for what came over it; that is no sign of death. */
    void linkEnded(Neighbour neighbour, String why) {
        if (neighbours.find(neighbour.address()) == neighbour) {
            removeLink(neighbour, why);
            node.attachment().avoid(neighbour.address());
            node.attachment().repair();
        }
    }

    void byeSaid(PeerLink conversation, Bye bye) {
        Neighbour neighbour = Objects.requireNonNull(conversation.neighbour());
        if (neighbour.conversation() != conversation) {
            return;
        }
        node.attachment().named(bye.others());
        removeLink(neighbour, bye.reason());
        if (bye.reason().equals("leaving")) {
            node.effects().report(new Fact.NeighbourLeft(neighbour.address(), degree()));
            view.removeKey(neighbour.address());
            node.remembered().forget(neighbour.address());
        } else if (!bye.reason().equals("duplicate")) {
            node.attachment().avoid(neighbour.address());
        }
        node.attachment().repair();
    }

    /** Makes room for somebody who needs it more. */
    void release(Neighbour neighbour, List<Entry> others) {
        removeLink(neighbour, Fact.LinkLost.RELEASED);
        neighbour.conversation().bye(new Bye("full", others));
    }

    /** Liveness found it dead. */
    void handleDead(Neighbour dead) {
        dead.conversation().close();
        removeLink(dead, "dead");
        view.removeKey(dead.address());
        node.remembered().lost(dead.address());
        node.attachment().repair();
    }

    private void removeLink(Neighbour neighbour, String why) {
        neighbours.remove(neighbour);
        olderLinks -= neighbour.isOlder() ? 1 : 0;
        node.effects().report(new Fact.LinkLost(neighbour.address(), why, degree()));
        node.registration().degreeChanged();
        node.contacts().lost(neighbour.address());
        node.tree().unlinked(neighbour);
    }
}
