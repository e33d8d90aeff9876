package grapevine.peer.core.link;

import grapevine.wire.Gossip;
import grapevine.wire.SyncMessage.Taken;

/** What is still heard on a connection after one end said that it leaves, and what it made. */
public interface Parting {
    /** Who stays holds these. */
    default void taken(PeerLink from, Taken taken) {}

    /** Who leaves has answered a question for messages. */
    default void answered(PeerLink from) {}

    /** The first copy of a message is here, whoever brought it. */
    default void arrived(Gossip message) {}

    /** The other end leaves too. */
    default void leaves(PeerLink other) {}

    /** The connection is gone. */
    default void lost(PeerLink connection) {}
}
