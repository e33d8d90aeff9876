package grapevine.peer.core;

import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.gossip.PassingOn;
import grapevine.peer.core.gossip.Repairs;
import grapevine.peer.core.gossip.Tree;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.health.Liveness;
import grapevine.peer.core.join.Contacts;
import grapevine.peer.core.join.Departure;
import grapevine.peer.core.join.Joining;
import grapevine.peer.core.join.Registration;
import grapevine.peer.core.link.Connections;
import grapevine.peer.core.link.Hearers;
import grapevine.peer.core.link.LinkKeeper;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Other;
import grapevine.peer.core.link.PeerLink;
import grapevine.peer.core.overlay.LinkListener;
import grapevine.peer.core.overlay.Meeting;
import grapevine.peer.core.overlay.Overlay;
import grapevine.peer.core.proof.Unbelieved;
import grapevine.peer.core.repair.Comparing;
import grapevine.peer.core.repair.Farewells;
import grapevine.peer.core.repair.Missing;
import grapevine.peer.core.sample.Encounters;
import grapevine.peer.core.sample.Sampling;
import grapevine.peer.core.sample.ViewEntries;
import grapevine.sampling.PartialView;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a peer, built from the ground up, each given those below that it uses. What goes the other way, from a
 * part to those above it, goes by a narrow interface of the lower one's room, and by this class: here it stands who is
 * told of what, and in which order.
 */
final class PeerParts implements Hearers, Joining, Encounters, LinkListener, Repairs, Unbelieved {
    /** What a neighbour made that left so lately (ms) may not be everywhere yet. */
    private static final long HEIR_MILLIS = 10_000;

    final Ground ground;
    final Neighbours neighbours = new Neighbours();
    final Connections connections;
    final PartialView<Entry> view;
    final Sampling sampling;
    final Registration registration;
    final Contacts contacts;
    final Overlay overlay;
    final Liveness liveness;
    final Gossiping gossiping;
    final Tree tree;
    final Missing missing;
    final Comparing comparing;

    /** Of the link that was heard last, which mostly goes on. */
    private @Nullable LinkTalk talk;

    /** Neighbours that leave, null while there are none and while we leave. */
    private @Nullable Farewells leavers;

    /** Null until we leave. */
    private @Nullable Departure departure;

    /** Null until a neighbour leaves. */
    private @Nullable Left left;

    /**
     * A neighbour has left.
     *
     * @param at when the last one did
     * @param wasLast whether there is no link since
     */
    private record Left(long at, boolean wasLast) {}

    PeerParts(Ground ground) {
        this.ground = ground;
        connections = new Connections(ground, neighbours, this);

        view = new PartialView<>(ground.settings().sampling(), ground.random(), new ViewEntries(ground));
        sampling = new Sampling(ground, neighbours, view, this);
        contacts = new Contacts(ground, neighbours, this);
        registration = contacts.registration();
        overlay = new Overlay(ground, connections, neighbours, view, registration, contacts, sampling, this);
        liveness = new Liveness(ground, neighbours, overlay, view, registration);

        gossiping = new Gossiping(ground, neighbours, this, this);
        tree = gossiping.tree();
        missing = new Missing(ground, neighbours, gossiping);
        comparing = new Comparing(ground, neighbours, view, gossiping);
    }

    /** False if they would be too many; then none is taken. */
    boolean addContacts(List<Address> more) {
        boolean areTaken = contacts.add(more);
        if (areTaken) {
            overlay.contactsAdded();
        }
        return areTaken;
    }

    void removeContacts(List<Address> some) {
        contacts.remove(some);
        forgo(some);
    }

    /** Those that are no contacts. */
    void forgo(List<Address> former) {
        former.stream().filter(each -> !contacts.given().contains(each)).forEach(overlay::forgo);
    }

    // What connections hear

    @Override
    public LinkKeeper keeper() {
        return overlay;
    }

    @Override
    public Message.Handler beforeLink(PeerLink link) {
        return new Handshake(this, link);
    }

