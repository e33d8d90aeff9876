package grapevine.node;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The counts of one node; entered in its lane only. Takes room for those that counted anything, since most never do.
 */
@SuppressWarnings("EnumOrdinal") // a byte for each is what makes counting cheap; nothing outlives the process
public final class Counters {
    private static final int STEP = 4;

    /**
     * Ordinals of the counters that counted anything, in the order in which they first did; found by going through
     * them.
     */
    private byte[] counting = {};

    /** How much each of them counted. */
    private long[] counts = {};

    private int size;

    /** Counts one. */
    public void add(Counter counter) {
        add(counter, 1);
    }

    /** Counts several. */
    public void add(Counter counter, long howMany) {
        int place = placeOf(counter);
        if (place == size) {
            enter(counter);
        }
        counts[place] += howMany;
    }

    private void enter(Counter counter) {
        if (size == counting.length) {
            counting = Arrays.copyOf(counting, size + STEP);
            counts = Arrays.copyOf(counts, size + STEP);
        }
        counting[size++] = (byte) counter.ordinal();
    }

    private int placeOf(Counter counter) {
        byte ordinal = (byte) counter.ordinal();
        int place = 0;
        while (place < size && counting[place] != ordinal) {
            place++;
        }
        return place;
    }

    public long get(Counter counter) {
        int place = placeOf(counter);
        return place < size ? counts[place] : 0;
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
