package grapevine.peer;

import grapevine.node.Fact;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.wire.Address;
import grapevine.wire.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Makes events of what the node reports about others: each run of a peer joins once, and then leaves, dies or is
 * forgotten. Of the node's lane alone.
 */
final class Members {
    /** Peers remembered; beyond, the one heard of first that is no neighbour is forgotten, and would join again. */
    static final int MOST = 65_536;

    /** A neighbour that was is forgotten after so long (ms), as the node forgets an origin that says nothing. */
    static final long SILENT_MS = 2 * PeerSettings.MOST_RETAIN_TIME.toMillis();

    private final Consumer<PeerEvent> events;
    private final ToLongFunction<Address> epochOfNeighbour;
    private final LongSupplier now;
    private final Map<Address, Run> runs = new LinkedHashMap<>();
    private final Set<Address> suspected = new HashSet<>();

    /** Who left or died, and has not come again since: by a link, or by a message made later. */
    private final Map<Address, Gone> gone = new LinkedHashMap<>();

    /** A run that joined. */
    private static final class Run {
        final long epoch;

        /** Whether there was a link to it, not to an earlier run. */
        boolean wasLinked;

        /** When it was a neighbour last (ms). */
        long linkedAt = Long.MIN_VALUE / 2;

        void linked(long now) {
            wasLinked = true;
            linkedAt = now;
        }

        Run(long epoch) {
            this.epoch = epoch;
        }
    }

    /**
     * A run that is over, as far as is known.
     *
     * @param at when that was noticed (ms)
     */
    private record Gone(long epoch, long at) {}

    /**
     * Knows nobody.
     *
     * @param events told of each event
     * @param epochOfNeighbour the epoch of a neighbour with this address
     * @param now ms, by a clock that is never set
     */
    Members(Consumer<PeerEvent> events, ToLongFunction<Address> epochOfNeighbour, LongSupplier now) {
        this.events = events;
        this.epochOfNeighbour = epochOfNeighbour;
        this.now = now;
    }

    void accept(Fact fact) {
        if (fact instanceof Fact.OriginMet met) {
            met(met.origin(), met.epoch());
        } else if (fact instanceof Fact.LinkMade made) {
            linked(made.neighbour(), epochOfNeighbour.applyAsLong(made.neighbour()));
        } else if (fact instanceof Fact.PingMissed missed) {
            suspected(missed.neighbour(), missed.silentForMs());
        } else if (fact instanceof Fact.NeighbourTrusted trusted) {
            trusted(trusted.neighbour());
        } else if (fact instanceof Fact.LinkLost lost) {
            unlinked(lost.neighbour());
            if (lost.why().equals(Fact.LinkLost.RELEASED)) {
                trusted(lost.neighbour());
            }
        } else if (fact instanceof Fact.NeighbourLeft left && isKnownNeighbour(left.neighbour())) {
            events.accept(new PeerEvent.Left(forget(left.neighbour())));
        } else if (fact instanceof Fact.NeighbourDead dead && isKnownNeighbour(dead.neighbour())) {
            Duration silentFor = Duration.ofMillis(dead.silentForMs());
            events.accept(new PeerEvent.Dead(forget(dead.neighbour()), evidence(dead), dead.missed(), silentFor));
        } else if (fact instanceof Fact.MessagesMissed missed) {
            Member origin = Member.of(missed.origin(), missed.epoch());
            events.accept(new PeerEvent.MessagesMissed(new MessageRange(origin, missed.first(), missed.last())));
        }
    }

    private static PeerEvent.Dead.Evidence evidence(Fact.NeighbourDead dead) {
        return dead.why().equals(Fact.NeighbourDead.GONE)
                ? PeerEvent.Dead.Evidence.GONE
                : PeerEvent.Dead.Evidence.SILENT;
    }

    /** Those that joined and are neither gone nor forgotten. */
    Set<Member> present() {
        Set<Member> present = new LinkedHashSet<>();
        runs.forEach((address, run) -> present.add(Member.of(address, run.epoch)));
        return present;
    }

