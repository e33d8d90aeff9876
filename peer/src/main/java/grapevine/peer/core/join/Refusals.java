package grapevine.peer.core.join;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Entry;

/**
 * Addresses that were listed and refused a dial, after a neighbour was reported: the seeds, which believe no others,
 * are told of some a minute, since at times it is many.
 */
final class Refusals {
    /** So many are told of a minute. */
    static final int MOST_A_MINUTE = 8;

    private static final long MINUTE = 60_000;

    /** For so long after its report a seed listens (ms). */
    private static final long HEARD = 10_000;

    private long reportedAt;
    private long begun;
    private int told;

    Refusals(long now) {
        begun = now;
        reportedAt = now;
    }

    /** The seeds are told of a neighbour. */
    void reported(long now) {
        reportedAt = now;
    }

    void tell(Ground ground, Registration registration, Entry refusing) {
        if (ground.now() - reportedAt > HEARD) {
            return;
        }
        if (ground.now() - begun >= MINUTE) {
            begun = ground.now();
            told = 0;
        }
        if (told < MOST_A_MINUTE) {
            told++;
            DeadReport.announceRefusing(ground, registration, refusing);
        } else {
            ground.count(Counter.REFUSALS_NOT_REPORTED);
        }
    }
}
