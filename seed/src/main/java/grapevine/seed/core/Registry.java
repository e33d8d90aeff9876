package grapevine.seed.core;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Registration.State;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a seed, live peers and tombstones, findable by address, by age and by when they expire. It decides nothing:
 * which version wins is {@link Registrar}'s business.
 */
final class Registry {
    private static final Comparator<Row> BY_EXPIRY =
            Comparator.comparingLong(Row::expires).thenComparing(Row::address);

    private final NavigableMap<Address, Row> rows = new TreeMap<>();
    private final NavigableSet<Row> expiries = new TreeSet<>(BY_EXPIRY);
    private final AgeOrder alive = new AgeOrder();
    /** Those that are gone, in the order in which that was learnt. */
    private final Set<Address> tombstones = new LinkedHashSet<>();

    private final RegistryHash hash = new RegistryHash();
    private long largestAge;

    @Nullable
    Row find(Address address) {
        return rows.get(address);
    }

    /** Whether the peer is there, in this very epoch. */
    boolean isAlive(Address address, long epoch) {
        Row row = rows.get(address);
        return row != null && row.isAlive() && row.epoch() == epoch;
    }

    /** Enters a row in place of whatever was known of its address. */
    Row enter(Entry entry, long revision, State state, long expires) {
        Row row = new Row(entry, revision, state, expires);
        Row before = rows.put(row.address(), row);
        if (before == null) {
            rank(row);
        } else {
            hash.toggle(before);
            expiries.remove(before);
            rankInPlaceOf(before, row);
        }
        hash.toggle(row);
        expiries.add(row);
        largestAge = Math.max(largestAge, entry.age());
        return row;
    }

    /** The same row for longer. */
    void renew(Row row, long expires) {
        enter(row.entry(), row.revision(), row.state(), expires);
    }

    /** Drops a row without a trace. */
    void forget(Address address) {
        Row row = rows.remove(address);
        if (row != null) {
            hash.toggle(row);
            expiries.remove(row);
            unrank(row);
        }
    }

    /** Drops the tombstone that was learnt first. */
    void forgetOldestTombstone() {
        Iterator<Address> oldest = tombstones.iterator();
        if (oldest.hasNext()) {
            forget(oldest.next());
        }
    }

    /** The row that expires first, if its time has come. */
    @Nullable
    Row firstExpired(long now) {
        return !expiries.isEmpty() && expiries.first().expires() <= now ? expiries.first() : null;
    }

    /** When the next row expires, {@link Long#MAX_VALUE} without any. */
    long nextExpiry() {
        return expiries.isEmpty() ? Long.MAX_VALUE : expiries.first().expires();
    }

    /** Lets everything last longer, but no peer beyond {@code leaseEnd} and no tombstone beyond {@code tombstoneEnd}. */
    void extend(long by, long leaseEnd, long tombstoneEnd) {
        expiries.clear();
        rows.replaceAll((address, row) -> {
            long end = row.isAlive() ? leaseEnd : tombstoneEnd;
            Row longer = row.withExpires(Math.max(row.expires(), Math.min(row.expires() + by, end)));
            expiries.add(longer);
            if (longer.isAlive()) {
                alive.replace(longer);
            }
            return longer;
        });
    }

    AgeOrder alive() {
        return alive;
    }

    int tombstones() {
        return tombstones.size();
    }

    /** The largest age that was ever entered, 0 before the first. It never falls, so that no age is given twice. */
    long largestAge() {
        return largestAge;
    }

    RegistryHash hash() {
        return hash;
    }

    /** All rows after this address, in the order of addresses. */
    Collection<Row> after(@Nullable Address address) {
        return address == null ? rows.values() : rows.tailMap(address, false).values();
    }

    /** The addresses in these buckets: live peers by age, so that the reader's order of ages grows at its end. */
    List<Address> addressesIn(Collection<Integer> buckets) {
        BitSet wanted = new BitSet(RegistryHash.BUCKETS);
        buckets.forEach(wanted::set);
        List<Address> addresses = new ArrayList<>();
        for (int rank = 0; rank < alive.size(); rank++) {
            addIfIn(wanted, alive.get(rank).address(), addresses);
        }
        for (Address gone : tombstones) {
            addIfIn(wanted, gone, addresses);
        }
        return addresses;
    }

    private static void addIfIn(BitSet buckets, Address address, List<Address> to) {
        if (buckets.get(RegistryHash.bucketOf(address))) {
            to.add(address);
        }
    }

    private void rankInPlaceOf(Row before, Row row) {
        if (before.isAlive()
                && row.isAlive()
                && before.entry().age() == row.entry().age()) {
            alive.replace(row);
        } else {
            unrank(before);
            rank(row);
        }
    }

    private void rank(Row row) {
        if (row.isAlive()) {
            alive.add(row);
        } else {
            tombstones.add(row.address());
        }
    }

    private void unrank(Row row) {
        if (row.isAlive()) {
            alive.remove(row);
        } else {
            tombstones.remove(row.address());
        }
    }
}
