package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Messages that wait for earlier ones of their origin, for a time and up to a number; then the stream goes on without
 * what did not come. They are kept here by name alone and stand in the log; what has to leave that while it waits is
 * handed over first. Knows those origins only of which something waits. Only the application waits: a message that is
 * held was passed on already.
 */
public final class OrderedDelivery implements Retained.Leaving {
    /** So long (ms) a message waits for earlier ones of its origin. */
    static final long MOST_MILLIS = 1000;

    /** So many of one origin wait. */
    static final int MOST_OF_ORIGIN = 1024;

    /** So many wait in all. */
    public static final int MOST = 16_384;

    /** So many origins have something waiting. */
    static final int MOST_ORIGINS = 256;

    /** What a name takes, about. */
    private static final int NAME_BYTES = 160;

    /** What is asked, and where the messages go. */
    interface Application {
        /** Whether an earlier one of its origin is to be waited for. */
        boolean isAwaitedBefore(Origin origin, long n);

        void hand(Gossip message, Address from);
    }

    /** The names of what waits of one origin. */
    private static final class Row {
        final Origin origin;
        final TreeMap<Long, Place> places = new TreeMap<>();

        Row(Origin origin) {
            this.origin = origin;
        }
    }

    /** A message that waits. */
    private static final class Place {
        final Row row;
        final long n;
        final Address from;
        final long until;

        Place(Row row, long n, Address from, long until) {
            this.row = row;
            this.n = n;
            this.from = from;
            this.until = until;
        }
    }

    private final Ground ground;
    private final Retained retained;
    private final Application application;
    private final Map<Origin, Row> rows = new LinkedHashMap<>(2);

    /** All that wait, in the order in which they came. */
    private final Set<Place> byTime = new LinkedHashSet<>(4);

    OrderedDelivery(Ground ground, Retained retained, Application application) {
        this.ground = ground;
        this.retained = retained;
        this.application = application;
    }

    int size() {
        return byTime.size();
    }

    /** When the first one has waited long enough. */
    long due() {
        return byTime.isEmpty() ? Part.NEVER : oldest().until;
    }

    /** Lets go of what has waited long enough, and, if something changed for all, of what lacks nothing any more. */
    void onDue(long now, boolean looks) {
        if (looks) {
            List.copyOf(rows.values()).forEach(this::goOn);
        }
        while (due() <= now) {
            release(oldest());
        }
    }

    /** Whether one of this origin with a lower number waits: then this one does, too. */
    boolean isHeldBelow(Origin origin, long n) {
        Row row = rows.isEmpty() ? null : rows.get(origin);
        return row != null && row.places.firstKey() < n;
    }

    /** This message waits; it stands in the log. */
    void hold(Origin origin, long n, Address from) {
        ground.count(Counter.MESSAGES_HELD);
        retained.tellWhatLeaves(this);
        Row row = rows.computeIfAbsent(origin, Row::new);
        Place place = new Place(row, n, from, ground.now() + MOST_MILLIS);
        row.places.put(n, place);
        byTime.add(place);
        if (row.places.size() > MOST_OF_ORIGIN) {
            pass(row);
        }
        while (byTime.size() > most() || rows.size() > MOST_ORIGINS) {
            release(oldest());
        }
        ground.wakeAt(due());
    }

    private long most() {
        return Math.min(MOST, ground.settings().budget().waiting() / 4 / NAME_BYTES);
    }

    /** Something changed of this origin: what waits for nothing more is handed over. */
    void lookAt(Origin origin) {
        Row row = rows.isEmpty() ? null : rows.get(origin);
        if (row != null) {
            goOn(row);
        }
    }

    void releaseAll() {
        for (Row row : List.copyOf(rows.values())) {
            releaseUpTo(row, Long.MAX_VALUE);
        }
    }

    @Override
    public void leaves(Origin origin, long n) {
        Row row = rows.get(origin);
        if (row != null && row.places.containsKey(n)) {
            releaseUpTo(row, n);
        }
    }

    /** It has waited long enough, and so has each gap below it. */
    private void release(Place place) {
        releaseUpTo(place.row, place.n);
    }

    private void releaseUpTo(Row row, long n) {
        while (!row.places.isEmpty() && row.places.firstKey() <= n) {
            handFirst(row);
        }
        goOn(row);
    }

    /** What is lacking before the first one is not waited for any more. */
    private void pass(Row row) {
        handFirst(row);
        goOn(row);
    }

    private void goOn(Row row) {
        while (!row.places.isEmpty() && !application.isAwaitedBefore(row.origin, row.places.firstKey())) {
            handFirst(row);
        }
        if (row.places.isEmpty() && rows.remove(row.origin) != null && rows.isEmpty()) {
            retained.tellWhatLeaves(null);
        }
    }

    private void handFirst(Row row) {
        Place place = Objects.requireNonNull(row.places.pollFirstEntry()).getValue();
        byTime.remove(place);
        Gossip message = Objects.requireNonNull(retained.recall(row.origin, place.n), "what waits is in the log");
        application.hand(message, place.from);
    }

    private Place oldest() {
        return byTime.iterator().next();
    }
}
