package grapevine.peer.core.sample;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import org.jspecify.annotations.Nullable;

/** Whoever cares about other peers that were met. */
public interface Encounters {
    /**
     * Views were exchanged with this one, a neighbour or not.
     *
     * @param itsOldest its oldest neighbour, if one is older than it is
     */
    void met(Entry who, @Nullable Entry itsOldest);

    /** At this address, which was a peer's, lives another network now. */
    void metAnotherNetwork(Address address);

    /** A period of exchanges has passed: the view is another by now. */
    void periodPassed();
}
