package grapevine.peer.core.ground;

/** What became of a message handed to a peer. */
public enum Publication {
    /** It has a number and is on its way to every neighbour. */
    ACCEPTED,
    /** The links cannot take more now; it was not sent to anyone. Try again later. */
    THROTTLED,
    /** There is no neighbour to send it to; it was not sent to anyone. */
    NO_PEERS_YET,
    /** The peer is leaving or has left. */
    CLOSED
}
