package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.ground.Timed;
import grapevine.wire.Address;
import grapevine.wire.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The large messages that were offered and are not here whole, and the memory that they may fill. */
final class Halves implements Timed {
    /** The most there may be. */
    static final int MOST = 4096;

    /** What nobody has any more is kept for so long (ms). */
    private static final long KEPT_MILLIS = 60_000;

    /** What has been taken for so long (ms) gives way to others. */
    private static final long LONG_MILLIS = 30_000;

    private final Ground ground;
    private final Map<LargeName, Half> halves = new LinkedHashMap<>();

    /** When the first of those at rest goes; never where none is. */
    private long deadline = Part.NEVER;

    Halves(Ground ground) {
        this.ground = ground;
    }

    @Nullable
    Half get(LargeName name) {
        return halves.get(name);
    }

    void add(Half half) {
        halves.put(half.name, half);
    }

    void remove(Half half) {
        halves.remove(half.name);
    }

    int size() {
        return halves.size();
    }

    /** Bytes of memory that are filled, or soon are. */
    long held() {
        long held = 0;
        for (Half half : halves.values()) {
            held += half.held();
        }
        return held;
    }

    /** The most there may be of these, but for a single message. */
    long most() {
        return ground.settings().budget().waiting() / 4;
    }

    /** Those of these numbers that are being taken are left out: this one has them, too. */
    void leaveOut(Origin origin, Ranges lacking, Address holder) {
        for (Half half : halves.values()) {
            LargeName name = half.name;
            if (half.source != null && name.origin().equals(origin) && lacking.contains(name.n())) {
                lacking.remove(name.n(), name.n());
                half.isHeldBy(holder);
            }
        }
    }

    /** Those of these numbers that are being taken are left out. */
    void leaveOut(Origin origin, Ranges lacking) {
        for (Half half : halves.values()) {
            if (half.source != null && half.name.origin().equals(origin)) {
                lacking.remove(half.name.n(), half.name.n());
            }
        }
    }

    /** Whether there is memory for this one, for whose sake another may have to go. */
    boolean makesRoom(Half wanted) {
        long held = held();
        if (held == 0 || held + wanted.offer.length() <= most()) {
            return true;
        }
        Half longest = longest();
        if (longest == null || held - longest.held() + wanted.offer.length() > most()) {
            return false;
        }
        longest.beginsAnew();
        ground.count(Counter.DROPPED_PARTLY);
        if (longest.source == null) {
            remove(longest);
        } else {
            longest.source.putOff(longest);
            longest.since = ground.now();
        }
        return true;
    }

    /** What has been here for longest, whether somebody still has it or not; null if all came lately. */
    private @Nullable Half longest() {
        Half longest = null;
        for (Half half : halves.values()) {
            boolean mayGo = half.held() > 0 && (half.source == null || ground.now() - half.since > LONG_MILLIS);
            if (mayGo && (longest == null || half.since < longest.since)) {
                longest = half;
            }
        }
        return longest;
    }

    // What nobody has any more

    /** One came to rest, the last that did. */
    void keep() {
        if (deadline == Part.NEVER) {
            awaits(ground.now() + KEPT_MILLIS);
        }
    }

    private void awaits(long first) {
        deadline = first;
        if (first != Part.NEVER) {
            ground.waiting().add(this);
        }
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void postpone(long byMillis) {
        deadline += byMillis;
        for (Half half : halves.values()) {
            if (half.source == null) {
                half.since += byMillis;
            }
        }
    }

    @Override
    public void onDeadline(long now) {
        long first = Part.NEVER;
        for (Half half : List.copyOf(halves.values())) {
            if (half.source == null && half.since + KEPT_MILLIS <= now) {
                remove(half);
                ground.count(Counter.DROPPED_PARTLY);
            } else if (half.source == null) {
                first = Math.min(first, half.since + KEPT_MILLIS);
            }
        }
        awaits(first);
    }
}
