package grapevine.sim.meter;

import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.sim.net.Keyring;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Results;
import grapevine.wire.Address;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts who is held for dead, and who of them wrongly: up, awake, and within reach of the one who says so. And how
 * long it takes until a death is noticed.
 */
final class DeathMeter implements Watcher {
    /** Why a seed strikes a peer off as dead by its own judgement. */
    private static final Set<String> JUDGED = Set.of("probe-refused", "probe-unanswered", "lease-expired");

    private static final class Death {
        private final long at;
        private boolean isReported;
        private int lists;

        Death(long at) {
            this.at = at;
        }
    }

    private final VirtualNetwork network;
    private final int seeds;
    private final Map<Address, Death> deaths = new HashMap<>();
    private final Series firstReport = new Series();
    private final Series offAllLists = new Series();
    private long reported;
    private long wronglyReported;
    private long removed;
    private long wronglyRemoved;
    private long left;

    DeathMeter(VirtualNetwork network, int seeds) {
        this.network = network;
        this.seeds = seeds;
    }

    @Override
    public void gone(VirtualHost host) {
        if (!(host.node() instanceof PeerNode)) {
            return;
        }
        if (host.hasStopped()) {
            left++;
        } else {
            deaths.put(host.address(), new Death(network.now()));
        }
    }

    @Override
    public void told(VirtualHost by, Fact fact) {
        if (fact instanceof Fact.NeighbourDead dead) {
            reported++;
            wronglyReported += couldAnswer(by, dead.neighbour()) ? 1 : 0;
            Death death = deaths.get(dead.neighbour());
            if (death != null && !death.isReported) {
                death.isReported = true;
                firstReport.add(network.now() - death.at);
            }
        } else if (fact instanceof Fact.PeerRemoved gone) {
            if (JUDGED.contains(gone.why())) {
                removed++;
                wronglyRemoved += couldAnswer(by, gone.peer()) ? 1 : 0;
            }
            Death death = deaths.get(gone.peer());
            if (death != null && ++death.lists == seeds) {
                offAllLists.add(network.now() - death.at);
            }
        }
    }

    private boolean couldAnswer(VirtualHost by, Address peer) {
        VirtualHost host = network.hostAt(peer);
        Keyring keys = network.keys();
        return host != null
                && (keys == null || !keys.isRevoked(peer))
                && host.isUp()
                && !host.isFrozen()
                && !network.cuts().blocks(by.address(), peer);
    }

    Results.Liveness liveness() {
        return new Results.Liveness(
                reported,
                wronglyReported,
                removed,
                wronglyRemoved,
                deaths.size(),
                left,
                firstReport.figures(),
                offAllLists.figures());
    }
}
