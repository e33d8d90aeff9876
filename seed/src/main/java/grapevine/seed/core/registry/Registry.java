package grapevine.seed.core.registry;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Limits;
import grapevine.wire.Registration.State;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a seed, live peers and tombstones, findable by address, by age and by when they expire. What is only
 * claimed, because nobody was met at that address yet, stands in an order of its own and in no hash: the other seeds
 * hear of it when it is confirmed. It decides nothing: which version wins is {@link Registrar}'s business, and it alone
 * changes anything here.
 */
public final class Registry {
    private final Map<Address, Row> rows = new HashMap<>();
    private final Expiries expiries = new Expiries();
    private final AgeOrder alive = new AgeOrder();
    private final AgeOrder claims = new AgeOrder();
    private final Unconfirmed unconfirmed;
    /** Those that are gone, in the order in which that was learnt. */
    private final Set<Address> tombstones = new LinkedHashSet<>();

    private final RegistryHash hash = new RegistryHash();
    private long largestAge;

    /**
     * Empty.
     *
     * @param mostUnconfirmed how many claims are kept
     */
    public Registry(int mostUnconfirmed) {
        unconfirmed = new Unconfirmed(mostUnconfirmed);
    }

    /** What is known of this address, a tombstone as well; null if nothing is. */
    public @Nullable Row find(Address address) {
        return rows.get(address);
    }

    /** Whether the peer is there, in this very epoch. */
    public boolean isAlive(Address address, long epoch) {
        Row row = rows.get(address);
        return row != null && row.isAlive() && row.epoch() == epoch;
    }

    /** Whether the peer is there in this very epoch, and not only claimed to be. */
    public boolean isMet(Address address, long epoch) {
        Row row = rows.get(address);
        return row != null && row.isConfirmed() && isAlive(address, epoch);
    }

    /** Enters a row in place of whatever was known of its address. */
    Row enter(Entry entry, @Nullable String holder, long revision, State state, boolean isConfirmed, long expires) {
        Row before = rows.get(entry.address());
        long look = before == null ? expires : Math.min(expires, before.lookedAt());
        Row row = new Row(entry, holder, revision, state, isConfirmed, expires, look);
        rows.put(entry.address(), row);
        if (before == null) {
            rank(row);
        } else {
            toggle(before);
            rankInPlaceOf(before, row);
        }
        toggle(row);
        if (before == null || look != before.lookedAt()) {
            expiries.lookAt(row.address(), look);
            expiries.tidy(rows.values());
        }
        if (isConfirmed) {
            count(entry.age());
        }
        return row;
    }

    /** This age was given, or told by somebody who was met: no other one is given it. */
    void count(long age) {
        if (age <= Limits.COUNTED_AGE) {
            largestAge = Math.max(largestAge, age);
        }
    }

    /** Somebody was met at the address, and is who the row says. */
    Row confirm(Row row) {
        return enter(row.entry(), row.holder(), row.revision(), row.state(), true, row.expires());
    }

    /** The same row for longer. */
    void renew(Row row, long expires) {
        enter(row.entry(), row.holder(), row.revision(), row.state(), row.isConfirmed(), expires);
    }

    /** Drops a row without a trace. */
    void forget(Address address) {
        Row row = rows.remove(address);
        if (row != null) {
            toggle(row);
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

    /** The row whose time came first, if one's has; it is to be forgotten. */
    @Nullable
    Row firstExpired(long now) {
        for (Row row = expiries.takeDue(this, now); row != null; row = expiries.takeDue(this, now)) {
            if (row.expires() <= now) {
                return row;
            }
            put(row.lasting(row.expires()));
            expiries.lookAt(row.address(), row.expires());
        }
        return null;
    }

    /** A time not later than that at which the next row expires, {@link Long#MAX_VALUE} without any. */
    public long nextExpiry() {
        return expiries.next();
    }

    /** How many times are kept at which a row is looked at: at most a little over two a row. */
    int looks() {
        return expiries.size();
    }

    /** The same version of a row, with other times. */
    private void put(Row row) {
        rows.put(row.address(), row);
        if (row.isAlive()) {
            orderOf(row).replace(row);
        }
    }

    /**
     * Lets everything last longer, but no peer beyond {@code leaseEnd} and no tombstone beyond {@code tombstoneEnd}.
     */
    void extend(long by, long leaseEnd, long tombstoneEnd) {
        for (Row row : List.copyOf(all())) {
            long end = row.isAlive() ? leaseEnd : tombstoneEnd;
            put(row.lasting(Math.max(row.expires(), Math.min(row.expires() + by, end))));
        }
        expiries.startAnew(rows.values());
    }

    /** The live peers, but for those that are only claimed to be. */
    AgeOrder alive() {
        return alive;
    }

    /** Those that are only claimed to be there. */
    AgeOrder claims() {
        return claims;
    }

    /** Who claimed what. */
    Unconfirmed unconfirmed() {
        return unconfirmed;
    }

    /** How many live peers there are, the claimed ones too. */
    public int peers() {
        return alive.size() + claims.size();
    }

    /** How many of them are only claimed. */
    public int claimed() {
        return claims.size();
    }

    /** How many are remembered that are gone. */
    public int tombstones() {
        return tombstones.size();
    }

    /**
     * The largest age that was ever {@linkplain #count counted}, of those up to {@link Limits#COUNTED_AGE}; 0 before
     * the first. It never falls, so that no age is given twice.
     */
    long largestAge() {
        return largestAge;
    }

    /** What two seeds compare first; it changes with the rows. */
    public RegistryHash hash() {
        return hash;
    }

    /** All rows, in no order that means anything. */
    Collection<Row> all() {
        return rows.values();
    }

    /**
     * The first live peers after this address, at most so many, in the order of addresses. Costs a look at every row.
     */
    public Collection<Row> after(@Nullable Address address, int most) {
        NavigableMap<Address, Row> first = new TreeMap<>();
        for (Row row : rows.values()) {
            boolean isAfter = address == null || row.address().compareTo(address) > 0;
            if (row.isAlive()
                    && isAfter
                    && (first.size() < most || row.address().compareTo(first.lastKey()) < 0)) {
                first.put(row.address(), row);
                if (first.size() > most) {
                    first.pollLastEntry();
                }
            }
        }
        return first.values();
    }

    /** So many live peers at most that were met, chosen by chance. */
    public List<Address> some(int most, RandomGenerator random) {
        List<Address> some = new ArrayList<>();
        for (int rank : OlderSample.subset(alive.size(), Math.min(most, alive.size()), random)) {
            some.add(alive.get(rank).address());
        }
        return some;
    }

    /**
     * The addresses in these buckets, but for claims: live peers by age, so that the reader's order of ages grows at
     * its end.
     */
    public List<Address> addressesIn(Collection<Integer> buckets) {
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
                && before.isConfirmed() == row.isConfirmed()
                && before.entry().age() == row.entry().age()) {
            orderOf(row).replace(row);
        } else {
            unrank(before);
            rank(row);
        }
    }

    private void rank(Row row) {
        if (row.isAlive()) {
            orderOf(row).add(row);
        } else {
            tombstones.add(row.address());
        }
    }

    private void unrank(Row row) {
        if (row.isAlive()) {
            orderOf(row).remove(row);
        } else {
            tombstones.remove(row.address());
        }
        if (row.isClaim()) {
            unconfirmed.remove(row.address());
        }
    }

    private AgeOrder orderOf(Row row) {
        return row.isConfirmed() ? alive : claims;
    }

    private void toggle(Row row) {
        if (row.isConfirmed()) {
            hash.toggle(row);
        }
    }
}
