package grapevine.peer.core.gossip;

import grapevine.wire.Cause;
import grapevine.wire.Origin;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Messages that others came after and that were waited for in vain. Remembered for as long as they could still be
 * fetched somewhere; of too many the origins that were entered first are forgotten first.
 */
public final class LackedCauses {
    /** The most remembered. */
    public static final int MOST = 1024;

    private final long memoryMillis;

    /** By origin, the numbers and until when each is remembered. */
    private final Map<Origin, NavigableMap<Long, Long>> numbers = new LinkedHashMap<>();

    private int size;

    LackedCauses(long memoryMillis) {
        this.memoryMillis = memoryMillis;
    }

    int size() {
        return size;
    }

    void add(Cause cause, long now) {
        NavigableMap<Long, Long> ofOrigin = numbers.computeIfAbsent(cause.origin(), unused -> new TreeMap<>());
        Long until = ofOrigin.get(cause.n());
        size += until == null ? 1 : 0;
        if (until == null || until <= now) {
            ofOrigin.put(cause.n(), now + memoryMillis);
        }
        Iterator<NavigableMap<Long, Long>> first = numbers.values().iterator();
        while (size > MOST && first.hasNext()) {
            size -= first.next().size();
            first.remove();
        }
    }

    /** Whether this very message was waited for in vain. */
    boolean has(Cause cause, long now) {
        NavigableMap<Long, Long> ofOrigin = numbers.get(cause.origin());
        return ofOrigin != null && ofOrigin.getOrDefault(cause.n(), now) > now;
    }

    /**
     * Whether this message or an earlier one of its origin was waited for in vain, and is not there yet. Forgets those
     * that are.
     */
    boolean hasUpTo(Cause cause, long now, Predicate<Cause> isThere) {
        NavigableMap<Long, Long> ofOrigin = numbers.get(cause.origin());
        if (ofOrigin == null) {
            return false;
        }
        NavigableMap<Long, Long> upTo = ofOrigin.headMap(cause.n(), true);
        int before = ofOrigin.size();
        upTo.entrySet()
                .removeIf(each -> each.getValue() <= now || isThere.test(new Cause(cause.origin(), each.getKey())));
        size -= before - ofOrigin.size();
        boolean has = !upTo.isEmpty();
        if (ofOrigin.isEmpty()) {
            numbers.remove(cause.origin());
        }
        return has;
    }
}
