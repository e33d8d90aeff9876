package grapevine.peer;

import java.util.Objects;

/**
 * How a peer is, at one moment: what a health check wants to know.
 *
 * @param state where it stands in its life
 * @param neighbours how many links it holds
 * @param olderNeighbours how many of them lead to older peers: each peer but the oldest of the network wants one
 * @param leases how many seeds list it
 * @param quorum how many seeds have to, so that any two peers have one in common; 0 without seeds
 * @param hasContacts whether it was told of peers to link with
 */
public record Health(
        PeerState state, int neighbours, int olderNeighbours, int leases, int quorum, boolean hasContacts) {
    /** As long as it says in which state. */
    public Health {
        Objects.requireNonNull(state, "state");
    }

    /**
     * Whether it takes part: it is ready, and either holds a link, or is listed by as many seeds as it wants, so that
     * whoever comes finds it, or was told of nobody at all, neither seed nor peer, and waits for others.
     */
    public boolean isUp() {
        boolean isFoundByOthers = quorum > 0 ? leases >= quorum : !hasContacts;
        return state == PeerState.READY && (neighbours > 0 || isFoundByOthers);
    }
}
