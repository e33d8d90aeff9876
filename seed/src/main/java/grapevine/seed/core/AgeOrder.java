package grapevine.seed.core;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * The live peers, the oldest first. A sorted array: rank and access by rank are what a sample needs, and who joins is the
 * youngest, so that most insertions are at the end.
 */
final class AgeOrder {
    private final List<Row> rows = new ArrayList<>();

    int size() {
        return rows.size();
    }

    Row get(int rank) {
        return rows.get(rank);
    }

    /** How many are older than a peer of this age and address. */
    int older(long age, Address address) {
        int low = 0;
        int high = rows.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            Entry entry = rows.get(middle).entry();
            if (entry.isOlderThan(age, address)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void add(Row row) {
        rows.add(rankOf(row), row);
    }

    void remove(Row row) {
        rows.remove(rankOf(row));
    }

    /** Puts a newer row of the same address and age in its place. */
    void replace(Row row) {
        rows.set(rankOf(row), row);
    }

    private int rankOf(Row row) {
        return older(row.entry().age(), row.address());
    }
}
