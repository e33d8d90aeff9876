package grapevine.node;

import java.util.LinkedHashMap;
import java.util.Map;

/** The counts of one node; entered in its lane only. */
@SuppressWarnings("EnumOrdinal") // an array by ordinal is what makes counting free; nothing outlives the process
public final class Counters {
    private final long[] counts = new long[Counter.values().length];

    /** Counts one. */
    public void add(Counter counter) {
        counts[counter.ordinal()]++;
    }

    /** Counts several. */
    public void add(Counter counter, long howMany) {
        counts[counter.ordinal()] += howMany;
    }

    public long get(Counter counter) {
        return counts[counter.ordinal()];
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
