package grapevine.peer.core.repair;

import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Origin;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages fetched lately. When the tree brings one of them after all, that is the fault of our impatience and not
 * a circle.
 */
final class Fetched {
    /** So long (ms) at least they are remembered, and three times as long at most; of very many, the latest. */
    static final long MILLIS = 10_000;

    /** With so many ranges of numbers the next such time begins at once. */
    static final int MOST_RANGES = 512;

    private Map<Origin, Ranges> latest = new HashMap<>(2);
    private Map<Origin, Ranges> former = Map.of();
    private int ranges;

    /** Since when those are remembered that are the latest. */
    private long since;

    Fetched(long now) {
        since = now;
    }

    void add(Origin origin, long n, long now) {
        if (ranges >= MOST_RANGES || now - since >= MILLIS) {
            former = now - since < 2 * MILLIS ? latest : Map.of();
            latest = new HashMap<>(2);
            ranges = 0;
            since = now;
        }
        Ranges numbers = latest.computeIfAbsent(origin, unused -> new Ranges());
        int before = numbers.size();
        numbers.add(n);
        ranges += numbers.size() - before;
    }

    boolean contains(Origin origin, long n, long now) {
        return (now - since < 2 * MILLIS && isIn(latest.get(origin), n))
                || (now - since < MILLIS && isIn(former.get(origin), n));
    }

    private static boolean isIn(@Nullable Ranges numbers, long n) {
        return numbers != null && numbers.contains(n);
    }
}
