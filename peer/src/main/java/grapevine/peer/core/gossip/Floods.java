package grapevine.peer.core.gossip;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Which origins flood: for five seconds each look of {@link Shares} found that they make too much. The operator is told
 * when that begins and when it is over; of each origin once a minute at most, and of many in one line.
 */
final class Floods {
    /** Who makes too much for so long (ms) floods, and who did not for as long does no more. */
    static final long AFTER_MILLIS = 5000;

    /** For so long (ms) it may make less meanwhile. */
    static final long PAUSE_MILLIS = 1000;

    /** So often (ms) the operator is told that an origin floods. */
    static final long SAY_MILLIS = 60_000;

    /** From one line to the next, ms. */
    static final long LINE_MILLIS = 2000;

    /** The most origins that are watched at a time. */
    static final int MOST = 64;

    /** The most origins of one line: as many as it shows. */
    private static final int MOST_SAID = 16;

    private static final int PERCENT = 100;

    /** What is known of one origin. */
    private static final class Watched {
        long since;
        long last;
        boolean isSaid;
        long saidAt;

        Watched(long now) {
            since = now;
            saidAt = now - SAY_MILLIS;
        }

        boolean isOf(long look) {
            return last == look;
        }

        boolean isToBeSaid(long now) {
            return !isSaid && isOf(now) && now - since >= AFTER_MILLIS && now - saidAt >= SAY_MILLIS;
        }

        boolean isOver(long now) {
            return now - last >= AFTER_MILLIS;
        }

        boolean isToBeForgotten(long now) {
            return isPausing(now) && now - saidAt >= SAY_MILLIS;
        }

        boolean isPausing(long now) {
            return !isSaid && now - last > PAUSE_MILLIS;
        }
    }

    private final Ground ground;
    private final Map<Address, Watched> watched = new LinkedHashMap<>();
    private long lineAt;

    Floods(Ground ground) {
        this.ground = ground;
        lineAt = ground.now() - LINE_MILLIS;
    }

    /** At this look it makes too much. */
    void seen(Address origin) {
        Watched known = watched.get(origin);
        if (known == null && watched.size() < MOST) {
            known = new Watched(ground.now());
            watched.put(origin, known);
        }
        if (known != null) {
            known.last = ground.now();
        }
    }

    /**
     * All that make too much at this look were named.
     *
     * @param made what an origin made lately, bytes
     * @param all what all did
     */
    void look(ToLongFunction<Address> made, long all) {
        long now = ground.now();
        watched.values().removeIf(each -> each.isToBeForgotten(now));
        watched.values().stream().filter(each -> each.isPausing(now)).forEach(each -> each.since = now);
        if (now - lineAt < LINE_MILLIS) {
            return;
        }
        List<Address> begun = those(each -> each.isToBeSaid(now));
        List<Address> over = those(each -> each.isSaid && each.isOver(now));
        if (!begun.isEmpty()) {
            begun.forEach(each -> said(each, true));
            long theirs = begun.stream().mapToLong(made).sum();
            ground.report(new Fact.OriginsFlooding(begun, (int) (PERCENT * theirs / Math.max(1, all))));
        }
        if (!over.isEmpty()) {
            over.forEach(each -> said(each, false));
            ground.report(new Fact.FloodingOver(over));
        }
    }

    private List<Address> those(Predicate<Watched> which) {
        List<Address> some = new ArrayList<>();
        watched.forEach((origin, each) -> {
            if (some.size() < MOST_SAID && which.test(each)) {
                some.add(origin);
            }
        });
        return some;
    }

    private void said(Address origin, boolean isBegun) {
        Watched of = watched.get(origin);
        if (of != null) {
            of.isSaid = isBegun;
            of.saidAt = isBegun ? ground.now() : of.saidAt;
            of.since = ground.now();
        }
        lineAt = ground.now();
    }

    /** How many flood, as the operator was told. */
    int count() {
        return (int) watched.values().stream().filter(each -> each.isSaid).count();
    }

    /** Whether nobody is watched, and nothing was told lately. */
    boolean isEmpty() {
        return watched.isEmpty();
    }

    /** When there is to be looked again, though no message comes. */
    long due(long lookedAt) {
        return lookedAt + AFTER_MILLIS;
    }
}
