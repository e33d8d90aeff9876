package grapevine.seed.core.registry;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The live peers, the oldest first. A sorted array: rank and access by rank are what a sample needs, and who joins is
 * the youngest, so that most insertions are at the end. The ages stand beside the rows, because a search looks at
 * twenty of them.
 */
final class AgeOrder {
    private long[] ages = new long[16];
    private @Nullable Row[] rows = new Row[16];
    private int size;
    private int longest;

    /** The most bytes that the entry of any of them takes in a list, now or before. */
    int longestEntry() {
        return longest;
    }

    int size() {
        return size;
    }

    Row get(int rank) {
        return Objects.requireNonNull(rows[rank]);
    }

    /** How many are older than a peer of this age and address. */
    int older(long age, Address address) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean isOlder = ages[middle] != age
                    ? ages[middle] < age
                    : Entry.isOlder(age, get(middle).address(), age, address);
            if (isOlder) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void add(Row row) {
        if (size == rows.length) {
            ages = Arrays.copyOf(ages, 2 * size);
            rows = Arrays.copyOf(rows, 2 * size);
        }
        int rank = rankOf(row);
        System.arraycopy(ages, rank, ages, rank + 1, size - rank);
        System.arraycopy(rows, rank, rows, rank + 1, size - rank);
        ages[rank] = row.entry().age();
        rows[rank] = row;
        size++;
        longest = Math.max(longest, EncodedLength.of(row.entry()));
    }

    void remove(Row row) {
        int rank = rankOf(row);
        size--;
        System.arraycopy(ages, rank + 1, ages, rank, size - rank);
        System.arraycopy(rows, rank + 1, rows, rank, size - rank);
        rows[size] = null;
    }

    /** Puts a newer row of the same address and age in its place. */
    void replace(Row row) {
        longest = Math.max(longest, EncodedLength.of(row.entry()));
        rows[rankOf(row)] = row;
    }

    private int rankOf(Row row) {
        return older(row.entry().age(), row.address());
    }
}
