package grapevine.peer.core.repair;

import grapevine.peer.core.gossip.Numbers;
import grapevine.peer.core.gossip.Seen;
import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Ip;
import grapevine.wire.Known;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage;
import grapevine.wire.SyncMessage.Digest;
import grapevine.wire.SyncMessage.Sums;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/**
 * What a peer has seen, but for what it got in the last 2 s and others may not have yet, as hashes of 64 buckets. Made
 * when it is asked for: nothing is kept up message by message. Against accidents, not against forgers.
 */
final class Summary {
    /** What is younger (ms) is left out. */
    static final long YOUNG_MILLIS = 2000;

    /** Bytes of rows in one message, a little less than its limit. */
    private static final int MOST_BYTES = 60_000;

    /** Rows of some buckets that fit one message. */
    record Page(long buckets, List<Known> rows) {}

    private final Seen seen;
    private final Map<Origin, Ranges> young;
    private final LongPredicate mayBeOlder;
    private final long now;
    private final long[] sums = new long[SyncMessage.BUCKETS];

    /**
     * What this holds now.
     *
     * @param young what was made so lately that others may not have it yet
     * @param mayBeOlder whether what was made at a time may be older than it seems
     */
    Summary(Seen seen, Map<Origin, Ranges> young, long now, LongPredicate mayBeOlder) {
        this.seen = seen;
        this.now = now;
        this.mayBeOlder = mayBeOlder;
        this.young = young;
        seen.forEach(now, this::add);
    }

    private void add(Origin origin, Numbers numbers) {
        long upTo = settled(origin, numbers);
        if (upTo > 0) {
            Hash hash = new Hash(origin);
            int bucket = hash.bucket();
            numbers.known(upTo, hash::add);
            sums[bucket] ^= hash.value;
        }
    }

    /** The highest number that is not among the young ones. */
    private long settled(Origin origin, Numbers numbers) {
        Ranges tooYoung = young.get(origin);
        long upTo = numbers.highest();
        while (upTo > 0 && tooYoung != null && tooYoung.contains(upTo)) {
            upTo = numbers.below(tooYoung.startOf(upTo));
        }
        return upTo;
    }

    Digest digest() {
        long high = 0;
        long low = 1;
        for (long sum : sums) {
            high = mix(high ^ sum);
            low = mix(low ^ sum);
        }
        return new Digest(high, low);
    }

    Sums sums() {
        List<Long> hashes = new ArrayList<>(sums.length);
        for (long sum : sums) {
            hashes.add(sum);
        }
        return new Sums(hashes);
    }

    /** The buckets whose sums are not these: bit b for bucket b. */
    long differing(Sums theirs) {
        long differing = 0;
        for (int bucket = 0; bucket < sums.length; bucket++) {
            differing |= sums[bucket] == theirs.hashes().get(bucket) ? 0 : 1L << bucket;
        }
        return differing;
    }

    /**
     * What was seen in these buckets, or in as many of them as one message holds; of one that is too big, another part
     * each time.
     */
    Page page(long buckets, RandomGenerator random) {
        List<List<Known>> byBucket = new ArrayList<>(SyncMessage.BUCKETS);
        for (int bucket = 0; bucket < SyncMessage.BUCKETS; bucket++) {
            byBucket.add(new ArrayList<>(0));
        }
        seen.forEach(now, (origin, numbers) -> {
            int bucket = new Hash(origin).bucket();
            if ((buckets >>> bucket & 1) != 0) {
                addRow(byBucket.get(bucket), origin, numbers);
            }
        });
        long held = 0;
        long bytes = 0;
        List<Known> rows = new ArrayList<>();
        for (int bucket = 0; bucket < SyncMessage.BUCKETS; bucket++) {
            List<Known> own = byBucket.get(bucket);
            if ((buckets >>> bucket & 1) == 0) {
                continue;
            }
            long more = bytes(own);
            if (bytes + more <= MOST_BYTES) {
                rows.addAll(own);
                bytes += more;
            } else if (held == 0) {
                return new Page(1L << bucket, partOf(own, random));
            } else {
                continue;
            }
            held |= 1L << bucket;
        }
        return new Page(held, rows);
    }

    private void addRow(List<Known> rows, Origin origin, Numbers numbers) {
        long upTo = settled(origin, numbers);
        if (upTo > 0) {
            List<Range> ranges = new ArrayList<>(1);
            numbers.known(upTo, (first, last) -> ranges.add(new Range(first, last)));
            rows.add(new Known(new OriginRanges(origin, ranges), idle(numbers.touchedAt())));
        }
    }

    /** For how long an origin was silent; more than anybody remembers where that is not known. */
    private long idle(long touchedAt) {
        long idle = Math.max(0, now - touchedAt);
        return mayBeOlder.test(touchedAt) ? Math.max(idle, seen.memoryMillis()) : idle;
    }

    private static List<Known> partOf(List<Known> rows, RandomGenerator random) {
        List<Known> part = new ArrayList<>();
        int from = random.nextInt(rows.size());
        long bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            Known row = rows.get((from + i) % rows.size());
            bytes += row.toString().length() + 1L;
            if (bytes > MOST_BYTES) {
                break;
            }
            part.add(row);
        }
        return part;
    }

    private static long bytes(List<Known> rows) {
        long bytes = 0;
        for (Known row : rows) {
            bytes += row.toString().length() + 1L;
        }
        return bytes;
    }

    /** A hash of one origin and its ranges, as docs/protocol.md has it. */
    private static final class Hash {
        long value;

        Hash(Origin origin) {
            Ip ip = origin.address().ip();
            value = mix(mix(mix(mix(ip.high()) ^ ip.low()) + origin.address().port()) ^ origin.epoch());
        }

        int bucket() {
            return (int) (value >>> 58);
        }

        void add(long first, long last) {
            value = mix(mix(value ^ first) + last);
        }
    }

    /** SplitMix64's finalizer (G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom Number Generators, 2014). */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
