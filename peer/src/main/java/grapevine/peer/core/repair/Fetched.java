package grapevine.peer.core.repair;

import grapevine.wire.Gossip;
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

    boolean contains(Gossip message) {
        for (Gossip each : latest) {
            if (each != null && each.n() == message.n() && each.origin().equals(message.origin())) {
                return true;
            }
        }
        return false;
    }
}
