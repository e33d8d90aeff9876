package grapevine.seed.core.registry;

import grapevine.wire.Address;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When to look at which row again. A renewal moves nothing here: the look comes at the time it was to come, finds that
 * the row lasts longer, and is put off till then. So what every peer does every 20 s costs nothing, and a lease of 60 s
 * one look.
 */
final class Expiries {
    private static final Comparator<Look> EARLIEST =
            Comparator.comparingLong(Look::at).thenComparing(Look::address);

    /** So many void ones are never too many. */
    private static final int FEW = 1024;

    private final PriorityQueue<Look> looks = new PriorityQueue<>(EARLIEST);

    private record Look(long at, Address address) {}

    void lookAt(Address address, long at) {
        looks.add(new Look(at, address));
    }

    /** Keeps one look for each of these, and none that is void, once there are too many void ones. */
    void tidy(Collection<Row> rows) {
        if (looks.size() > 2 * rows.size() + FEW) {
            startAnew(rows);
        }
    }

    /** Forgets all looks but one for each of these. */
    void startAnew(Collection<Row> rows) {
        looks.clear();
        rows.forEach(row -> lookAt(row.address(), row.lookedAt()));
    }

    int size() {
        return looks.size();
    }

    /** When the next look is due, {@link Long#MAX_VALUE} without any. Never later than the next expiry. */
    long next() {
        return looks.isEmpty() ? Long.MAX_VALUE : looks.element().at();
    }

    /** The row to look at first, if its time has come, with the look taken out; null if there is none. */
    @Nullable
    Row takeDue(Registry registry, long now) {
        while (next() <= now) {
            Look look = looks.remove();
            Row row = registry.find(look.address());
            if (row != null && row.lookedAt() == look.at()) {
                return row;
            }
        }
        return null;
    }
}
