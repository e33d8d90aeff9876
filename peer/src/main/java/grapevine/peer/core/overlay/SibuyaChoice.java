package grapevine.peer.core.overlay;

import grapevine.wire.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which older peers to link to. "The highest-degree member of a random subset" gives a power law of degrees when the
 * subset's size is itself heavy-tailed: Sibuya(1/3), P(size > s) ~ s^(-1/3) (M. Sibuya, Generalized hypergeometric,
 * digamma and trigamma distributions, 1979). A subset of fixed size gives none.
 */
final class SibuyaChoice {
    static final double BETA = 1.0 / 3.0;

    private final RandomGenerator random;

    SibuyaChoice(RandomGenerator random) {
        this.random = random;
    }

    /** A random subset's size, 1..max. */
    int subsetSize(int max) {
        int size = 1;
        while (size < max && random.nextDouble() >= BETA / size) {
            size++;
        }
        return size;
    }

    /** Any one, each with the same probability. Takes it out of the list, which must not be empty. */
    Entry takeUniform(List<Entry> candidates) {
        return remove(candidates, random.nextInt(candidates.size()));
    }

    /** The highest degree in a random subset, ties at random. Takes it out of the list, which must not be empty. */
    Entry takeTopOfSubset(List<Entry> candidates) {
        int size = subsetSize(candidates.size());
        int best = -1;
        for (int drawn = 0; drawn < size; drawn++) {
            swap(candidates, drawn, drawn + random.nextInt(candidates.size() - drawn));
            if (best < 0
                    || candidates.get(drawn).degree() > candidates.get(best).degree()) {
                best = drawn;
            }
        }
        return remove(candidates, best);
    }

    /**
     * Any one, with a probability proportional to its degree (at least 1). Takes it out of the list, which must not be
     * empty.
     */
    Entry takeByDegree(List<Entry> candidates) {
        long total = 0;
        for (Entry candidate : candidates) {
            total += Math.max(1, candidate.degree());
        }
        long left = random.nextLong(total);
        int at = 0;
        while (left >= Math.max(1, candidates.get(at).degree())) {
            left -= Math.max(1, candidates.get(at).degree());
            at++;
        }
        return remove(candidates, at);
    }

    /** The upper half by degree, ties at random, highest first; at least one of a list that is not empty. */
    List<Entry> topHalf(List<Entry> candidates) {
        List<Entry> shuffled = new ArrayList<>(candidates);
        for (int i = 0; i < shuffled.size(); i++) {
            swap(shuffled, i, i + random.nextInt(shuffled.size() - i));
        }
        shuffled.sort(Comparator.comparingInt(Entry::degree).reversed());
        return new ArrayList<>(shuffled.subList(0, Math.min(shuffled.size(), Math.max(shuffled.size() / 2, 1))));
    }

    private static void swap(List<Entry> entries, int i, int j) {
        Entry held = entries.get(i);
        entries.set(i, entries.get(j));
        entries.set(j, held);
    }

    /** Order does not matter here, so the last one fills the gap. */
    private static Entry remove(List<Entry> entries, int at) {
        swap(entries, at, entries.size() - 1);
        return entries.remove(entries.size() - 1);
    }
}