    /** It is a neighbour, so it is there, whatever was heard before. */
    private void linked(Address address, long epoch) {
        Gone over = gone.get(address);
        if (over != null && epoch <= over.epoch) {
            gone.remove(address); // else it is a later run, and the earlier one stays gone
        }
        joined(address, epoch);
        Run run = runs.get(address);
        if (run != null && run.epoch == epoch) {
            run.linked(now.getAsLong());
        }
    }

    private void unlinked(Address address) {
        Run run = runs.get(address);
        if (run != null && run.wasLinked) {
            run.linked(now.getAsLong());
        }
    }

    /** Whether what is noticed of a neighbour is of the run that counts: of an earlier one nothing is told. */
    private boolean isKnownNeighbour(Address address) {
        Run run = runs.get(address);
        return run != null && run.wasLinked;
    }

    /** A message of this run came, or another peer knew of it; neither shows that it goes on. */
    private void met(Address address, long epoch) {
        Gone over = gone.get(address);
        if (over == null || epoch > over.epoch) {
            joined(address, epoch);
        }
    }

    /**
     * Those that are no neighbours, and were none for long, and of which no message is remembered either are forgotten.
     *
     * @param remembered those of which one is
     */
    void forgetSilent(Set<Origin> remembered) {
        long since = now.getAsLong() - SILENT_MS;
        List<Member> silent = new ArrayList<>();
        runs.forEach((address, run) -> {
            if (run.linkedAt <= since
                    && !remembered.contains(new Origin(address, run.epoch))
                    && epochOfNeighbour.applyAsLong(address) == 0) {
                silent.add(Member.of(address, run.epoch));
            }
        });
        silent.forEach(member -> forgotten(member, PeerEvent.Forgotten.Why.SILENT));
    }

    private void forgotten(Member member, PeerEvent.Forgotten.Why why) {
        Address address = member.wired().address();
        suspected.remove(address);
        runs.remove(address);
        events.accept(new PeerEvent.Forgotten(member, why));
    }

    /** A message of this run came, made so long ago (ms): one held for dead that goes on lives. */
    void heard(Origin origin, long age) {
        Gone run = gone.isEmpty() ? null : gone.get(origin.address());
        if (run != null && origin.epoch() == run.epoch && age < now.getAsLong() - run.at) {
            gone.remove(origin.address());
            joined(origin.address(), origin.epoch());
        }
    }

    private void joined(Address address, long epoch) {
        Run known = runs.get(address);
        if (known != null && known.epoch >= epoch) {
            return;
        }
        if (known != null) {
            forgotten(member(address), PeerEvent.Forgotten.Why.REPLACED);
        } else if (runs.size() >= MOST) {
            forgetOldest();
        }
        runs.put(address, new Run(epoch));
        events.accept(new PeerEvent.Joined(Member.of(address, epoch)));
    }

    private void forgetOldest() {
        for (Address address : runs.keySet()) {
            if (epochOfNeighbour.applyAsLong(address) == 0) {
                forgotten(member(address), PeerEvent.Forgotten.Why.FULL);
                return;
            }
        }
    }

    private void suspected(Address address, long silentForMs) {
        if (isKnownNeighbour(address) && suspected.add(address)) {
            events.accept(new PeerEvent.Suspected(member(address), Duration.ofMillis(silentForMs)));
        }
    }

    private void trusted(Address address) {
        if (suspected.remove(address)) {
            events.accept(new PeerEvent.Trusted(member(address)));
        }
    }

    private Member forget(Address address) {
        Member over = member(address);
        suspected.remove(address);
        runs.remove(address);
        if (gone.size() >= MOST) {
            gone.remove(gone.keySet().iterator().next());
        }
        gone.put(address, new Gone(over.epoch(), now.getAsLong()));
        return over;
    }

    private Member member(Address address) {
        Run run = runs.get(address);
        return Member.of(address, run == null ? 0 : run.epoch);
    }
}
