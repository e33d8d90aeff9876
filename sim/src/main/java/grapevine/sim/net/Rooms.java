package grapevine.sim.net;

import grapevine.node.Budget;

/**
 * What may wait on all links of one process together: messages, and apart from them other words. A link may have as
 * much of either as is left free by all, as with the daemons.
 */
final class Rooms {
    /** For one of the two. */
    static final class Room {
        private final long most;
        private long used;

        private Room(long most) {
            this.most = most;
        }

        /** What nobody has, bytes. */
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

        void give(long bytes) {
            used -= bytes;
        }
    }

    final Room gossip;
    final Room control;

    Rooms(Budget memory) {
        gossip = new Room(memory.gossip());
        control = new Room(memory.backlogs() - memory.gossip());
    }
}
