package grapevine.sim.net;

import grapevine.sim.net.Segment.Kind;
import grapevine.wire.Address;
import grapevine.wire.Encoder;
import grapevine.wire.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ways on which full segments are lost, and the word that says so too: a way with a smaller MTU in its middle. What was
 * written at one moment makes one segment as far as it fits; with the first full one a direction of a connection stands
 * still for good, since TCP tries that one again and again.
 */
public final class Narrows {
    /** What fits into one segment that passes, bytes. */
    private static final int PASSES = 1_400;

    /** What one end has written at one moment. */
    private static final class Written {
        long at;
        long bytes;
        boolean isStuck;
    }

    /** On each of these ways there is an address of the set at one end, and another one at the other. */
    private final List<Set<Address>> behind = new ArrayList<>();

    private final Map<VirtualLink, Written> written = new HashMap<>();
    private int stuck;

    /** There are none. */
    Narrows() {}

    /** The ways between the addresses of each of these and all others are so from now on, and no others. */
    void narrow(Collection<? extends Collection<Address>> groups) {
        behind.clear();
        groups.forEach(group -> behind.add(new HashSet<>(group)));
        written.values().removeIf(so -> !so.isStuck);
    }

    /** Whether there are such ways, or were, and a connection stands still. */
    public boolean areThere() {
        return !behind.isEmpty() || stuck > 0;
    }

    /** Whether what this end sends now never arrives. */
    boolean swallow(VirtualLink from, Kind kind, @Nullable Message message, long now) {
        if (!areThere() || (kind != Kind.MESSAGE && kind != Kind.FIN)) {
            return false;
        }
        Written so = written.get(from);
        if (so != null && so.isStuck) {
            return true;
        }
        if (message == null || from.isSmall() || !isNarrow(from)) {
            return false;
        }
        if (so == null) {
            so = new Written();
            written.put(from, so);
        }
        so.bytes = (so.at == now ? so.bytes : 0) + Encoder.encode(message).length;
        so.at = now;
        so.isStuck = so.bytes > PASSES;
        stuck += so.isStuck ? 1 : 0;
        return so.isStuck;
    }

    private boolean isNarrow(VirtualLink way) {
        for (Set<Address> group : behind) {
            if (group.contains(way.local()) != group.contains(way.remote())) {
                return true;
            }
        }
        return false;
    }

    /** This end is gone. */
    void forget(VirtualLink end) {
        Written so = written.remove(end);
        stuck -= so != null && so.isStuck ? 1 : 0;
    }
}
