package grapevine.node;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The counts of one node; entered in its lane only. Takes room for those that counted anything, since most never do. */
@SuppressWarnings("EnumOrdinal") // an array by ordinal is what makes counting free; nothing outlives the process
public final class Counters {
    private static final int ALL = Counter.values().length;

    /** Where a counter's count stands, by ordinal; 0 is the place of all that are 0. */
    private final byte[] places = new byte[ALL];

    private long[] counts = new long[4];
    private int taken = 1;

    /** Counts one. */
    public void add(Counter counter) {
        add(counter, 1);
    }

    /** Counts several. */
    public void add(Counter counter, long howMany) {
        int place = places[counter.ordinal()];
        if (place == 0) {
            place = takePlace(counter);
        }
        counts[place] += howMany;
    }

    private int takePlace(Counter counter) {
        if (taken == counts.length) {
            counts = Arrays.copyOf(counts, taken + 4);
        }
        places[counter.ordinal()] = (byte) taken;
        return taken++;
    }

    public long get(Counter counter) {
        return counts[places[counter.ordinal()]];
    }

    /** Every count that is not zero, by key, in the order of {@link Counter}. */
    public Map<String, Long> nonZero() {
        Map<String, Long> shown = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            if (get(counter) != 0) {
                shown.put(counter.key(), get(counter));
            }
        }
        return shown;
    }
}
