package grapevine.peer.core.gossip;

import grapevine.wire.Origin;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Origins that were silent for so long that they are forgotten, and of each the highest number that the application was
 * given. Nobody is told of them, and nothing is asked for because of them. Machines whose clocks stood still together
 * pass on as new what all others have forgotten; here it is known once more. Where room is wanted the longest forgotten
 * go first.
 */
final class SilentOrigins {
    /** Immutable while it is empty, which takes no room. */
    private Map<Origin, Long> handed = Map.of();

    /**
     * This one is forgotten now.
     *
     * @param n the highest number that the application was given, >= 1
     */
    void add(Origin origin, long n) {
        if (handed.isEmpty()) {
            handed = new LinkedHashMap<>(2);
        }
        handed.remove(origin); // it is the last now
        handed.put(origin, n);
    }

    /** No more than so many stay. */
    void limit(int most) {
        if (handed.size() > most) {
            Iterator<Origin> longest = handed.keySet().iterator();
            while (handed.size() > Math.max(0, most)) {
                longest.next();
                longest.remove();
            }
        }
    }

    /** The highest number of this one that the application was given; 0 if that is not known. */
    long handed(Origin origin) {
        return handed.getOrDefault(origin, 0L);
    }

    /** It is remembered again. */
    void remove(Origin origin) {
        if (!handed.isEmpty()) {
            handed.remove(origin);
        }
    }

    int size() {
        return handed.size();
    }
}
