package grapevine.peer.core;

import grapevine.node.Counter;
import grapevine.wire.Address;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The neighbours last lost, for a day: one of them is visited every 30 s, in turns, so that the sides of a partition
 * find each other again however long it took, and without any seed. A peer that has lost all its links begins after
 * half a second. Who said that it leaves is not remembered.
 */
final class Remembered implements Part {
    /** Beyond these the one lost longest ago is forgotten. */
    static final int MOST = 32;

    private static final long KEPT_MILLIS = 24 * 3_600_000L;
    private static final long EVERY_MILLIS = 30_000;
    private static final long ALONE_FIRST_MILLIS = 500;

    private final PeerNode node;

    /** When each was lost, in the order in which they are visited. */
    private @Nullable Map<Address, Long> lostAt;

    private @Nullable Backoff alone;
    private long nextAt = NEVER;

    Remembered(PeerNode node) {
        this.node = node;
    }

    int size() {
        return lostAt == null ? 0 : lostAt.size();
    }

    /** Its link broke, or it was held for dead. */
    void lost(Address address) {
        if (lostAt == null) {
            lostAt = new LinkedHashMap<>();
        }
        if (lostAt.size() >= MOST && !lostAt.containsKey(address)) {
            lostAt.remove(Collections.min(lostAt.entrySet(), Map.Entry.comparingByValue())
                    .getKey());
            node.count(Counter.DROPPED_REMEMBERED);
        }
        lostAt.put(address, node.now());
        nextAt = Math.min(nextAt, node.now() + pause());
        node.wakeAt(nextAt);
    }

    /** It is linked to us again, or said that it leaves. */
    void forget(Address address) {
        cameBack(address);
    }

    /** It was met: it need not be looked for any more. Tells whether it was one of those lost. */
    boolean cameBack(Address address) {
        boolean wasLost = lostAt != null && lostAt.remove(address) != null;
        if (lostAt != null && lostAt.isEmpty()) {
            lostAt = null;
            alone = null;
            nextAt = NEVER;
        }
        return wasLost;
    }

    @Override
    public long due() {
        return nextAt;
    }

    @Override
    public void onDue(long now) {
        if (nextAt > now || lostAt == null) {
            return;
        }
        lostAt.values().removeIf(at -> now - at >= KEPT_MILLIS);
        if (lostAt.isEmpty()) {
            nextAt = NEVER;
            return;
        }
        Address next = lostAt.keySet().iterator().next();
        Long at = lostAt.remove(next);
        lostAt.put(next, at);
        nextAt = now + pause();
        node.count(Counter.LOST_VISITED);
        node.sampling().visit(next);
    }

    private long pause() {
        if (node.overlay().degree() > 0) {
            alone = null;
            return node.jittered(EVERY_MILLIS);
        }
        if (alone == null) {
            alone = new Backoff(node, ALONE_FIRST_MILLIS, EVERY_MILLIS);
        }
        return alone.next();
    }
}
