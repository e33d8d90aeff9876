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
 */
public record Health(PeerState state, int neighbours, int olderNeighbours, int leases, int quorum) {
    /** As long as it says in which state. */
    public Health {
        Objects.requireNonNull(state, "state");
    }

    /**
     * Whether it takes part: it is ready, and either holds a link or is listed by as many seeds as it wants, so that
     * whoever comes finds it.
     */
    public boolean isUp() {
        return state == PeerState.READY && (neighbours > 0 || leases >= quorum);
    }
}
