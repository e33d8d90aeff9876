package grapevine.peer.core.link;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Link;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Message.LinkRequest.Purpose;

/**
 * Where connections begin that are, or may become, links: those we dial and those we accept. An accepted one is a
 * stranger until it is a link; when there are too many strangers, the one that waits longest is ended.
 */
public final class Connections {
    private final Ground ground;
    private final Neighbours neighbours;
    private final Hearers hearers;
    private Few<PeerLink> strangers = Few.none();

    public Connections(Ground ground, Neighbours neighbours, Hearers hearers) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.hearers = hearers;
    }

    /** Somebody connected. */
    public Conversation welcome(Link link) {
        if (strangers.size() >= ground.settings().budget().strangers()) {
            PeerLink loser = strangers.first();
            noStranger(loser);
            ground.count(Counter.DROPPED_OVERLOADED);
            loser.close();
        }
        PeerLink stranger = PeerLink.accepted(this, link);
        strangers = strangers.with(stranger);
        return stranger;
    }

    /** Dials, and asks for a link. */
    public PeerLink dial(Address to, Purpose purpose) {
        return PeerLink.dial(this, to, purpose);
    }

    /** How many strangers there are. */
    public int strangers() {
        return strangers.size();
    }

    /** It became a link, or it ended. */
    void noStranger(PeerLink stranger) {
        strangers = strangers.without(stranger);
    }

    Ground ground() {
        return ground;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    Hearers hearers() {
        return hearers;
    }

    LinkKeeper keeper() {
        return hearers.keeper();
    }
}
