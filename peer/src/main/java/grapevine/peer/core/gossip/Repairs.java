package grapevine.peer.core.gossip;

import grapevine.peer.core.link.Neighbour;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;

/** Whoever mends losses, as messages on their way show them. */
public interface Repairs {
    /** The first copy of a message is here, by whatever way; nothing is done with it yet. */
    void arrived(Gossip message);

    /** The same, once it was passed on; it came by a link. */
    void came(Gossip message, Neighbour from);

    /** Whether this message was fetched lately, so that another copy of it shows no circle. */
    boolean wasFetched(Origin origin, long n);

    /** The tree is known to be broken: what is missing is not waited for. */
    void hurry();

    /** This message is being taken piece by piece: nobody need be asked for it any more. */
    void offered(Origin origin, long n);

    /** Whether anything that was announced has not come yet. */
    boolean isAwaitingMore();
}
