package grapevine.peer.core;

import grapevine.node.Budget;
import grapevine.node.Inventory;
import grapevine.node.Ledger;
import grapevine.node.Link;
import grapevine.peer.core.gossip.CausalDelivery;
import grapevine.peer.core.gossip.Flooding;
import grapevine.peer.core.gossip.LackedCauses;
import grapevine.peer.core.gossip.Large;
import grapevine.peer.core.gossip.OrderedDelivery;
import grapevine.peer.core.gossip.Retained;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Scores;
import grapevine.peer.core.health.Liveness;
import grapevine.peer.core.health.Suspicion;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.overlay.Candidates;
import grapevine.peer.core.overlay.Remembered;
import grapevine.peer.core.proof.Proving;
import grapevine.peer.core.repair.Comparing;
import grapevine.peer.core.repair.Fetching;
import grapevine.peer.core.repair.Missing;
import grapevine.sampling.Sampled;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What may be seen of a peer without asking it a question: its place, its links, whom it knows and how much it keeps.
 * Valid between two events of the node. The simulator looks at the links of each of a million peers every few seconds,
 * so that copies nothing.
 */
public final class PeerLook {
    /** Hears of each neighbour, in the order the links were made. */
    @FunctionalInterface
    public interface NeighbourVisitor {
        /**
         * A link this peer holds.
         *
         * @param link what its words go out on now
         * @param older whether the neighbour comes before this peer
         */
        void visit(Link link, boolean older);
    }

    private final PeerParts parts;

    PeerLook(PeerParts parts) {
        this.parts = parts;
    }

    /** When it started, ms since 1970. */
    public long epoch() {
        return parts.ground.self().epoch();
    }

    /** Its place among all peers (ms), 0 until that is settled. */
    public long age() {
        return parts.ground.self().age();
    }

    /** Whether it has found its place: it is linked, or was the first of all. */
    public boolean isReady() {
        return parts.ground.isReady();
    }

    /** Whether it is on its way out. */
    public boolean isLeaving() {
        return parts.ground.isLeaving();
    }

    /** How many messages of its own it has made; the number of the last one. */
    public long messagesMade() {
        return parts.gossiping.made();
    }

    /** The number of the last message that it made, whether or not that went out. */
    public long lastNumber() {
        return parts.gossiping.lastNumber();
    }

    /** The numbers of its own messages, the latest, as far back as it keeps them without a gap. */
    public List<Range> madeAndKept() {
        return parts.gossiping.kept().toList();
    }

    /** The way by which a flooded message came; none once that is forgotten, and for any other. */
    public List<Address> path(Origin origin, long n) {
        Flooding flooding = parts.gossiping.floodingIfAny();
        return flooding == null ? List.of() : flooding.path(origin, n);
    }

    /** Whom a flooded message is sent on to; none once that is forgotten, and for any other. */
    public List<Address> onward(Origin origin, long n) {
        Flooding flooding = parts.gossiping.floodingIfAny();
        return flooding == null ? List.of() : flooding.onward(origin, n);
    }

    /** How many links it holds. */
    public int degree() {
        return parts.neighbours.degree();
    }

    /** How many of them lead to peers older than this one. */
    public int olderLinks() {
        return parts.neighbours.olderLinks();
    }

    /** How many seeds list it. */
    public int leases() {
        return parts.registration.leases().size();
    }

    /** How many seeds have to; 0 without any. */
    public int quorum() {
        return parts.ground.settings().quorum();
    }

    /** Whether it was told of peers to link with, be it by names that lead nowhere. */
    public boolean hasContacts() {
        return !parts.contacts.given().isEmpty() || parts.contacts.hasNames();
    }

    /** How many it may hold. */
    public int degreeCap() {
        return parts.ground.settings().degreeCap();
    }

    /** This run of it, as its messages name it. */
    public Origin self() {
        return parts.ground.self().origin();
    }

    /** Whether that one comes before this peer. */
    public boolean isOlder(Entry other) {
        return parts.ground.self().isYoungerThan(other.age(), other.address());
    }

    /** Whether messages go along the link to that neighbour as they come; false if it is none. */
    public boolean isEager(Address neighbour) {
        Neighbour found = parts.neighbours.find(neighbour);
        return found != null && found.isEager();
    }

    /** Whom it knows of, neighbours or not; at most as many as the sampling rule says, never itself. */
    public List<Sampled<Entry>> view() {
        return parts.view.samples();
    }

    /** A copy of what its neighbours last said of themselves, in the order the links were made. */
    public List<Entry> neighbours() {
        List<Entry> entries = new ArrayList<>(degree());
        for (Neighbour neighbour : parts.neighbours) {
            entries.add(neighbour.entry());
        }
        return entries;
    }

