package grapevine.sim;

import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;

/** Sees when the last of the first peers has found its place. */
final class JoinMeter implements Watcher {
    private final VirtualNetwork network;
    private final int peers;
    private int ready;
    private long last;

    JoinMeter(VirtualNetwork network, int peers) {
        this.network = network;
        this.peers = peers;
    }

    @Override
    public void told(VirtualHost by, Fact fact) {
        if (ready < peers && fact instanceof Fact.Ready && by.node() instanceof PeerNode) {
            ready++;
            last = network.now();
        }
    }

    /** When, ms of virtual time; -1 if not all have. */
    long joined() {
        return ready == peers ? last : -1;
    }
}
