package grapevine.lab.why;

import grapevine.lab.network.LogLine;
import grapevine.wire.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What one node answered to {@code Why}.
 *
 * @param by where it listens
 * @param isSeed whether it is a seed
 * @param standing how the other stands with it, a word of docs/protocol.md, section 7
 * @param values what else its first line says
 * @param sightings what it saw, the first first
 */
public record Testimony(
        Address by, boolean isSeed, String standing, Map<String, String> values, List<Sighting> sightings) {
    /**
     * One thing that it saw.
     *
     * @param at when, ms since 1970 by the clock of whoever asked
     * @param event what, as its log has it
     * @param values the keys of that line
     */
    public record Sighting(long at, String event, Map<String, String> values) {
        boolean is(String name) {
            return event.equals(name);
        }

        /** The value of a key, {@code -} if there is none. Texts in quotes lose these. */
        String get(String key) {
            String value = values.getOrDefault(key, "-");
            boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
            return isQuoted ? value.substring(1, value.length() - 1) : value;
        }

        /** The number under a key, 0 if there is none. */
        long number(String key) {
            return numberIn(get(key));
        }

        /** Whether somebody is held for dead by it. */
        boolean isDeath() {
            return is("neighbour_dead")
                    || (is("peer_removed")
                            && !get("why").equals("left")
                            && !get("why").equals("another-network"));
        }

        boolean isGoodbye() {
            return is("neighbour_left") || (is("peer_removed") && get("why").equals("left"));
        }

        /** Whether somebody lives by it. */
        boolean isSignOfLife() {
            return is("neighbour_trusted") || is("link_made") || is("peer_entered") || is("peer_learned");
        }
    }

    /**
     * Reads an answer.
     *
     * @param at when it came, ms since 1970
     * @throws IllegalArgumentException if it is none
     */
    public static Testimony parse(Address by, String answer, long at) {
        List<String> lines = answer.lines().toList();
        Map<String, String> first = lines.isEmpty() ? Map.of() : LogLine.pairs(lines.get(0));
        if (!first.containsKey("standing")) {
            throw new IllegalArgumentException(by + " answered nothing that says how anybody stands");
        }
        return new Testimony(
                by,
                "seed".equals(first.get("role")),
                first.getOrDefault("standing", ""),
                first,
                lines.stream().skip(1).map(line -> sighting(line, at)).toList());
    }

    private static Sighting sighting(String line, long at) {
        Map<String, String> values = LogLine.pairs(line);
        long ago = numberIn(values.getOrDefault("ago_ms", "0"));
        values.remove("ago_ms");
        String event = values.getOrDefault("event", "");
        values.remove("event");
        return new Sighting(at - ago, event, values);
    }

    private static long numberIn(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /** The number under a key of its first line, 0 if there is none. */
    long number(String key) {
        return numberIn(values.getOrDefault(key, "0"));
    }

    /** Whether it has a link to it and heard of it when it was due. */
    boolean hears() {
        return isNeighbour() && number("missed") == 0;
    }

    boolean isNeighbour() {
        return standing.equals("neighbour");
    }

    boolean isSelf() {
        return standing.equals("self");
    }

    /** Whether it knows anything of it at all. */
    boolean remembers() {
        return !standing.equals("none") || sightings.stream().anyMatch(sighting -> !sighting.is("paused"));
    }

    /** The last one of these. */
    Optional<Sighting> last(Predicate<Sighting> which) {
        return sightings.stream().filter(which).reduce((one, next) -> next);
    }

    /** Whether it looks at present: it began to, and has not found anything yet. */
    boolean isLooking() {
        return isSeed
                && last(sighting -> sighting.is("probe_started") || sighting.is("probed") || sighting.isDeath())
                        .filter(sighting -> sighting.is("probe_started"))
                        .isPresent();
    }
}
