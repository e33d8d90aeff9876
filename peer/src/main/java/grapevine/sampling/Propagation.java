package grapevine.sampling;

/** Which way an exchange goes. */
public enum Propagation {
    /** There is none: the view stays what it was made of, but for those who cannot be reached. */
    NONE,
    /** From the one who begins. */
    PUSH,
    /** To the one who begins. */
    PULL,
    /** Both ways. */
    PUSH_PULL;

    /** Whether the one who begins sends a part of its view. */
    public boolean sends() {
        return this == PUSH || this == PUSH_PULL;
    }

    /** Whether the one who begins gets a part of the other's. */
    public boolean gets() {
        return this == PULL || this == PUSH_PULL;
    }
}
