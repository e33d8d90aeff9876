package grapevine.seed.core.talk;

import grapevine.seed.core.registry.Sources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections that have to say something by a time of their own. All get equally long, so the first in order is the
 * first to be due.
 */
final class Awaited {
    private Map<Incoming, Long> connections = new LinkedHashMap<>();

    /** The longest idle of each ip first. */
    private Sources<Incoming> sources = new Sources<>(Integer.MAX_VALUE, Integer.MAX_VALUE);

    int size() {
        return connections.size();
    }

    /** It has to say something by then; it is the last in order now. */
    void add(Incoming connection, long due) {
        remove(connection);
        connections.put(connection, due);
        sources.add(connection, connection.remote());
    }

    /** Nothing is awaited of it here any more; returns whether something was. */
    boolean remove(Incoming connection) {
        sources.remove(connection);
        boolean wasAwaited = connections.remove(connection) != null;
        if (wasAwaited && connections.isEmpty()) { // what a crowd made grow is given back
            connections = new LinkedHashMap<>();
            sources = new Sources<>(Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        return wasAwaited;
    }

    /** Takes out the longest idle of the ip that has most, where there are more than so many; else null. */
    @Nullable
    Incoming takeBeyond(int most) {
        Incoming victim = size() > most ? sources.first() : null;
        if (victim != null) {
            remove(victim);
        }
        return victim;
    }

    /** When the first is due, {@link Long#MAX_VALUE} if there is none. */
    long due() {
        return connections.isEmpty()
                ? Long.MAX_VALUE
                : connections.values().iterator().next();
    }

    /** The first; there is one. */
    Incoming first() {
        return connections.keySet().iterator().next();
    }

    /** All of them get so much longer (ms). */
    void extend(long by) {
        connections.replaceAll((connection, due) -> due + by);
    }

    /** Takes all out. */
    List<Incoming> takeAll() {
        List<Incoming> all = new ArrayList<>(connections.keySet());
        all.forEach(this::remove);
        return all;
    }
}
