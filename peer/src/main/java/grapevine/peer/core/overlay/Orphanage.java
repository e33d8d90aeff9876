package grapevine.peer.core.overlay;

import grapevine.wire.Address;
import java.util.HashMap;
import java.util.Map;

/**
 * The time without any older link, in rounds of dials: the first are those under way when the last older link was lost,
 * and those made at once; a dial in the place of one that came to nothing is of the round after that one's. Made when
 * the last older link is lost; a peer that holds one has none.
 */
final class Orphanage {
    /** So many dials are remembered, which is more than are under way at a time; those beyond count as of the first. */
    static final int MOST = 128;

    private final long since;

    /** Of each dial made since that has not come to nothing. */
    private final Map<Address, Integer> rounds = new HashMap<>();

    private int round = 1;

    /**
     * Begins.
     *
     * @param since when the last older link was lost (ms)
     */
    Orphanage(long since) {
        this.since = since;
    }

    /** A dial is made: of the round after that of the last one that came to nothing. */
    void dials(Address peer) {
        if (rounds.size() < MOST || rounds.containsKey(peer)) {
            rounds.put(peer, round);
        }
    }

    /** A dial came to nothing: the next one is of the round after its own, or as before if it was not remembered. */
    void cameToNothing(Address peer) {
        if (rounds.size() < MOST || rounds.containsKey(peer)) {
            round = round(peer) + 1;
            rounds.remove(peer);
        }
    }

    /** The round of the dial to this peer. */
    int round(Address peer) {
        return rounds.getOrDefault(peer, 1);
    }

    long since() {
        return since;
    }
}
