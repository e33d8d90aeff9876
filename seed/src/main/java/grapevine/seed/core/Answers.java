package grapevine.seed.core;

import grapevine.wire.Address;
import grapevine.wire.Limits;
import grapevine.wire.Message.Answer;
import org.jspecify.annotations.Nullable;

/** What a seed answers to a person, or to a program that grew up with {@code nc}. */
final class Answers {
    /** What is kept free for the last line. */
    private static final int LAST_LINE = 128;

    /** More lines than fit: none has fewer than 50 bytes. */
    private static final int PAGE = Limits.BODY / 50;

    private Answers() {}

    /** One line: who I am, what I keep, and every count that is not zero. */
    static Answer status(SeedState seed, int seedsConnected) {
        SeedSettings settings = seed.settings;
        StringBuilder line = new StringBuilder("role=seed");
        pair(line, "address", settings.self());
        pair(line, "epoch", settings.epoch());
        pair(line, "network", settings.network());
        pair(line, "peers", seed.registry.alive().size());
        pair(line, "tombstones", seed.registry.tombstones());
        pair(line, "leases", seed.registry.alive().size());
        pair(line, "seeds_connected", seedsConnected);
        pair(line, "uptime_ms", seed.upMillis());
        seed.counters.nonZero().forEach((key, count) -> pair(line, key, count));
        return new Answer(line.append('\n').toString());
    }

    /** A line for each live peer after this address, and where to go on if they did not fit. */
    static Answer who(SeedState seed, @Nullable Address after) {
        StringBuilder lines = new StringBuilder();
        Address last = null;
        for (Row row : seed.registry.after(after, PAGE)) {
            String line = line(row, seed.now());
            if (last != null && lines.length() + line.length() + LAST_LINE > Limits.BODY) {
                lines.append("more after=").append(last).append('\n');
                break;
            }
            lines.append(line);
            last = row.address();
        }
        return new Answer(lines.toString());
    }

    private static String line(Row row, long now) {
        StringBuilder line = new StringBuilder("peer=").append(row.address());
        pair(line, "epoch", row.epoch());
        pair(line, "age", row.entry().age());
        pair(line, "degree", row.entry().degree());
        pair(line, "revision", row.revision());
        pair(line, "lease_ms", Math.max(0, row.expires() - now));
        return line.append('\n').toString();
    }

    private static void pair(StringBuilder line, String key, Object value) {
        line.append(' ').append(key).append('=').append(value);
    }
}
