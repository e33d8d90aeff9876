package grapevine.peer.core.gossip;

import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.PieceMessage;

/** By which a large message is known. */
record LargeName(Origin origin, long n) {
    static LargeName of(PieceMessage said) {
        return new LargeName(said.origin(), said.n());
    }

    static LargeName of(Gossip message) {
        return new LargeName(message.origin(), message.n());
    }
}
