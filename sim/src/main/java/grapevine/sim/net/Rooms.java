package grapevine.sim.net;

import grapevine.node.Budget;
import java.util.HashMap;
import java.util.Map;

/**
 * What may wait on all links of one process together: messages, and apart from them other words. A link may have as
 * much of either as is left free by all, as with the daemons.
 */
final class Rooms {
    /** For one of the two. */
    private static final class Room {
        private final long most;
        private long used;

        Room(long most) {
            this.most = most;
        }

        long free() {
            return most - used;
        }

        /** Whether a link that has so much may have so much more, which it has then. */
        boolean take(long own, long bytes) {
            if (own + bytes > free()) {
                return false;
            }
            used += bytes;
            return true;
        }
    }

    private final Room gossip;
    private final Room control;

    /** What of it is messages, bytes, of the links on which any wait: hardly ever one of millions. */
    private final Map<Endpoint, Long> messages = new HashMap<>(2);

    Rooms(Budget memory) {
        gossip = new Room(memory.gossip());
        control = new Room(memory.backlogs() - memory.gossip());
    }

    /** What of the room for messages nobody has, bytes. */
    long freeForGossip() {
        return gossip.free();
    }

    /** Whether a link may let so much more wait, which takes its room then. */
    boolean take(Endpoint link, long bytes, boolean isGossip) {
        long own = messages.getOrDefault(link, 0L);
        if (!isGossip) {
            return control.take(link.beyondSockets() - own, bytes);
        }
        if (!gossip.take(own, bytes)) {
            return false;
        }
        if (bytes > 0) {
            messages.put(link, own + bytes);
        }
        return true;
    }

    /** So much of what waits on a link waits no longer: other words first. */
    void give(Endpoint link, long bytes, long of) {
        long own = messages.getOrDefault(link, 0L);
        long ofGossip = Math.max(0, bytes - (of - own));
        gossip.used -= ofGossip;
        control.used -= bytes - ofGossip;
        if (ofGossip == own) {
            messages.remove(link);
        } else {
            messages.put(link, own - ofGossip);
        }
    }
}
