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

    /** Where it is: its address, if we dialled it, else that of all that came from where it did. */
    default Address place() {
        return address();
    }

    /**
     * To whom counts what it takes of us: who it is by its certificate, whatever its addresses; without one all at its
     * {@link #place}. To be compared with others alone.
     */
    default Object taker() {
        String holder = link().holder();
        return holder == null ? place() : holder;
    }

    /** Whether large messages may be offered to it. */
    boolean takesPieces();

    /** Whether nothing that it says is heard any more: it broke a rule, or the connection is no more. */
    boolean isOver();

    /** It broke a rule: the connection ends, and it is told why. */
    void violate(ProtocolException violation);
}
