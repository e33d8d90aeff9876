package grapevine.peer.core.link;

import grapevine.wire.Message.Bye;

/**
 * Whoever keeps the links, as a {@link PeerLink} sees it: told how each connection ended that was one, or was to be.
 */
public interface LinkKeeper {
    /** The dial failed, or nothing came of it in time. */
    void attemptFailed(PeerLink attempt, String why);

    /** The other end ended an attempt in order. */
    void attemptEnded(PeerLink attempt, Bye bye);

    /** The connection of a link broke without a word. */
    void linkLost(PeerLink conversation, String how);

    /** The connection of a link was ended for what came over it. */
    void linkEnded(Neighbour neighbour, String why);

    /** The other end of a link says goodbye. */
    void byeSaid(PeerLink conversation, Bye bye);
}
