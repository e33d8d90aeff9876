package grapevine.peer;

import grapevine.peer.core.ground.Publication;

/** What became of a message given to {@link Peer#publish}. */
public enum Outcome {
    /** It is on its way to every neighbour. */
    ACCEPTED,
    /** The links, or this peer, cannot take more now; it was sent to nobody. Try again later. */
    THROTTLED,
    /**
     * There is no neighbour yet, as with the first peer of a network also when it is ready; it was sent to nobody.
     * Somebody who comes is told as {@link PeerEvent.Joined}.
     */
    NO_PEERS_YET,
    /** The peer is leaving or has left; it was sent to nobody. */
    CLOSED;

    static Outcome of(Publication publication) {
        return switch (publication) {
            case ACCEPTED -> ACCEPTED;
            case THROTTLED -> THROTTLED;
            case NO_PEERS_YET -> NO_PEERS_YET;
            case CLOSED -> CLOSED;
        };
    }
}