    /** What a neighbour last said of itself; null if this is none. */
    @Nullable
    public Entry neighbour(Address address) {
        Neighbour neighbour = parts.neighbours.find(address);
        return neighbour == null ? null : neighbour.entry();
    }

    /**
     * Hears of every process of a peer whose messages are remembered, which they are for twice the time they are
     * retained.
     */
    public void origins(Consumer<Origin> visitor) {
        parts.gossiping.seen().forEach(parts.ground.now(), (origin, numbers) -> visitor.accept(origin));
    }

    public void neighbours(NeighbourVisitor visitor) {
        for (Neighbour neighbour : parts.neighbours) {
            visitor.visit(neighbour.link(), neighbour.isOlder());
        }
    }

    /** A message as it came here, or was made here; null if it is not kept any more. */
    @Nullable
    public Gossip message(Origin origin, long n) {
        Retained retained = parts.gossiping.retainedIfAny();
        return retained == null ? null : retained.recall(origin, n);
    }

    /** How many messages that came are kept from the application, until what they come after is there. */
    public int messagesHeld() {
        return parts.gossiping.held() + parts.gossiping.heldInOrder();
    }

    /** How many wait until it is known whether they are of their origin. */
    public int messagesUnproven() {
        Proving proving = parts.gossiping.proving();
        return proving == null ? 0 : proving.waiting();
    }

    /** Of how many others it remembers that they did not answer, or went. */
    public int noted() {
        Ledger ledger = parts.ground.ledger();
        return ledger == null ? 0 : ledger.subjects();
    }

    private Budget budget() {
        return parts.ground.settings().budget();
    }

    /** Names everything it keeps that grows with what happens to it. */
    public void takeInventory(Inventory inventory) {
        int cap = degreeCap();
        inventory.keeps("links and attempts", parts.neighbours.occupied(), cap);
        Scores scores = parts.ground.scores();
        inventory.keeps("members with scores", scores == null ? 0 : scores.size(), Scores.MOST);
        inventory.keeps(
                "view", parts.view.size(), parts.ground.settings().sampling().viewSize());
        inventory.keeps("declined", parts.overlay.attachment().declined(), Candidates.MOST_DECLINED);
        inventory.keeps("candidates", parts.overlay.attachment().candidates(), Candidates.MOST);
        inventory.keeps("remembered", parts.overlay.remembered().size(), Remembered.MOST);
        inventory.keeps("strangers", parts.connections.strangers(), budget().strangers());
        inventory.keeps("suspects", parts.liveness.suspects(), Suspicion.MOST);
        inventory.keeps("others in the ledger", noted(), Ground.MOST_NOTED);
        inventory.keeps("errands", parts.liveness.errands(), Liveness.MOST_ERRANDS);
        inventory.keeps(
                "origins seen",
                parts.gossiping.seen().origins(),
                parts.gossiping.seen().most());
        inventory.keeps("origins missing", parts.missing.origins(), Missing.MOST_ORIGINS);
        inventory.keeps("batches missing", parts.missing.batches(), Missing.MOST_BATCHES);
        inventory.keeps("answers owed", parts.missing.unanswered(), cap);
        inventory.keeps("comparisons", parts.comparing.open(), Comparing.MOST_OPEN);
        inventory.keeps("fetches", parts.comparing.fetching().size(), Fetching.MOST);
        inventory.keeps(
                "bytes retained",
                parts.gossiping.retainedBytes(),
                parts.ground.settings().mostRetained());
        Large large = parts.gossiping.large();
        inventory.keeps("large messages offered", large.size(), Large.most());
        inventory.keeps("bytes of large messages", large.held(), budget().waiting());
        Flooding flooding = parts.gossiping.floodingIfAny();
        if (flooding != null) {
            inventory.keeps("floods", flooding.size(), Flooding.MOST);
            inventory.keeps("copies that wait", flooding.waiting(), Flooding.MOST_WAITING);
        }
        Proving proving = parts.gossiping.proving();
        if (proving != null) {
            inventory.keeps("bytes that wait for proofs", proving.heldBytes(), proving.mostBytes());
        }
        inventory.keeps("messages held", parts.gossiping.held(), CausalDelivery.MOST_MESSAGES);
        inventory.keeps("messages held in order", parts.gossiping.heldInOrder(), OrderedDelivery.MOST);
        inventory.keeps("causes lacked", parts.gossiping.lacked(), LackedCauses.MOST);
        inventory.keeps("ms retained", parts.gossiping.retainedMillis(), parts.gossiping.mostRetainedMillis());
        inventory.keeps(
                "ranges seen",
                parts.gossiping.seen().ranges(),
                parts.gossiping.seen().most());
    }
}
