package grapevine.sim.net;

import grapevine.wire.Gossip;
import grapevine.wire.Origin;

/** What a gossip message is known by. */
public record MessageName(Origin origin, long n) {
    /** The name that this one bears. */
    public static MessageName of(Gossip message) {
        return new MessageName(message.origin(), message.n());
    }
}
