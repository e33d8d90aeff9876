package grapevine.peer.core;

import grapevine.node.Inventory;
import grapevine.node.Link;
import grapevine.sampling.Sampled;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Origin;
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

    private final PeerNode node;

    PeerLook(PeerNode node) {
        this.node = node;
    }

    /** When it started, ms since 1970. */
    public long epoch() {
        return node.self().epoch();
    }

    /** Its place among all peers (ms), 0 until that is settled. */
    public long age() {
        return node.self().age();
    }

    /** Whether it has found its place: it is linked, or was the first of all. */
    public boolean isReady() {
        return node.isReady();
    }

    /** Whether it is on its way out. */
    public boolean isLeaving() {
        return node.isLeaving();
    }

    /** How many messages of its own it has made; the number of the last one. */
    public long messagesMade() {
        return node.gossiping().made();
    }

    /** How many links it holds. */
    public int degree() {
        return node.overlay().degree();
    }

    /** How many it may hold. */
    public int degreeCap() {
        return node.settings().degreeCap();
    }

    /** This run of it, as its messages name it. */
    public Origin self() {
        return node.self().origin();
    }

    /** Whether that one comes before this peer. */
    public boolean isOlder(Entry other) {
        return node.self().isYoungerThan(other.age(), other.address());
    }

    /** Whom it knows of, neighbours or not; at most as many as the sampling rule says, never itself. */
    public List<Sampled<Entry>> view() {
        return node.view().samples();
    }

    /** A copy of what its neighbours last said of themselves, in the order the links were made. */
    public List<Entry> neighbours() {
        List<Entry> entries = new ArrayList<>(degree());
        for (Neighbour neighbour : node.overlay().neighbours()) {
            entries.add(neighbour.entry());
        }
        return entries;
    }

    /** What a neighbour last said of itself; null if this is none. */
    @Nullable
    public Entry neighbour(Address address) {
        Neighbour neighbour = node.overlay().neighbour(address);
        return neighbour == null ? null : neighbour.entry();
    }

    /**
     * Hears of every process of a peer whose messages are remembered, which they are for twice the time they are
     * retained.
     */
    public void origins(Consumer<Origin> visitor) {
        node.gossiping().seen().forEach(node.now(), (origin, numbers) -> visitor.accept(origin));
    }

    public void neighbours(NeighbourVisitor visitor) {
        for (Neighbour neighbour : node.overlay().neighbours()) {
            visitor.visit(neighbour.link(), neighbour.isOlder());
        }
    }

    /** Names everything it keeps that grows with what happens to it. */
    public void takeInventory(Inventory inventory) {
        int cap = degreeCap();
        inventory.keeps("links and attempts", node.overlay().occupied(), cap);
        inventory.keeps("view", node.view().size(), node.settings().sampling().viewSize());
        inventory.keeps("declined", node.attachment().declined(), Candidates.MOST_DECLINED);
        inventory.keeps("candidates", node.attachment().candidates(), Candidates.MOST);
        inventory.keeps("remembered", node.remembered().size(), Remembered.MOST);
        inventory.keeps("strangers", node.strangers().size(), Strangers.MOST);
        inventory.keeps("suspects", node.liveness().suspects(), Suspicion.MOST);
        inventory.keeps("errands", node.liveness().errands(), Liveness.MOST_ERRANDS);
        inventory.keeps("origins seen", node.gossiping().seen().origins(), Seen.MOST_ORIGINS);
        inventory.keeps("origins missing", node.tree().missing().origins(), Missing.MOST_ORIGINS);
        inventory.keeps("batches missing", node.tree().missing().batches(), Missing.MOST_BATCHES);
        inventory.keeps("comparisons", node.comparing().open(), Comparing.MOST_OPEN);
        inventory.keeps("fetches", node.comparing().fetching().size(), Fetching.MOST);
        inventory.keeps(
                "bytes retained",
                node.gossiping().retainedBytes(),
                node.settings().retainBytes());
        inventory.keeps("messages held", node.gossiping().delivery().held(), CausalDelivery.MOST_MESSAGES);
        inventory.keeps("causes lacked", node.gossiping().delivery().lacked(), LackedCauses.MOST);
        inventory.keeps(
                "ms retained",
                node.gossiping().retainedMillis(),
                node.gossiping().mostRetainedMillis());
        inventory.keeps("ranges seen", node.gossiping().seen().ranges(), Seen.MOST_RANGES);
    }
}
