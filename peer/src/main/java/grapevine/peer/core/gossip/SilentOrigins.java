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
    private record Handed(long n, long at) {}

    private final Map<Origin, Handed> handed = new LinkedHashMap<>();

    /**
     * This one is forgotten now.
     *
     * @param n the highest number that the application was given, >= 1
     * @param at when its latest message was made (ms)
     */
    void add(Origin origin, long n, long at) {
        handed.remove(origin); // it is the last now
        handed.put(origin, new Handed(n, at));
    }

    /** Those go whose latest message was made before then: what others said in their names mutes them no longer. */
    void forgetBefore(long at) {
        handed.values().removeIf(each -> each.at < at);
    }

    /** No more than so many stay; none if it is negative. */
    void limit(int most) {
        Iterator<Origin> longest = handed.keySet().iterator();
        while (handed.size() > Math.max(0, most)) {
            longest.next();
            longest.remove();
        }
    }

    /** The highest number of this one that the application was given; 0 if that is not known. */
    long handed(Origin origin) {
        Handed known = handed.get(origin);
        return known == null ? 0 : known.n;
    }

    /** It is remembered again. */
    void remove(Origin origin) {
        handed.remove(origin);
    }
}
