package grapevine.seed.core.registry;

import grapevine.wire.Entry;
import grapevine.wire.Ip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which older peers a joining one hears of: the next-older ones, so that the oldest link of a chain of joins is never
 * missing, and a uniform sample of the others. At most a quarter of it, or four, is of one ip,
 * where there are others. Costs what
 * it returns, not what there is; where one ip has more than a quarter, {@link #LOOKS} times as much.
 */
final class OlderSample {
    /** How many of the next-older peers are always among them. */
    static final int NEXT_OLDER = 4;

    /** How many are looked at for other ips, for each that is wanted. */
    private static final int LOOKS = 8;

    /** A count for each hash of an ip, to see quickly that none has too many. */
    private static final int HASHES = 256;

    private OlderSample() {}

    /**
     * The oldest first.
     *
     * @param older how many of the order, from its beginning, are older than the asker
     * @param want the most entries
     * @param bytes what they may take in a list; those that do not fit are left out
     */
    static List<Entry> draw(AgeOrder order, int older, int want, int bytes, RandomGenerator random) {
        int most = Math.min(want, older);
        int nextOlder = Math.min(NEXT_OLDER, most);
        int others = older - nextOlder;
        int[] ranks = Arrays.copyOf(subset(others, most - nextOlder, random), most);
        for (int i = 0; i < nextOlder; i++) {
            ranks[most - nextOlder + i] = others + i;
        }
        if (isCrowded(order, ranks, mostOfAnIp(want))) {
            ranks = spread(order, older, ranks, want, random);
        }
        List<Entry> entries = new ArrayList<>(ranks.length + PeerList.MOST_CLAIMS);
        for (int rank : ranks) {
            entries.add(order.get(rank).entry());
        }
        if (entries.size() * order.longestEntry() > bytes) {
            int next = Math.min(nextOlder, entries.size());
            cutToFit(entries.subList(0, entries.size() - next), bytes - length(last(entries, next)), random);
        }
        return entries;
    }

    private static List<Entry> last(List<Entry> entries, int count) {
        return entries.subList(entries.size() - count, entries.size());
    }

    /** A quarter; the next-older ones in any case. */
    private static int mostOfAnIp(int want) {
        return Math.max(NEXT_OLDER, want / 4);
    }

    /** Whether one ip may have more than so many of these; sure if not. */
    private static boolean isCrowded(AgeOrder order, int[] ranks, int most) {
        if (ranks.length <= most) {
            return false;
        }
        int[] counts = new int[HASHES];
        for (int rank : ranks) {
            if (++counts[order.get(rank).address().ip().place().hashCode() & (HASHES - 1)] > most) {
                return true;
            }
        }
        return false;
    }

    /**
     * Of one ip at most a quarter of what is wanted, the rest of others, as far as they are found; the drawn ones,
     * where there is but one ip. The youngest are kept first: they are the next-older ones.
     */
    private static int[] spread(AgeOrder order, int older, int[] drawn, int want, RandomGenerator random) {
        int most = mostOfAnIp(want);
        Map<Ip, Integer> counts = new HashMap<>();
        int[] chosen = new int[want];
        int count = 0;
        for (int i = drawn.length - 1; i >= 0; i--) {
            count += choose(order, drawn[i], counts, most, chosen, count);
        }
        int looks = Math.min(LOOKS * want, older);
        int start = random.nextInt(older);
        for (int i = 0; i < looks && count < want; i++) {
            int rank = looks == older ? (start + i) % older : random.nextInt(older);
            count += choose(order, rank, counts, most, chosen, count);
        }
        if (counts.size() == 1) {
            return drawn;
        }
        int[] spread = Arrays.copyOf(chosen, count);
        Arrays.sort(spread);
        return spread;
    }

    /** Takes this one too, unless it was taken or its ip has enough; how many were taken. */
    private static int choose(AgeOrder order, int rank, Map<Ip, Integer> counts, int most, int[] chosen, int count) {
        Ip ip = order.get(rank).address().ip().place();
        int ofThisIp = counts.getOrDefault(ip, 0);
        if (ofThisIp >= most || contains(chosen, count, rank)) {
            return 0;
        }
        counts.put(ip, ofThisIp + 1);
        chosen[count] = rank;
        return 1;
    }

    /** A uniform subset of 0..n-1, sorted (Robert Floyd's, in Bentley, Programming Pearls, CACM 30/9, 1987). */
    static int[] subset(int n, int size, RandomGenerator random) {
        int[] chosen = new int[size];
        for (int i = 0; i < size; i++) {
            int last = n - size + i;
            int candidate = random.nextInt(last + 1);
            chosen[i] = contains(chosen, i, candidate) ? last : candidate;
        }
        Arrays.sort(chosen);
        return chosen;
    }

    private static boolean contains(int[] values, int count, int value) {
        for (int i = 0; i < count; i++) {
            if (values[i] == value) {
                return true;
            }
        }
        return false;
    }

    private static void cutToFit(List<Entry> entries, int bytes, RandomGenerator random) {
        int length = length(entries);
        while (length > bytes) {
            length -= EncodedLength.of(entries.remove(random.nextInt(entries.size())));
        }
    }

    private static int length(List<Entry> entries) {
        return entries.stream().mapToInt(EncodedLength::of).sum();
    }
}
