package grapevine.peer.core.overlay;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.join.Contacts;
import grapevine.peer.core.join.Registration;
import grapevine.peer.core.link.Connections;
import grapevine.peer.core.link.LinkKeeper;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.PeerLink;
import grapevine.peer.core.sample.Sampling;
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

/**
 * The links a peer holds and those it asked for: how each comes to be, is replaced, and goes. Whom to ask is decided by
 * {@link Attachment}, whom to accept by {@link Admission}.
 */
public final class Overlay implements LinkKeeper {
    private final Ground ground;
    private final Connections connections;
    private final Neighbours neighbours;
    private final PartialView<Entry> view;
    private final Registration registration;
    private final LinkListener listener;
    private final Attachment attachment;
    private final StaticNeighbours staticNeighbours;
    private final Remembered remembered;

    public Overlay(
            Ground ground,
            Connections connections,
            Neighbours neighbours,
            PartialView<Entry> view,
            Registration registration,
            Contacts contacts,
            Sampling sampling,
            LinkListener listener) {
        this.ground = ground;
        this.connections = connections;
        this.neighbours = neighbours;
        this.view = view;
        this.registration = registration;
        this.listener = listener;
        attachment = new Attachment(ground, this, neighbours, view, registration, contacts, sampling);
        staticNeighbours = new StaticNeighbours(ground, contacts, this);
        remembered = new Remembered(ground, neighbours, sampling);
    }

    /** Whom it asks. */
    public Attachment attachment() {
        return attachment;
    }

    /** Whom it asks because it was told to. */
    public StaticNeighbours staticNeighbours() {
        return staticNeighbours;
    }

    /** Whom it lost. */
    public Remembered remembered() {
        return remembered;
    }

    /** Age or address is settled without any seed: what is known is dialled, once both are. */
    public void ageSettled() {
        attachment.begin();
        staticNeighbours.dial();
        ground.settings().known().forEach(this::dialContact);
    }

    /** There are more peers that we were told to link with. */
    public void contactsAdded() {
        if (attachment.hasBegun()) {
            staticNeighbours.dial();
        }
    }

    // Getting links

    /** Asks a peer for a link. The caller looks after the cap. */
    void ask(Address address, Purpose purpose) {
        boolean mayNotKnow = !ground.settings().hasSeeds() || staticNeighbours.isGiven(address);
        neighbours.ask(connections.dial(address, purpose, mayNotKnow));
        attachment.asks(address);
    }

    /** At the cap, and with no older link among those we hold, one of them has to go. */
    void makeRoomForOlder() {
        if (neighbours.occupied() >= ground.settings().degreeCap()) {
            new Admission(ground, this, neighbours, view).makeRoomForOlder();
        }
    }

    /** A static neighbour, or one remembered: dialled whatever its age. */
    void dialContact(Address address) {
        if (!neighbours.holds(address)
                && ground.self().hasAge()
                && ground.self().knowsItsAddress()
                && !address.equals(ground.self().address())
                && !ground.isLeaving()) {
            if (neighbours.occupied() < ground.settings().degreeCap()) {
                ask(address, Purpose.JOIN);
            } else {
                staticNeighbours.lost(address);
            }
        }
    }

