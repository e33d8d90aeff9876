package grapevine.peer.core;

import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.TreeMessage.Have;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of what came in the last half to whole minute: a peer that was cut off tells them to whoever it hangs on next, since what
 * it had sent may have been lost with the link. Bounded: of many, the earlier ones go first.
 */
final class Recent {
    /** So long (ms) names are collected before the collection before is forgotten; longer than a dead neighbour can be silent. */
    static final long SPAN_MILLIS = 45_000;

    private @Nullable Bundle latest;
    private @Nullable Bundle before;
    private long since;

    void add(Gossip message, long now) {
        if (latest == null || latest.isFull() || now - since >= SPAN_MILLIS) {
            before = now - since < 2 * SPAN_MILLIS ? latest : null;
            latest = new Bundle();
            since = now;
        }
        latest.add(message.origin(), message.n());
    }

    List<Message> say(long now) {
        List<Message> said = new ArrayList<>(2);
        if (before != null && now - since < SPAN_MILLIS) {
            said.add(new Have(before.list()));
        }
        if (latest != null && now - since < 2 * SPAN_MILLIS) {
            said.add(new Have(latest.list()));
        }
        return said;
    }
}
