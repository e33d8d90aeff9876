package grapevine.peer.core.link;

import grapevine.wire.Message;

/** Who hears what comes over the connections of a peer; named at the roof, which knows all the wings. */
public interface Hearers {
    /**
     * Who keeps the links; asked for when it is needed, since it is built after the connections, on which it stands.
     */
    LinkKeeper keeper();

    /** Who hears what is said on this connection before it is a link. */
    Message.Handler beforeLink(PeerLink link);

    /** Who hears what is said on this link. */
    Message.Handler onLink(PeerLink link, Neighbour neighbour);

    /** Who hears what still comes on what was a link after the last word of either side. */
    Message.Handler afterBye(PeerLink link, Neighbour neighbour);

    /** A visitor with whom what was seen was compared is gone: what it was asked for does not come. */
    void visitOver(PeerLink link);

    /** What was a link until the last word of either side is gone now. */
    void lostAfterBye(PeerLink link);
}
