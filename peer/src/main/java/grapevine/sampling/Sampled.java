package grapevine.sampling;

import java.util.Objects;

/**
 * A peer as a view names it.
 *
 * @param peer who it is
 * @param hops how many exchanges ago it said so itself, 0 from itself, never negative
 * @param <P> what names a peer
 */
public record Sampled<P>(P peer, int hops) {
    /** As long as there is a peer and hops is not negative. */
    public Sampled {
        Objects.requireNonNull(peer, "peer");
        if (hops < 0) {
            throw new IllegalArgumentException("hops=" + hops + " must be >= 0");
        }
    }
}