    /** Who was asked for a link accepts it. */
    public void accepted(PeerLink attempt, LinkAccepted answer) {
        if (new Admission(ground, this, neighbours, view).isElsewhere(attempt)) {
            return;
        }
        Hello hello = attempt.hello();
        neighbours.attemptOver(attempt);
        Neighbour known = neighbours.find(hello.self());
        if (known != null && attempt.isOfAnother(known.conversation())) {
            restarted(known); // it came from somewhere and said so; this one was found at the address
            known = null;
        }
        if (known != null && known.epoch() == hello.epoch()) {
            // We accepted theirs while they accepted ours: both ends keep the one that the rule names.
            if (Admission.staysOver(ground.self(), attempt, known.conversation())) {
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

    /** Who was asked for a link refuses it, and may name others. */
    public void refused(PeerLink attempt, LinkRefused refusal) {
        ground.report(new Fact.LinkDeclined(attempt.hello().self(), refusal.reason(), true));
        attachment.named(refusal.others());
        attemptOver(attempt);
    }

    /** The dial failed, or nothing came of it in time. */
    @Override
    public void attemptFailed(PeerLink attempt, String why) {
        Address to = Objects.requireNonNull(attempt.dialled());
        ground.report(new Fact.LinkDeclined(to, why, attempt.isGreeted()));
        if (why.equals(DialFailure.REFUSED.word())) {
            refused(to);
        }
        view.removeKey(to);
        attemptOver(attempt);
    }

    private void refused(Address address) {
        Entry listed = attachment.listed(address);
        if (listed != null && !ground.isLeaving()) {
            registration.refused(listed);
        }
    }

    /** The other side ended an attempt in order: with a duplicate it keeps another connection between us two. */
    @Override
    public void attemptEnded(PeerLink attempt, Bye bye) {
        Address to = attempt.hello().self();
        if (bye.reason().equals("duplicate")) {
            neighbours.attemptOver(attempt);
            if (neighbours.find(to) == null) {
                staticNeighbours.lost(to);
            }
            attachment.askAgainInAWhile();
        } else {
            attemptFailed(attempt, bye.reason());
        }
    }

    private void attemptOver(PeerLink attempt) {
        Address to = Objects.requireNonNull(attempt.dialled());
        neighbours.attemptOver(attempt);
        staticNeighbours.lost(to);
        attachment.declinedBy(to);
        replacement().goOn();
    }

    // Being asked

    /** Somebody asks us for a link. */
    public void requested(PeerLink asker, LinkRequest request) {
        new Admission(ground, this, neighbours, view).decide(asker, request);
    }

    /** Our own attempt gives way to the other side's. */
    void giveWay(PeerLink attempt) {
        neighbours.attemptOver(attempt);
        attempt.bye(new Bye("duplicate"));
    }

    /** The link moves to another connection, which is also a sign of life; nothing else changes. */
    void replace(Neighbour neighbour, PeerLink winner) {
        PeerLink loser = neighbour.conversation();
        neighbour.moveTo(winner);
        winner.linked(neighbour);
        listener.moved(neighbour);
        loser.bye(new Bye("duplicate"));
    }

    /** A hello with a later epoch: the process we knew is gone, and its link with it. The new one is younger. */
    void restarted(Neighbour known) {
        known.conversation().close();
        ground.remember(known.address(), removeLink(known, "restarted"));
        view.removeKey(known.address());
        attachment.repair();
    }

    /** Somebody else answers at the address of this neighbour: who is there is asked for the link, and it goes. */
    public void usurped(Neighbour neighbour) {
        if (neighbours.attempt(neighbour.address()) == null) {
            ask(neighbour.address(), Purpose.REPLACE);
        }
        restarted(neighbour);
    }

    /** A link counts from now on. */
    void add(PeerLink conversation, int itsOlderLinks, int itsDegree) {
        Hello hello = conversation.hello();
        boolean older = ground.self().isYoungerThan(hello.age(), hello.self());
        Neighbour neighbour = new Neighbour(conversation, hello, older, ground.now());
        neighbour.says(itsOlderLinks, itsDegree);
        neighbours.add(neighbour);
        if (!conversation.isOurs()) {
            ground.heardCaller(conversation.link().remoteIp(), hello.time());
        }
        conversation.linked(neighbour);
        listener.found(neighbour);
        staticNeighbours.linked(hello.self());
        remembered.forget(hello.self());
        view.meet(neighbour.entry());
        Fact made = new Fact.LinkMade(hello.self(), itsDegree, older, conversation.isOurs(), neighbours.degree());
        ground.report(made);
        if (ground.ledger() != null && ground.ledger().hasNoted(hello.self())) {
            ground.remember(hello.self(), made);
        }
        registration.degreeChanged();
        attachment.gained(hello.self());
        listener.linked(neighbour, conversation.isOurs());
        replacement().gained(neighbour);
        ground.ready(neighbours.degree());
    }

    // Losing links

    /** The connection broke without a word: the other end may be dead. */
    @Override
    public void linkLost(PeerLink conversation, String how) {
        Neighbour lost = Objects.requireNonNull(conversation.neighbour());
        if (lost.conversation() == conversation) {
            ground.remember(lost.address(), removeLink(lost, "connection " + how));
            view.removeKey(lost.address());
            remembered.lost(lost.address());
            listener.broken(lost);
            attachment.repair();
        }
    }

    /** The connection was ended for what came over it; that is no sign of death. */
    @Override
    public void linkEnded(Neighbour neighbour, String why) {
        if (neighbours.find(neighbour.address()) == neighbour) {
            removeLink(neighbour, why);
            attachment.avoid(neighbour.address());
            attachment.repair();
        }
    }

    @Override
    public void byeSaid(PeerLink conversation, Bye bye) {
        Neighbour neighbour = Objects.requireNonNull(conversation.neighbour());
        if (neighbour.conversation() != conversation) {
            return;
        }
        attachment.named(bye.others());
        removeLink(neighbour, bye.reason());
        if (bye.reason().equals("leaving")) {
            ground.witness(neighbour.address(), new Fact.NeighbourLeft(neighbour.address(), neighbours.degree()));
            view.removeKey(neighbour.address());
            remembered.forget(neighbour.address());
        } else if (!bye.reason().equals("duplicate")) {
            attachment.avoid(neighbour.address());
        }
        attachment.repair();
    }

    /** Whom this neighbour may be linked with when we have left; nobody where there are seeds to say so. */
    public List<Entry> namesTo(Neighbour neighbour) {
        return ground.settings().hasSeeds()
                ? List.of()
                : new Admission(ground, this, neighbours, view).othersFor(neighbour);
    }

    /** Makes room for somebody who needs it more. */
    void release(Neighbour neighbour, List<Entry> others) {
        removeLink(neighbour, Fact.LinkLost.RELEASED);
        neighbour.conversation().bye(new Bye("full", others));
    }

    /** Liveness found it dead. */
    public void handleDead(Neighbour dead) {
        dead.conversation().close();
        removeLink(dead, "dead");
        view.removeKey(dead.address());
        remembered.lost(dead.address());
        attachment.repair();
    }

    /** It lives, as others say who reached it, and the link to it has carried nothing for so long (ms). */
    public void handleStuck(Neighbour stuck, long silentFor) {
        ground.count(Counter.LINKS_STUCK);
        ground.remember(stuck.address(), new Fact.LinkStuck(stuck.address(), silentFor));
        if (connections.standsStill(stuck.address())) {
            ground.report(new Fact.LinkStuck(stuck.address(), silentFor));
        }
        replacement().begin(stuck);
    }

    /** Whether a link to this one stood still lately: others are chosen. */
    boolean stoodStill(Address peer) {
        return connections.stoodStill(peer);
    }

    private Replacement replacement() {
        return new Replacement(ground, this, neighbours);
    }

    /** We were told to link with this one, and are not any more. It is not chosen by ourselves again for a while. */
    public void forgo(Address address) {
        staticNeighbours.forget(address);
        remembered.forget(address);
        PeerLink attempt = neighbours.attempt(address);
        if (attempt != null) {
            neighbours.attemptOver(attempt);
            attempt.bye(new Bye("done"));
        }
        Neighbour neighbour = neighbours.find(address);
        if (neighbour != null) {
            removeLink(neighbour, "forgone");
            neighbour.conversation().bye(new Bye("done"));
            attachment.avoid(address);
            attachment.repair();
        }
    }

    /** Another link has taken the place of this one, which carries nothing. */
    void letGo(Neighbour stuck) {
        removeLink(stuck, "replaced");
        stuck.conversation().bye(new Bye("replaced"));
    }

    private Fact removeLink(Neighbour neighbour, String why) {
        neighbours.remove(neighbour);
        Fact lost = new Fact.LinkLost(neighbour.address(), why, neighbours.degree());
        ground.report(lost);
        registration.degreeChanged();
        staticNeighbours.lost(neighbour.address());
        listener.unlinked(neighbour);
        return lost;
    }
}
