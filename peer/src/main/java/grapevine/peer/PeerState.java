package grapevine.peer;

/** Where a peer stands in its life; it goes through these in order, and may leave out some. */
public enum PeerState {
    /** It listens, and looks for its place in the network. */
    JOINING,
    /** It has had its place: it held a link, or was the first of all. It may have lost all links since. */
    READY,
    /** It was told to leave, and waits until others hold what it published. */
    LEAVING,
    /** It has left; its port is free. */
    CLOSED,
    /** A bug ended it. It still wants to be closed. */
    FAILED
}
