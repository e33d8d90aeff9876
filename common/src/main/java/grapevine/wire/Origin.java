package grapevine.wire;

/**
 * Who made a gossip message: one run of one peer. Together with the message's number this is its exact identity.
 *
 * @param address the peer's address
 * @param epoch the start of its process (ms since 1970)
 */
public record Origin(Address address, long epoch) {}
