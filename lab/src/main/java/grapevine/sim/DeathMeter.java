package grapevine.sim;

import grapevine.node.Fact;
import grapevine.wire.Address;
import java.util.Set;

/** Counts who is held for dead, and who of them wrongly: up, awake, and within reach of the one who says so. */
final class DeathMeter implements Watcher {
    /** Why a seed strikes a peer off as dead by its own judgement. */
    private static final Set<String> JUDGED = Set.of("probe-refused", "probe-unanswered", "lease-expired");

    private final VirtualNetwork network;
    private long reported;
    private long wronglyReported;
    private long removed;
    private long wronglyRemoved;

    DeathMeter(VirtualNetwork network) {
        this.network = network;
    }

    @Override
    public void told(VirtualHost by, Fact fact) {
        if (fact instanceof Fact.NeighbourDead dead) {
            reported++;
            wronglyReported += couldAnswer(by, dead.neighbour()) ? 1 : 0;
        } else if (fact instanceof Fact.PeerRemoved gone && JUDGED.contains(gone.why())) {
            removed++;
            wronglyRemoved += couldAnswer(by, gone.peer()) ? 1 : 0;
        }
    }

    private boolean couldAnswer(VirtualHost by, Address peer) {
        VirtualHost host = network.hostAt(peer);
        return host != null
                && host.isUp()
                && !host.isFrozen()
                && !network.cuts().blocks(by.address(), peer);
    }

    Results.Liveness liveness() {
        return new Results.Liveness(reported, wronglyReported, removed, wronglyRemoved);
    }
}
