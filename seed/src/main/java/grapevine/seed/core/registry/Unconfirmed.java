package grapevine.seed.core.registry;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are only claimed, and from where each claim came. Their number is limited, in all and by source; whoever
 * claims more pushes out its own oldest claim, so that nobody is turned away for what others claim. What is confirmed
 * does not count, so a thousand peers of one machine are no more than those that are being met just now.
 */
final class Unconfirmed {
    /** The most claims that come from one ip. */
    static final int MOST_OF_A_SOURCE = 256;

    /** The most of them that name another ip than their own. */
    static final int MOST_FOREIGN = 16;

    private final int most;
    /** With its source, the oldest claim first. */
    private final Map<Address, Ip> sources = new LinkedHashMap<>();

    private final Map<Ip, Claims> bySource = new HashMap<>();

    /** What one source claims, the oldest first. */
    private static final class Claims {
        final Set<Address> own = new LinkedHashSet<>();
        final Set<Address> foreign = new LinkedHashSet<>();

        Set<Address> like(Address claim, Ip source) {
            return claim.ip().equals(source) ? own : foreign;
        }

        int size() {
            return own.size() + foreign.size();
        }
    }

    Unconfirmed(int most) {
        this.most = most;
    }

    int size() {
        return sources.size();
    }

    /**
     * This source claims this address, anew or again.
     *
     * @return the claims that have to go for it, and are no longer among these
     */
    List<Address> add(Address claim, Ip source) {
        remove(claim);
        sources.put(claim, source);
        Claims claims = bySource.computeIfAbsent(source, any -> new Claims());
        claims.like(claim, source).add(claim);
        List<Address> pushedOut = new ArrayList<>(0);
        if (claims.foreign.size() > MOST_FOREIGN) {
            pushOut(first(claims.foreign), pushedOut);
        }
        if (claims.size() > MOST_OF_A_SOURCE) {
            pushOut(first(claims.own.isEmpty() ? claims.foreign : claims.own), pushedOut);
        }
        if (sources.size() > most) {
            pushOut(first(sources.keySet()), pushedOut);
        }
        return pushedOut;
    }

    private void pushOut(Address claim, List<Address> pushedOut) {
        remove(claim);
        pushedOut.add(claim);
    }

    /** It is confirmed, or gone. */
    void remove(Address claim) {
        @Nullable Ip source = sources.remove(claim);
        Claims claims = source == null ? null : bySource.get(source);
        if (source != null && claims != null) {
            claims.like(claim, source).remove(claim);
            if (claims.size() == 0) {
                bySource.remove(source);
            }
        }
    }

    private static Address first(Set<Address> claims) {
        return claims.iterator().next();
    }
}
