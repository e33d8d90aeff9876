package grapevine.peer.core.link;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Link;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Message.LinkRequest.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * Where connections begin that are, or may become, links: those we dial and those we accept. An accepted one is a
 * stranger until it is a link; when there are too many strangers, the one that waits longest is ended.
 */
public final class Connections {
    private final Ground ground;
    private final Neighbours neighbours;
    private final Hearers hearers;
    private Few<PeerLink> strangers = Few.none();

    /** Null as long as no link stood still. */
    private @Nullable StuckPaths stuck;

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

    /** A link to this address stands still although somebody answers there. Tells whether that is news. */
    public boolean standsStill(Address to) {
        stuck = stuck == null ? new StuckPaths() : stuck;
        return stuck.add(to, ground.now());
    }

    /** Whether a link to this address stood still in the last ten minutes. */
    public boolean stoodStill(Address to) {
        return stuck != null && stuck.contains(to, ground.now());
    }

    /** Starts a connection; with small segments while full ones may be lost. */
    Link connect(Address to, Conversation conversation) {
        boolean isSmall = stuck != null && !stuck.isEmpty(ground.now());
        return isSmall
                ? ground.effects().dialSmall(to, conversation)
                : ground.effects().dial(to, conversation);
    }

    /**
     * Dials, and asks for a link.
     *
     * @param mayNotKnow whether the other may not know that it is reached there, so that it is said
     */
    public PeerLink dial(Address to, Purpose purpose, boolean mayNotKnow) {
        return PeerLink.dial(this, to, purpose, mayNotKnow);
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
