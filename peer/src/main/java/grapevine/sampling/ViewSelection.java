package grapevine.sampling;

/** Who stays when a view and what came are more than a view holds. */
public enum ViewSelection {
    /** Any. */
    RANDOM,
    /** Those with the fewest hops, the freshest. */
    HEAD,
    /** Those with the most hops. */
    TAIL,
    /** The oldest go first (healing), then those that the other side was sent and so has (swapping), then any. */
    HEALER_SWAPPER
}
