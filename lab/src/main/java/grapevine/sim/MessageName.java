package grapevine.sim;

import grapevine.wire.Gossip;
import grapevine.wire.Origin;

/** What a gossip message is known by. */
public record MessageName(Origin origin, long n) {
    static MessageName of(Gossip message) {
        return new MessageName(message.origin(), message.n());
    }
}
