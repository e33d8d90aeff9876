package grapevine.wire;

import org.jspecify.annotations.Nullable;

/**
 * Who made a gossip message: one run of one peer. Together with the message's number this is its exact identity.
 * Immutable. Not a record, because it keeps its hash, and is compared with itself more often than with another: each
 * message on its way is looked up by it several times.
 */
public final class Origin {
    private final Address address;
    private final long epoch;
    private final int hash;

    /**
     * An origin.
     *
     * @param address the peer's address
     * @param epoch the start of its process (ms since 1970)
     */
    public Origin(Address address, long epoch) {
        this.address = address;
        this.epoch = epoch;
        hash = 31 * address.hashCode() + Long.hashCode(epoch);
    }

    /** The peer's address. */
    public Address address() {
        return address;
    }

    /** The start of its process (ms since 1970). */
    public long epoch() {
        return epoch;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof Origin origin
                        && hash == origin.hash
                        && epoch == origin.epoch
                        && address.equals(origin.address));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "Origin[address=" + address + ", epoch=" + epoch + "]";
    }
}
