package grapevine.sim.check;

import grapevine.peer.core.PeerLook;
import grapevine.peer.core.PeerNode;
import grapevine.sim.net.VirtualHost;
import grapevine.wire.Address;
import org.jspecify.annotations.Nullable;

/** A process under observation, and since when it is in what state; times are ms of virtual time, -1 for never. */
final class Subject {
    static final long NEVER = -1;

    final VirtualHost host;

    final long startedAt;

    /** When it had its place. */
    long readyAt = NEVER;

    /** When it was last stopped or went on. */
    long disturbedAt = NEVER;

    /** Whether it was last seen with somebody older to hold on to. */
    boolean wasObliged;

    /** Since when it has no link to an older peer that is there. */
    long lackingSince = NEVER;

    /** Since when it knows that. */
    long emptySince = NEVER;

    /** Whether it lacks one because somebody older came back, and not because a link was lost. */
    boolean lacksReturned;

    boolean isReported;

    /** When its certificate was revoked; from then on nobody owes it anything, nor it them. */
    long revokedAt = NEVER;

    private @Nullable PeerLook look;

    Subject(VirtualHost host, long startedAt) {
        this.host = host;
        this.startedAt = startedAt;
    }

    Address address() {
        return host.address();
    }

    /** Whether something else had gone wrong shortly before. */
    boolean isBesideTrouble;

    boolean isRevoked() {
        return revokedAt != NEVER;
    }

    /** Whether it is a peer that is up, and has its place. */
    boolean isPlaced() {
        PeerLook seen = look();
        return host.isUp() && !isRevoked() && seen != null && seen.isReady() && seen.age() > 0 && !seen.isLeaving();
    }

    /** What may be seen of it; null for a seed. */
    @Nullable
    PeerLook look() {
        if (look == null && host.node() instanceof PeerNode peer) {
            look = peer.look();
        }
        return look;
    }

    void hasNoLack() {
        lackingSince = NEVER;
        emptySince = NEVER;
        isReported = false;
    }
}
