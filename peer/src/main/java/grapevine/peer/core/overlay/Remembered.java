package grapevine.peer.core.overlay;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Backoff;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.sample.Sampling;
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
public final class Remembered implements Part {
    /** Beyond these the one lost longest ago is forgotten. */
    public static final int MOST = 32;

    private static final long KEPT_MILLIS = 24 * 3_600_000L;
    private static final long EVERY_MILLIS = 30_000;
    private static final long ALONE_FIRST_MILLIS = 500;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Sampling sampling;

    /** When each was lost, in the order in which they are visited. */
    private @Nullable Map<Address, Long> lostAt;

    private @Nullable Backoff alone;
    private long nextAt = NEVER;

    Remembered(Ground ground, Neighbours neighbours, Sampling sampling) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.sampling = sampling;
    }

    /** How many are remembered. */
    public int size() {
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
            ground.count(Counter.DROPPED_REMEMBERED);
        }
        lostAt.put(address, ground.now());
        nextAt = Math.min(nextAt, ground.now() + pause());
        ground.wakeAt(nextAt);
    }

    /** It is linked to us again, or said that it leaves. */
    void forget(Address address) {
        cameBack(address);
    }

    /** Another network lives there now: whom we look for will not come back under this address. */
    public void metAnotherNetwork(Address address) {
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
        ground.count(Counter.LOST_VISITED);
        sampling.visit(next);
    }

    private long pause() {
        if (neighbours.degree() > 0) {
            alone = null;
            return ground.jittered(EVERY_MILLIS);
        }
        if (alone == null) {
            alone = new Backoff(ground, ALONE_FIRST_MILLIS, EVERY_MILLIS);
        }
        return alone.next();
    }
}
