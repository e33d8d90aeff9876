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
    /** The most claims of one ip that name another ip than their own. */
    static final int MOST_FOREIGN = 16;

    private final Sources<Address> all;
    private final Sources<Address> foreign;

    Unconfirmed(int most) {
        all = new Sources<>(most);
        foreign = new Sources<>(MOST_FOREIGN, most);
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
        pushOut(foreign.tooMany(source), pushedOut);
        pushOut(all.tooMany(source), pushedOut);
        return pushedOut;
    }

    /** The claim that has to go first where there is room for fewer, and is no longer among these; null without any. */
    @Nullable
    Address pushOutOne() {
        Address first = all.first();
        if (first != null) {
            remove(first);
        }
        return first;
    }

    private void pushOut(@Nullable Address claim, List<Address> pushedOut) {
        if (claim != null) {
            remove(claim);
            pushedOut.add(claim);
        }
    }

    /** It is confirmed, or gone. */
    void remove(Address claim) {
        all.remove(claim);
        foreign.remove(claim);
    }
}
