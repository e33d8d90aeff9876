package grapevine.sim.check;

import grapevine.node.Fact;
import grapevine.peer.core.PeerLook;
import grapevine.seed.core.SeedNode;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Invariant;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What holds of the seeds' lists: {@link Invariant#NO_LIVE_REMOVED} and {@link Invariant#REMOVED_FOR_GOOD}. */
final class ListRules {
    /** After this long without trouble a peer's lease and the lists of all seeds are in order. */
    static final long CALM_MILLIS = 55_000;

    /** After this long every seed has heard of a new peer, and a new seed of every peer. */
    private static final long NEW_MILLIS = 35_000;

    /** A lease and the jitter of its renewal: for so long a seed may have heard nothing, for what happened before. */
    private static final long LEASE_MILLIS = 65_000;

    /** A seed's own look at a peer takes 4 s; what happened to the peer before that does not excuse the seed. */
    private static final long PROBE_MILLIS = 5_000;

    /** Peers compared with the lists at one look; all take their turns. */
    private static final int MOST_COMPARED = 500;

    /** A seed's process and a peer's address. */
    private record Listing(int seed, Address peer) {}

    private final VirtualNetwork network;
    private final Subjects subjects;
    private final Findings findings;

    /** The epoch of each peer that a seed found dead. */
    private final Map<Listing, Long> removed = new HashMap<>();

    private int turn;

    ListRules(VirtualNetwork network, Subjects subjects, Findings findings) {
        this.network = network;
        this.subjects = subjects;
        this.findings = findings;
    }

    void told(VirtualHost seed, Fact fact) {
        if (fact instanceof Fact.PeerRemoved gone) {
            removed(seed, gone);
        } else if (fact instanceof Fact.PeerEntered entered) {
            listed(seed, entered.peer());
        } else if (fact instanceof Fact.PeerLearned learned) {
            listed(seed, learned.peer());
        }
    }

    private void removed(VirtualHost seed, Fact.PeerRemoved gone) {
        Subject live = live(gone.peer(), gone.epoch());
        if (live == null) {
            boolean isFoundDead = !gone.why().equals("lease-expired");
            if (isFoundDead && isAgreed()) {
                removed.put(new Listing(seed.number(), gone.peer()), gone.epoch());
            }
            return;
        }
        if (network.weather().losesMessages()) {
            return; // whoever's answers are lost does not answer
        }
        findings.evaluated(Invariant.NO_LIVE_REMOVED);
        boolean looked = gone.why().startsWith("probe");
        boolean isCutOff = looked
                ? network.cuts().blocks(seed.address(), gone.peer())
                : network.cuts().isCut();
        if (live.isPlaced() && !isCutOff && isUndisturbed(live, looked ? PROBE_MILLIS : LEASE_MILLIS)) {
            findings.broken(
                    Invariant.NO_LIVE_REMOVED,
                    List.of(seed.address(), gone.peer()),
                    "struck off while it was up and answered: " + gone.why());
        }
    }

    /**
     * Whether all seeds have heard the last of every peer: otherwise one may yet hear something newer of a dead one.
     * After a cut that takes as long as the seeds need to compare their registries.
     */
    private boolean isAgreed() {
        return network.isFair() && !network.cuts().isCut() && !subjects.wasNetworkDisturbed(NEW_MILLIS);
    }

    private void listed(VirtualHost seed, Address peer) {
        findings.evaluated(Invariant.REMOVED_FOR_GOOD);
        Listing listing = new Listing(seed.number(), peer);
        Long epoch = removed.get(listing);
        VirtualHost current = network.hostAt(peer);
        if (epoch != null && (current == null || !current.isUp())) {
            findings.broken(
                    Invariant.REMOVED_FOR_GOOD, List.of(seed.address(), peer), "listed again, and nobody is there");
        }
    }

    /** The process of this epoch, if it is up and runs. */
    private @Nullable Subject live(Address peer, long epoch) {
        VirtualHost host = network.hostAt(peer);
        if (host == null || !host.isUp() || host.isFrozen()) {
            return null;
        }
        Subject subject = subjects.of(host);
        PeerLook look = subject.look();
        return look != null && !subject.isRevoked() && look.epoch() == epoch && !look.isLeaving() ? subject : null;
    }

    /** Compares some of the peers that nothing has happened to for long with the lists of such seeds. */
    void look() {
        List<SeedNode> seeds = new ArrayList<>();
        List<Address> addresses = new ArrayList<>();
        for (Subject subject : subjects.up()) {
            if (subject.host.node() instanceof SeedNode seed && isCalm(subject)) {
                seeds.add(seed);
                addresses.add(subject.address());
            }
        }
        List<Subject> up = subjects.up();
        for (int looked = Math.min(up.size(), MOST_COMPARED); looked > 0; looked--) {
            Subject subject = up.get(turn++ % up.size());
            PeerLook peer = subject.look();
            if (peer != null && subject.readyAt != Subject.NEVER && subject.isPlaced() && isCalm(subject)) {
                for (int i = 0; i < seeds.size(); i++) {
                    compare(subject, peer, seeds.get(i), addresses.get(i));
                }
            }
        }
    }

    private void compare(Subject subject, PeerLook peer, SeedNode seed, Address at) {
        findings.evaluated(Invariant.NO_LIVE_REMOVED);
        if (!seed.lists(subject.address(), peer.epoch())) {
            findings.broken(
                    Invariant.NO_LIVE_REMOVED,
                    List.of(at, subject.address()),
                    "not listed, and it has been up and in reach for " + CALM_MILLIS + " ms");
        }
    }

    private boolean isCalm(Subject subject) {
        // What is lost on a bad way is said again at the next occasion.
        int occasions = network.isFair() ? 1 : 2;
        return !subject.host.isFrozen()
                && !network.cuts().isCut()
                && isUndisturbed(subject, occasions * CALM_MILLIS)
                && network.now() - subject.startedAt > occasions * NEW_MILLIS;
    }

    private boolean isUndisturbed(Subject subject, long millis) {
        long disturbedAt = subjects.disturbedAt(subject);
        return disturbedAt == Subject.NEVER || network.now() - disturbedAt > millis;
    }
}
