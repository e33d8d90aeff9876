package grapevine.peer.core.gossip;

import grapevine.wire.Origin;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A small number for each origin of which a {@link PackedLog} holds messages, so that it holds no references: those are
 * what a collector of garbage has to look after. A number is given again when its origin has no message there.
 */
final class OriginIds {
    private static final int NONE = -1;

    private final Map<Origin, Integer> ids = new HashMap<>();

    /** Numbers below the length of {@link #origins} that are not given. */
    private final BitSet free = new BitSet();

    private @Nullable Origin[] origins = new @Nullable Origin[8];
    private int[] messages = new int[8];
    private int latest;

    OriginIds() {
        free.set(0, origins.length);
    }

    /** The number of an origin, {@value #NONE} if it has no message here. */
    int find(Origin origin) {
        if (origin.equals(origins[latest])) {
            return latest;
        }
        Integer id = ids.get(origin);
        return id == null ? NONE : id;
    }

    /** One more message of this origin comes; returns its number, which may be a new one. */
    int enter(Origin origin) {
        int id = find(origin);
        if (id == NONE) {
            id = give(origin);
        }
        latest = id;
        messages[id]++;
        return id;
    }

    private int give(Origin origin) {
        int id = free.nextSetBit(0);
        if (id == NONE) {
            id = origins.length;
            origins = Arrays.copyOf(origins, 2 * id);
            messages = Arrays.copyOf(messages, 2 * id);
            free.set(id, 2 * id);
        }
        free.clear(id);
        origins[id] = origin;
        ids.put(origin, id);
        return id;
    }

    /** A message of the origin with this number goes. */
    void leave(int id) {
        if (--messages[id] == 0) {
            ids.remove(get(id));
            origins[id] = null;
            free.set(id);
        }
    }

    /** The origin of a number that is given. */
    Origin get(int id) {
        return Objects.requireNonNull(origins[id]);
    }
}
