package grapevine.peer.hosting;

import grapevine.peer.Neighbour;
import grapevine.peer.Peer;
import java.util.List;
import java.util.Map;

/** A peer as whoever hosts it sees it. */
public interface HostedPeer extends Peer {
    /**
     * How it stands at one moment.
     *
     * @param neighbours as {@link Peer#neighbours}
     * @param counters as {@link Peer#counters}
     */
    record Look(List<Neighbour> neighbours, Map<String, Long> counters) {}

    /** Asks it once for both. */
    Look look();
}
