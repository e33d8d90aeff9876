package grapevine.seed.core.talk;

import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.registry.Row;
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

    private final Ground ground;
    private final Registry registry;
    private final SeedLinks links;

    Answers(Ground ground, Registry registry, SeedLinks links) {
        this.ground = ground;
        this.registry = registry;
        this.links = links;
    }

    /** One line: who I am, what I keep, and every count that is not zero. */
    Answer status() {
        SeedSettings settings = ground.settings();
        StringBuilder line = new StringBuilder("role=seed");
        pair(line, "address", settings.self());
        pair(line, "epoch", settings.epoch());
        pair(line, "network", settings.network());
        pair(line, "peers", registry.peers());
        pair(line, "tombstones", registry.tombstones());
        pair(line, "unconfirmed", registry.claimed());
        pair(line, "leases", registry.peers());
        pair(line, "seeds", settings.seedCount());
        pair(line, "seeds_connected", links.connected());
        pair(line, "uptime_ms", ground.upMillis());
        pair(line, "identity", ground.identity());
        ground.counters().nonZero().forEach((key, count) -> pair(line, key, count));
        return new Answer(line.append('\n').toString());
    }

    /** A line for each live peer after this address, and where to go on if they did not fit. */
    Answer who(@Nullable Address after) {
        StringBuilder lines = new StringBuilder();
        Address last = null;
        for (Row row : registry.after(after, PAGE)) {
            String line = line(row, ground.now());
            if (last != null && lines.length() + line.length() + LAST_LINE > Limits.BODY) {
                lines.append("more after=").append(last).append('\n');
                break;
            }
            lines.append(line);
            last = row.address();
        }
        return new Answer(lines.toString());
    }

    /** How this peer stands here, and then a line for each thing that was seen of it. */
    Answer why(Address about) {
        Row row = registry.find(about);
        StringBuilder lines = new StringBuilder("role=seed");
        pair(lines, "address", ground.settings().self());
        pair(lines, "about", about);
        pair(
                lines,
                "standing",
                row == null ? "none" : row.isClaim() ? "claim" : row.state().word());
        if (row != null) {
            pair(lines, "epoch", row.epoch());
            pair(lines, "revision", row.revision());
            holder(lines, row);
            pair(lines, row.isAlive() ? "lease_ms" : "remembered_ms", Math.max(0, row.expires() - ground.now()));
        }
        return new Answer(lines.append('\n')
                .append(ground.ledger().tell(about, ground.settings().self(), ground.now()))
                .toString());
    }

    private static String line(Row row, long now) {
        StringBuilder line = new StringBuilder("peer=").append(row.address());
        pair(line, "epoch", row.epoch());
        pair(line, "age", row.entry().age());
        pair(line, "degree", row.entry().degree());
        pair(line, "revision", row.revision());
        pair(line, "lease_ms", Math.max(0, row.expires() - now));
        pair(line, "confirmed", row.isConfirmed() ? "yes" : "no");
        holder(line, row);
        return line.append('\n').toString();
    }

    private static void holder(StringBuilder line, Row row) {
        String holder = row.holder();
        if (holder != null) {
            pair(line, "holder", holder);
        }
    }

    private static void pair(StringBuilder line, String key, Object value) {
        line.append(' ').append(key).append('=').append(value);
    }
}
