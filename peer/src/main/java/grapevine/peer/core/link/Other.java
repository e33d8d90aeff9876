package grapevine.peer.core.link;

import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.ProtocolException;

/** A peer with whom what was seen is compared, on this connection: a neighbour, or one met for that alone. */
public interface Other {
    /** The connection to it. */
    Link link();

    /** Who it is. */
    Address address();

    /** To whom counts what it takes of us: it, if we dialled it, else all that came from where it did. */
    default Address place() {
        return address();
    }

    /** Whether large messages may be offered to it. */
    boolean takesPieces();

    /** Whether nothing that it says is heard any more: it broke a rule, or the connection is no more. */
    boolean isOver();

    /** It broke a rule: the connection ends, and it is told why. */
    void violate(ProtocolException violation);
}
