package grapevine.seed.core.registry;

import grapevine.node.Fact;
import grapevine.seed.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Identity;
import grapevine.wire.Message.Hello;
import grapevine.wire.Origin;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which network this seed is of. It begins with a number of its own, provisional until it has stood for a renewal
 * period from the first registration on: in that time every peer that knew another one renews and names it, and what
 * most of those named that were met is the network's; if none did, what another seed named that the configuration
 * names. With a seed that takes this one for a seed, too, so that they compare, it agrees at once on what stays of
 * both. With keys its number is theirs, and stays.
 */
public final class Identification {
    private static final long NEVER = Long.MAX_VALUE;

    /** So many peers' words are kept while the number is provisional. */
    private static final int MOST_NAMED = 1024;

    /** What peers name does not count if more than so many times as many came without any. */
    private static final int FEW = 4;

    private final Ground ground;
    private final Registry registry;
    private final Listener listener;

    /** What each peer came from that registered since the start, of those that came from a firm number. */
    private final Map<Origin, Identity> known = new LinkedHashMap<>();

    /** What a seed named that does not take this one for a seed: it counts if no peer names anything. */
    private @Nullable Identity suggested;

    /** Seeds of the configuration of which it was said that they are of another network. */
    private final Map<Address, Identity> differing = new HashMap<>();

    private long firmAt = NEVER;

    /** When nobody says a former number any more that was provisional. */
    private long tidyAt = NEVER;

    /** Hears that this seed has another identity, so that the other seeds have to be told. */
    public interface Listener {
        /** It has, from now on. */
        void onIdentified();
    }

    public Identification(Ground ground, Registry registry, Listener listener) {
        this.ground = ground;
        this.registry = registry;
        this.listener = listener;
    }

    /**
     * Whether a peer may register: it would be named to others, who may know the numbers of this seed alone. A firm one
     * may come home to a seed that has begun anew.
     */
    public boolean isAtHome(Hello hello) {
        Identity theirs = hello.id();
        Identity ours = ground.identity();
        return theirs == null || ours.isSameAs(theirs) || (theirs.isFirm() && !ours.isFirm());
    }

    /** A peer registers. What it came from counts if it is met. */
    public void registered(Hello peer) {
        if (ground.identity().isFirm()) {
            return;
        }
        firmAt = firmAt == NEVER ? ground.now() + ground.settings().renewalMillis() : firmAt;
        Identity theirs = peer.id();
        Origin origin = new Origin(peer.self(), peer.epoch());
        if (theirs != null && theirs.isFirm() && isRoomFor(origin)) {
            known.put(origin, theirs);
        }
    }

    /** Makes it, if it has to: the first goes that was not met. */
    private boolean isRoomFor(Origin peer) {
        if (known.size() < MOST_NAMED || known.containsKey(peer)) {
            return true;
        }
        for (Iterator<Origin> all = known.keySet().iterator(); all.hasNext(); ) {
            if (!isMet(all.next())) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    private boolean isMet(Origin peer) {
        return registry.isMet(peer.address(), peer.epoch());
    }

    /** A seed that the configuration names says hello. It need not take this one for a seed. */
    public void named(@Nullable Identity theirs) {
        if (theirs != null && theirs.isFirm() && !ground.identity().isFirm()) {
            suggested = theirs;
            Identity ours = ground.identity();
            become((registry.peers() == 0 ? theirs : theirs.knowing(ours)).provisional(), "seeds", false);
        }
    }

    /** A seed that takes this one for a seed, as this one does it, says what it is: both are one network. */
    public void agree(Address seed, @Nullable Identity theirs) {
        if (theirs != null) {
            Identity ours = ground.identity();
            become(agreed(ours, theirs), seed.toString(), ours.isFirm() || registry.peers() > 0);
        }
    }

    /** A provisional number that no peer was told of is nobody's former number. */
    private Identity agreed(Identity ours, Identity theirs) {
        if (ours.isFirm() || ours.isSameAs(theirs)) {
            return ours.mergedWith(theirs);
        }
        if (!ours.yieldsTo(theirs)) {
            return ours; // the other says so if it told peers of its number
        }
        return registry.peers() == 0 ? theirs : theirs.knowing(ours);
    }

    /** A seed that the configuration names does not take this one for a seed. */
    public void turnedAway(Address seed, @Nullable Identity theirs) {
        if (theirs != null && !ground.isAtHome(theirs) && !theirs.equals(differing.put(seed, theirs))) {
            ground.report(new Fact.NetworksDiffer(
                    seed, theirs.name(), ground.identity().name()));
        }
    }

    /** When something is due next, {@link Long#MAX_VALUE} if nothing is. */
    public long due() {
        return Math.min(firmAt, tidyAt);
    }

    /** Does what is due. */
    public void tick() {
        if (ground.now() >= firmAt) {
            Identity ours = ground.identity();
            Identity named = mostNamed();
            Identity older = named == null ? null : named.withoutProvisional();
            if (older != null) {
                // What a seed suggested that may be of another network was for the time being.
                boolean isOurs = suggested == null || suggested.isSameAs(older) || !suggested.isSameAs(ours);
                become(isOurs ? older.knowing(ours) : older, "peers", true);
            } else {
                become(
                        suggested != null ? suggested.knowing(ours) : ours.firm(),
                        suggested != null ? "seeds" : "stood",
                        true);
            }
        }
        if (ground.now() >= tidyAt) {
            tidyAt = NEVER;
            ground.identify(ground.identity().withoutProvisional());
        }
    }

    /** The seed stood still: nobody can have renewed. */
    public void extend(long by) {
        firmAt = firmAt == NEVER ? NEVER : firmAt + by;
        tidyAt = tidyAt == NEVER ? NEVER : tidyAt + by;
    }

    /**
     * What most peers that were met named that came from another number, unless many more came without any: one that
     * came from another network, by a list of seeds of both, must not take this one along. Of as many the first that
     * was named.
     */
    private @Nullable Identity mostNamed() {
        Map<Long, Integer> counts = new HashMap<>();
        Map<Origin, Identity> met = new LinkedHashMap<>(known);
        met.keySet().removeIf(each -> !isMet(each));
        met.values().forEach(each -> counts.merge(each.number(), 1, Integer::sum));
        int withoutAny = met.size() == MOST_NAMED ? 0 : registry.peers() - registry.claimed() - met.size();
        Identity most = null;
        int best = Math.max(0, (withoutAny + FEW - 1) / FEW - 1);
        for (Identity each : met.values()) {
            int count = counts.getOrDefault(each.number(), 0);
            if (count > best) {
                best = count;
                most = each;
            }
        }
        return most;
    }

    private void become(Identity next, String how, boolean tells) {
        Identity ours = ground.identity();
        if (ground.isCertified() || next.equals(ours)) {
            return;
        }
        ground.identify(next);
        if (next.isFirm()) {
            known.clear();
            firmAt = NEVER;
            tidyAt = ground.now() + 2 * ground.settings().renewalMillis();
        }
        boolean isOther = next.number() != ours.number() || next.isFirm() != ours.isFirm();
        if (isOther) {
            ground.report(new Fact.Identified(next.name(), how));
        }
        if (isOther && tells) {
            listener.onIdentified();
        }
    }
}
