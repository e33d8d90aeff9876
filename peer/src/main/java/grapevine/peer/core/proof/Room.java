package grapevine.peer.core.proof;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Other;
import grapevine.wire.Limits;
import java.util.HashMap;
import java.util.Map;

/** How much memory all fills that waits until something is proven, and who brought how much of it. */
final class Room {
    /** What one message takes beside its payload, at the most. */
    private static final long BESIDE_PAYLOAD = 16L * 1024;

    private final Ground ground;
    private final Map<String, Long> heldOf = new HashMap<>();
    private long held;

    Room(Ground ground) {
        this.ground = ground;
    }

    /** Who it is by its certificate, whatever connections it has. */
    static String bringer(Other from) {
        String holder = from.link().holder();
        return holder == null ? from.address().toString() : holder;
    }

    /** So many bytes there are for all that waits. */
    long most() {
        return ground.settings().budget().waiting() / 4;
    }

    /** More than this is never filled: one message waits, however large it is. */
    long limit() {
        return most() + Limits.PAYLOAD + BESIDE_PAYLOAD;
    }

    /** Bytes that are filled, about. */
    long held() {
        return held;
    }

    boolean isFull() {
        return held > most();
    }

    boolean fits(long bytes) {
        return held + bytes <= most();
    }

    /** Bytes that are filled by what this one brought. */
    long heldOf(String bringer) {
        return heldOf.getOrDefault(bringer, 0L);
    }

    /** Whether this one would have more than it leaves. */
    boolean isBeyondShare(String bringer, long bytes) {
        return heldOf(bringer) + bytes > most() - held;
    }

    void fill(String bringer, long bytes) {
        held += bytes;
        heldOf.merge(bringer, bytes, Long::sum);
    }

    void leave(String bringer, long bytes) {
        held -= bytes;
        heldOf.computeIfPresent(bringer, (any, its) -> its == bytes ? null : its - bytes);
    }
}
