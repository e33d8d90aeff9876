package grapevine.peer;

import grapevine.node.Fact;
import grapevine.wire.Address;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Makes events of what the node reports about others: each joins once a run, and leaves, dies, or is never heard of
 * again. Of the node's lane alone.
 */
final class Members {
    /** Peers remembered; beyond, the one heard of first is forgotten, and would join again. */
    static final int MOST = 65_536;

    private final Consumer<PeerEvent> events;
    private final ToLongFunction<Address> epochOfNeighbour;
    private final Map<Address, Long> epochs = new LinkedHashMap<>();
    private final Set<Address> suspected = new HashSet<>();

    /**
     * Knows nobody.
     *
     * @param events told of each event
     * @param epochOfNeighbour the epoch of a neighbour with this address
     */
    Members(Consumer<PeerEvent> events, ToLongFunction<Address> epochOfNeighbour) {
        this.events = events;
        this.epochOfNeighbour = epochOfNeighbour;
    }

    void accept(Fact fact) {
        if (fact instanceof Fact.OriginMet met) {
            joined(met.origin(), met.epoch());
        } else if (fact instanceof Fact.LinkMade made) {
            joined(made.neighbour(), epochOfNeighbour.applyAsLong(made.neighbour()));
        } else if (fact instanceof Fact.PingMissed missed) {
            suspected(missed.neighbour(), missed.silentForMs());
        } else if (fact instanceof Fact.NeighbourTrusted trusted) {
            trusted(trusted.neighbour());
        } else if (fact instanceof Fact.LinkLost lost && lost.why().equals(Fact.LinkLost.RELEASED)) {
            trusted(lost.neighbour());
        } else if (fact instanceof Fact.NeighbourLeft left) {
            events.accept(new PeerEvent.Left(forget(left.neighbour())));
        } else if (fact instanceof Fact.NeighbourDead dead) {
            Duration silentFor = Duration.ofMillis(dead.silentForMs());
            events.accept(new PeerEvent.Dead(forget(dead.neighbour()), dead.why(), dead.missed(), silentFor));
        } else if (fact instanceof Fact.MessagesMissed missed) {
            Member origin = Member.of(missed.origin(), missed.epoch());
            events.accept(new PeerEvent.MessagesMissed(origin, missed.first(), missed.last()));
        }
    }

    private void joined(Address address, long epoch) {
        Long known = epochs.get(address);
        if (known == null || known < epoch) {
            suspected.remove(address);
            if (known == null) {
                makeRoom();
            }
            epochs.put(address, epoch);
            events.accept(new PeerEvent.Joined(Member.of(address, epoch)));
        }
    }

    private void makeRoom() {
        if (epochs.size() >= MOST) {
            Iterator<Address> eldest = epochs.keySet().iterator();
            suspected.remove(eldest.next());
            eldest.remove();
        }
    }

    private void suspected(Address address, long silentForMs) {
        if (epochs.containsKey(address) && suspected.add(address)) {
            events.accept(new PeerEvent.Suspected(member(address), Duration.ofMillis(silentForMs)));
        }
    }

    private void trusted(Address address) {
        if (suspected.remove(address)) {
            events.accept(new PeerEvent.Trusted(member(address)));
        }
    }

    private Member forget(Address address) {
        Member gone = member(address);
        suspected.remove(address);
        epochs.remove(address);
        return gone;
    }

    private Member member(Address address) {
        return Member.of(address, epochs.getOrDefault(address, 0L));
    }
}
