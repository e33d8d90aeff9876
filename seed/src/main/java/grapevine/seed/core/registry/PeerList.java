package grapevine.seed.core.registry;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a joining peer is told: a sample of the older peers that were met, and of those that are only claimed to be
 * there the next-older ones, lest two that join at once miss each other.
 *
 * @param older how many older peers there are, of the claimed ones those in the list
 */
record PeerList(int older, List<Entry> entries) {
    /** How many of the claimed ones there are at most. */
    static final int MOST_CLAIMS = 4;

    static PeerList of(Registry registry, long age, Address asker, int want, RandomGenerator random) {
        int older = registry.alive().older(age, asker);
        int claimed = Math.min(MOST_CLAIMS, registry.claims().older(age, asker));
        int room = Math.min(want, Limits.LIST_ENTRIES);
        List<Entry> claims = claims(registry, age, asker, Math.min(claimed, room - Math.min(room / 2, older)));
        int bytes = Limits.LIST - claims.stream().mapToInt(EncodedLength::of).sum();
        List<Entry> entries =
                new ArrayList<>(OlderSample.draw(registry.alive(), older, room - claims.size(), bytes, random));
        entries.addAll(claims);
        return new PeerList(older + claimed, entries);
    }

    private static List<Entry> claims(Registry registry, long age, Address asker, int count) {
        AgeOrder claims = registry.claims();
        int older = claims.older(age, asker);
        List<Entry> next = new ArrayList<>(count);
        for (int rank = older - count; rank < older; rank++) {
            next.add(claims.get(rank).entry());
        }
        return next;
    }
}
