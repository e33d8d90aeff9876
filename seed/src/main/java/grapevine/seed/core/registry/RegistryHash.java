package grapevine.seed.core.registry;

import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.List;

/**
 * Two seeds compare registries by one number, and if it differs by 256. Each row gives a 64-bit mix of its address, its
 * version and whether it is gone, but not of its lease, which differs from seed to seed; a hash is the exclusive or of
 * its rows, so that it is kept up row by row. Against accidents, not against forgers: seeds trust each other.
 */
public final class RegistryHash {
    /** How many parts there are to compare. */
    public static final int BUCKETS = 256;

    private final long[] buckets = new long[BUCKETS];
    private long whole;

    /** Adds a row, or takes away one that was added. */
    void toggle(Row row) {
        long address = mix(row.address());
        long hash = mix(mix(mix(address ^ row.epoch()) + row.revision()) + (row.isAlive() ? 1 : 2));
        buckets[bucketOf(address)] ^= hash;
        whole ^= hash;
    }

    /** Of all rows. */
    public long whole() {
        return whole;
    }

    /** Of the rows in each bucket, {@link #BUCKETS} of them. */
    public List<Long> buckets() {
        List<Long> hashes = new ArrayList<>(BUCKETS);
        for (long bucket : buckets) {
            hashes.add(bucket);
        }
        return hashes;
    }

    /** The buckets, 0..255, whose hashes are not these. There must be {@link #BUCKETS} of them. */
    public List<Integer> differing(List<Long> theirs) {
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            if (buckets[i] != theirs.get(i)) {
                differing.add(i);
            }
        }
        return differing;
    }

    /** The bucket of an address; the same at every seed, 0..255. */
    static int bucketOf(Address address) {
        return bucketOf(mix(address));
    }

    private static int bucketOf(long mixedAddress) {
        return (int) (mixedAddress >>> 56);
    }

    private static long mix(Address address) {
        return mix(mix(mix(address.ip().high()) ^ address.ip().low()) + address.port());
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014), which spreads each bit over all. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
