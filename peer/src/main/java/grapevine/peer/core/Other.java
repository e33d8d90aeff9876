package grapevine.peer.core;

import grapevine.node.Link;
import grapevine.wire.Address;

/** A peer with whom what was seen is compared, on this connection: a neighbour, or one met for that alone. */
interface Other {
    Link link();

    Address address();
}
