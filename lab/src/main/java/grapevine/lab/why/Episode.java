package grapevine.lab.why;

import grapevine.lab.why.Testimony.Sighting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The last time that somebody was held for dead: what each node saw that belongs to it. What came before it was heard
 * again belongs to an earlier one.
 */
final class Episode {
    /** From the first who holds it for dead to the last (ms): rounds, a probe, and the end of a lease. */
    private static final long LENGTH = 180_000;

    private final List<Part> parts = new ArrayList<>();

    /**
     * What one node saw of it.
     *
     * @param death what it held it for dead by
     * @param before what led to that, the first first
     * @param after what came then
     */
    record Part(Testimony by, Sighting death, List<Sighting> before, List<Sighting> after) {
        Optional<Sighting> first(String event) {
            return before.stream().filter(sighting -> sighting.is(event)).findFirst();
        }

        Optional<Sighting> last(String event) {
            return before.stream().filter(sighting -> sighting.is(event)).reduce((one, next) -> next);
        }

        List<Sighting> all(String event) {
            return before.stream().filter(sighting -> sighting.is(event)).toList();
        }
    }

    /** Of what these saw. */
    Episode(List<Testimony> testimonies) {
        long lastDeath = testimonies.stream()
                .flatMap(testimony -> testimony.last(Sighting::isDeath).stream())
                .mapToLong(Sighting::at)
                .max()
                .orElse(Long.MIN_VALUE);
        for (Testimony testimony : testimonies) {
            testimony
                    .last(Sighting::isDeath)
                    .filter(death -> death.at() >= lastDeath - LENGTH)
                    .ifPresent(death -> parts.add(part(testimony, death)));
        }
        parts.sort(Comparator.comparingLong(part -> part.death().at()));
    }

    private static Part part(Testimony testimony, Sighting death) {
        List<Sighting> all = testimony.sightings();
        int end = all.lastIndexOf(death);
        int begin = end;
        while (begin > 0
                && !all.get(begin - 1).isSignOfLife()
                && !all.get(begin - 1).isDeath()) {
            begin--;
        }
        return new Part(testimony, death, all.subList(begin, end), all.subList(end + 1, all.size()));
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** When somebody first held it for dead, 0 if nobody did. */
    long began() {
        return parts.isEmpty() ? 0 : parts.get(0).death().at();
    }

    /** Those of peers, who held it for dead first first. */
    List<Part> ofPeers() {
        return parts.stream().filter(part -> !part.by().isSeed()).toList();
    }

    /** Those of seeds, likewise. */
    List<Part> ofSeeds() {
        return parts.stream().filter(part -> part.by().isSeed()).toList();
    }

    /** The first of these after it was first held for dead. */
    static Optional<Sighting> firstAfter(Testimony testimony, long at, Predicate<Sighting> which) {
        return testimony.sightings().stream()
                .filter(sighting -> sighting.at() >= at && which.test(sighting))
                .findFirst();
    }
}
