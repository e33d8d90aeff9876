package grapevine.peer.core.repair;

import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The messages fetched last. When the tree brings one of them after all, that is the fault of our impatience and not a
 * circle.
 */
final class Fetched {
    private static final int MOST = 64;

    private final @Nullable Gossip[] latest = new @Nullable Gossip[MOST];
    private int count;

    void add(Gossip message) {
        latest[count++ % MOST] = message;
    }

    boolean contains(Origin origin, long n) {
        for (Gossip each : latest) {
            if (each != null && each.n() == n && each.origin().equals(origin)) {
                return true;
            }
        }
        return false;
    }
}
