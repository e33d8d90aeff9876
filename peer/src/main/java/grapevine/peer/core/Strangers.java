package grapevine.peer.core;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Link;

/** Accepted connections that are no links yet. When there are too many, the one that waits longest is ended. */
final class Strangers {
    static final int MOST = 1024;

    private final PeerNode node;
    private Few<PeerLink> strangers = Few.none();

    Strangers(PeerNode node) {
        this.node = node;
    }

    Conversation welcome(Link link) {
        if (strangers.size() >= MOST) {
            PeerLink loser = strangers.first();
            remove(loser);
            node.count(Counter.DROPPED_OVERLOADED);
            loser.close();
        }
        PeerLink stranger = PeerLink.accepted(node, link);
        strangers = strangers.with(stranger);
        return stranger;
    }

    int size() {
        return strangers.size();
    }

    /** It became a link, or it ended. */
    void remove(PeerLink stranger) {
        strangers = strangers.without(stranger);
    }
}
