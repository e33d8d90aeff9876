package grapevine.sampling;

/** With whom of its view a peer exchanges. */
public enum PeerSelection {
    /** Any one, each with the same probability. */
    RANDOM,
    /** The one with the fewest hops, the freshest. */
    HEAD,
    /** The one with the most hops. */
    TAIL
}
