package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Gossip;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one origin in the order of their numbers, which is nearly always that in which they came: as numbers
 * in one array, a ring, and bytes in {@link Chunks}. A hundred thousand of them are a few hundred objects, they
 * refer to nothing outside, and each is found without a table: mostly it stands as far from the first as its number
 * does.
 */
final class InOrder {
    /**
     * What belongs further than this from the end is not taken, nor what belongs before something that came so long
     * ago.
     */
    static final int MOST_BEHIND = 64;

    private static final long MOST_BEHIND_MILLIS = 100;

    private static final int LEAST = 16;

    /** What of {@link #entries} belongs to one message: its number, when it came (ms), its place. */
    private static final int N = 0;

    private static final int CAME_AT = 1;
    private static final int PLACE = 2;
    private static final int ENTRY = 3;

    private final Chunks chunks;
    private long[] entries = new long[ENTRY * LEAST];
    private int first;
    private int size;

    InOrder(Chunks.FreeList free) {
        chunks = new Chunks(free);
    }

    int size() {
        return size;
    }

    /** Keeps a message that is not there; false if it came too far out of order. */
    boolean add(Gossip message, long now) {
        int index = size;
        while (index > 0 && n(index - 1) > message.n()) {
            index--;
            if (size - index > MOST_BEHIND || now - cameAt(index) > MOST_BEHIND_MILLIS) {
                return false;
            }
        }
        if (ENTRY * size == entries.length) {
            resize(2 * size);
        }
        for (int i = size; i > index; i--) {
            System.arraycopy(entries, at(i - 1), entries, at(i), ENTRY);
        }
        int at = at(index);
        entries[at + N] = message.n();
        entries[at + CAME_AT] = now;
        entries[at + PLACE] = chunks.add(message.bytes(), message.from(), message.length(), message.isAlone());
        size++;
        return true;
    }

    /** Lets go of the first; there must be one. Returns how many bytes it was. */
    int removeFirst() {
        long place = entries[at(0) + PLACE];
        chunks.remove(place);
        int slots = entries.length / ENTRY;
        first = (first + 1) & (slots - 1);
        size--;
        if (size == 0) {
            chunks.close();
        }
        if (size < slots / 8 && slots > LEAST) {
            resize(slots / 4);
        }
        return Chunks.length(place);
    }

    /** Where the message of this number stands, counted from the first; -1 if it is not there. */
    int find(long n) {
        if (size == 0 || n < n(0) || n > n(size - 1)) {
            return -1;
        }
        long guess = n - n(0);
        if (guess < size && n((int) guess) == n) {
            return (int) guess;
        }
        int index = firstNotBelow(n, N);
        return n(index) == n ? index : -1;
    }

    /** The lowest number that is not below this one; null if all are. */
    @Nullable
    Long numberFrom(long n) {
        return size == 0 || n > n(size - 1) ? null : (Long) n(firstNotBelow(n, N));
    }

    long n(int index) {
        return entries[at(index) + N];
    }

    /** When it came, on the node's clock (ms). */
    long cameAt(int index) {
        return entries[at(index) + CAME_AT];
    }

    /** A copy of its bytes. */
    byte[] frame(int index) {
        return chunks.get(entries[at(index) + PLACE]);
    }

    /** Adds the numbers of those that came since a moment; with them it may be some that came 100 ms before. */
    void addSince(long moment, Ranges to) {
        int index = firstNotBelow(moment, CAME_AT);
        for (int i = index - 1; i >= 0 && cameAt(i) >= moment - MOST_BEHIND_MILLIS; i--) {
            if (cameAt(i) >= moment) {
                to.add(n(i)); // which came out of order; before what is older than that none did
            }
        }
        addFrom(index, size - 1, to);
    }

    /** Adds numbers as ranges, without a look at those within a range. */
    private void addFrom(int low, int high, Ranges to) {
        if (low > high) {
            return;
        }
        if (n(high) - n(low) == high - low) {
            to.add(n(low), n(high));
            return;
        }
        int middle = (low + high) >>> 1;
        addFrom(low, middle, to);
        addFrom(middle + 1, high, to);
    }

    /** The first of which this is not below a bound; of the time only about, since some came out of order. */
    private int firstNotBelow(long bound, int what) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries[at(middle) + what] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int at(int index) {
        return ENTRY * ((first + index) & (entries.length / ENTRY - 1));
    }

    /** @param slots a power of two */
    private void resize(int slots) {
        long[] resized = new long[ENTRY * slots];
        for (int i = 0; i < size; i++) {
            System.arraycopy(entries, at(i), resized, ENTRY * i, ENTRY);
        }
        entries = resized;
        first = 0;
    }
}
