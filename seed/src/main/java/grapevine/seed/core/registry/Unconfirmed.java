package grapevine.seed.core.registry;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are only claimed, and from where each claim came. Their number is limited, in all and by source. Nobody is
 * turned away: a new claim pushes out the oldest of its own source where that has too many, and where all are too many
 * the oldest of the source that has most. What is confirmed does not count, so a thousand peers of one machine are no
 * more than those that are being met just now.
 */
final class Unconfirmed {
    /** The most claims that come from one ip. */
    static final int MOST_OF_A_SOURCE = 256;

    /** The most of them that name another ip than their own. */
    static final int MOST_FOREIGN = 16;

    private final int most;
    private final Sources all = new Sources();
    private final Sources foreign = new Sources();

    Unconfirmed(int most) {
        this.most = most;
    }

    int size() {
        return all.size();
    }

    /**
     * This source claims this address, anew or again.
     *
     * @return the claims that have to go for it, and are no longer among these
     */
    List<Address> add(Address claim, Ip source) {
        remove(claim);
        all.add(claim, source);
        if (!claim.ip().equals(source)) {
            foreign.add(claim, source);
        }
        List<Address> pushedOut = new ArrayList<>(0);
        if (foreign.of(source) > MOST_FOREIGN) {
            pushOut(foreign.oldestOf(source), pushedOut);
        }
        if (all.of(source) > MOST_OF_A_SOURCE) {
            pushOut(all.oldestOf(source), pushedOut);
        }
        if (all.size() > most) {
            pushOut(all.oldestOf(all.largest()), pushedOut);
        }
        return pushedOut;
    }

    /** The claim that has to go first where there is room for fewer, and is no longer among these; null without any. */
    @Nullable
    Address pushOutOne() {
        if (all.size() == 0) {
            return null;
        }
        Address first = all.oldestOf(all.largest());
        remove(first);
        return first;
    }

    private void pushOut(Address claim, List<Address> pushedOut) {
        remove(claim);
        pushedOut.add(claim);
    }

    /** It is confirmed, or gone. */
    void remove(Address claim) {
        all.remove(claim);
        foreign.remove(claim);
    }
}
