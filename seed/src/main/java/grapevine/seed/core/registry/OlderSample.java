package grapevine.seed.core.registry;

import grapevine.wire.Entry;
import grapevine.wire.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which older peers a joining one hears of: the next-older ones, so that the oldest link of a chain of joins is never
 * missing, and a uniform sample of the others. Costs what it returns, not what there is.
 */
final class OlderSample {
    /** How many of the next-older peers are always among them. */
    static final int NEXT_OLDER = 4;

    private OlderSample() {}

    /**
     * The oldest first.
     *
     * @param older how many of the order, from its beginning, are older than the asker
     * @param want the most entries; fewer when they do not fit into a list
     */
    static List<Entry> draw(AgeOrder order, int older, int want, RandomGenerator random) {
        int most = Math.min(Math.min(want, Limits.LIST_ENTRIES), older);
        int nextOlder = Math.min(NEXT_OLDER, most);
        int others = older - nextOlder;
        List<Entry> entries = new ArrayList<>(most);
        for (int rank : subset(others, most - nextOlder, random)) {
            entries.add(order.get(rank).entry());
        }
        List<Entry> next = new ArrayList<>(nextOlder);
        for (int rank = others; rank < older; rank++) {
            next.add(order.get(rank).entry());
        }
        if (most * order.longestEntry() > Limits.LIST) {
            cutToFit(entries, Limits.LIST - length(next), random);
        }
        entries.addAll(next);
        return entries;
    }

    /** A uniform subset of 0..n-1, sorted (Robert Floyd's, in Bentley, Programming Pearls, CACM 30/9, 1987). */
    private static int[] subset(int n, int size, RandomGenerator random) {
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