    @Override
    public Message.Handler onLink(PeerLink link, Neighbour neighbour) {
        LinkTalk latest = talk;
        if (latest == null || !latest.isOf(link, neighbour)) {
            latest = new LinkTalk(this, link, neighbour);
            talk = latest;
        }
        return latest;
    }

    @Override
    public Message.Handler afterBye(PeerLink link, Neighbour neighbour) {
        return new FarewellTalk(this, link, neighbour);
    }

    @Override
    public void visitOver(PeerLink link) {
        gossiping.large().lost(link);
    }

    @Override
    public void lostAfterBye(PeerLink link) {
        if (leavers != null) {
            leavers.lost(link);
        }
        if (departure != null) {
            departure.lost(link);
        }
    }

    /** Neighbours that leave, null if none does. */
    @Nullable
    Farewells leavers() {
        return leavers;
    }

    /** Neighbours that leave; not while we do. */
    Farewells farewells() {
        Farewells known = leavers;
        if (known == null) {
            known = new Farewells(ground, gossiping, comparing);
            leavers = known;
        }
        return known;
    }

    /** A neighbour has left, and is none any more. */
    void left() {
        left = new Left(ground.now(), neighbours.degree() == 0);
    }

    /** What is left behind if we leave now. */
    Departure.Legacy legacy() {
        return new Departure.Legacy(
                gossiping.made(),
                gossiping.kept(),
                new PassingOn(ground, neighbours, gossiping)::goOn,
                left != null && ground.now() - left.at < HEIR_MILLIS,
                left != null && left.wasLast,
                overlay::namesTo);
    }

    /** Our own leaving, null before. */
    @Nullable
    Departure departure() {
        return departure;
    }

    /** We leave. */
    void leave(Departure ours) {
        if (leavers != null) {
            leavers.leave();
        }
        leavers = null;
        departure = ours;
    }

    // What comes of joining

    @Override
    public boolean wantsOlder() {
        return overlay.attachment().wantsOlder();
    }

    @Override
    public void seedsAnswered(List<Entry> entries, int most, boolean wasWanted) {
        overlay.attachment().seedsAnswered(entries, most, wasWanted);
    }

    @Override
    public void ageSettled() {
        overlay.ageSettled();
    }

    // Whom it meets

    @Override
    public void met(Entry who, @Nullable Entry itsOldest) {
        new Meeting(ground, neighbours, overlay, sampling).with(who, itsOldest);
    }

    @Override
    public void metAnotherNetwork(Address address) {
        overlay.remembered().metAnotherNetwork(address);
    }

    @Override
    public void periodPassed() {
        overlay.attachment().tryAgain();
    }

    // What becomes of links

    @Override
    public void found(Neighbour neighbour) {
        liveness.linked(neighbour);
    }

    @Override
    public void linked(Neighbour neighbour, boolean isDialled) {
        left = left == null ? null : new Left(left.at, false);
        tree.linked(neighbour, isDialled);
        comparing.linked(neighbour);
    }

    @Override
    public void moved(Neighbour neighbour) {
        liveness.heard(neighbour);
        tree.moved(neighbour);
        comparing.linked(neighbour);
    }

    @Override
    public void unlinked(Neighbour neighbour) {
        if (departure != null) {
            departure.lost(neighbour.conversation());
        }
        tree.unlinked(neighbour);
        missing.owesNothing(neighbour);
    }

    @Override
    public void broken(Neighbour neighbour) {
        liveness.suspect(neighbour);
    }

    // What messages show

    @Override
    public void arrived(Gossip message) {
        comparing.arrived(message);
        if (leavers != null) {
            leavers.arrived(message);
        }
    }

    @Override
    public void refused(Gossip message, Other from) {
        comparing.refused(message, from);
    }

    @Override
    public void came(Gossip message, Neighbour from) {
        missing.came(message, from);
    }

    @Override
    public boolean wasFetched(Origin origin, long n) {
        return missing.wasFetched(origin, n);
    }

    @Override
    public void offered(Origin origin, long n) {
        missing.offered(origin, n);
        comparing.offered(origin, n);
    }

    @Override
    public void hurry() {
        missing.hurry();
    }

    @Override
    public boolean isAwaitingMore() {
        return missing.batches() > 0;
    }
}
