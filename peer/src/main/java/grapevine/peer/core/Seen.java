package grapevine.peer.core;

import grapevine.wire.Origin;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which messages were seen, exactly, in bounded memory: per origin the numbers as ranges above a floor below which
 * nothing is awaited any more. Gaps close after {@link #SETTLED_MILLIS}; an origin unheard of for twice as long is
 * forgotten.
 */
final class Seen {
    /** Numbers that did not come within this time of a later one will not come: nobody retains them longer. */
    static final long SETTLED_MILLIS = 10 * 60_000;

    static final int MOST_ORIGINS = 65_536;
    static final int MOST_RANGES = 65_536;

    /** What a message is. */
    enum Verdict {
        NEW,
        DUPLICATE,
        /** Numbered too far above the lowest number that is missing. */
        FAR_AHEAD,
        /** One origin, or one gap, too many. */
        NO_ROOM
    }

    /** Told of numbers that never came. */
    interface Missed {
        void missed(Origin origin, long first, long last);
    }

    /** Immutable while it is empty, which takes no room. */
    private Map<Origin, Numbers> origins = Map.of();

    private int ranges;

    /** Enters the message, if it is new. */
    Verdict enter(Origin origin, long n, long now) {
        Numbers numbers = origins.get(origin);
        if (numbers == null) {
            if (origins.size() >= MOST_ORIGINS) {
                return Verdict.NO_ROOM;
            }
            numbers = new Numbers(n, now, ranges < MOST_RANGES);
            ranges += numbers.ranges();
            if (origins.isEmpty()) {
                origins = new LinkedHashMap<>();
            }
            origins.put(origin, numbers);
            return Verdict.NEW;
        }
        if (numbers.has(n)) {
            return Verdict.DUPLICATE;
        }
        if (numbers.isFarAhead(n)) {
            return Verdict.FAR_AHEAD;
        }
        int before = numbers.ranges();
        if (!numbers.enter(n, ranges < MOST_RANGES)) {
            return Verdict.NO_ROOM;
        }
        ranges += numbers.ranges() - before;
        numbers.touch(now);
        return Verdict.NEW;
    }

    /** Closes old gaps and forgets silent origins; wants to be called every {@link #SETTLED_MILLIS}. */
    void sweep(long now, Missed missed) {
        Iterator<Map.Entry<Origin, Numbers>> all = origins.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Origin, Numbers> each = all.next();
            Numbers numbers = each.getValue();
            int before = numbers.ranges();
            numbers.settle((first, last) -> missed.missed(each.getKey(), first, last));
            ranges += numbers.ranges() - before;
            if (now - numbers.touchedAt() > 2 * SETTLED_MILLIS) {
                ranges -= numbers.ranges();
                all.remove();
            }
        }
    }

    /** Tells which of these numbers were not seen, unless they are too far ahead. */
    void unseen(Origin origin, long first, long last, Numbers.Gap gap) {
        Numbers numbers = origins.get(origin);
        if (numbers == null) {
            gap.gap(first, last);
        } else {
            numbers.unseen(first, last, gap);
        }
    }

    int origins() {
        return origins.size();
    }

    int ranges() {
        return ranges;
    }
}
