package grapevine.peer.core.health;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.join.Registration;
import grapevine.peer.core.link.Neighbours;
import grapevine.sampling.PartialView;
import grapevine.wire.Entry;

/**
 * Who went with a neighbour that is gone. Where several end at once there may be one among them all of whose neighbours
 * ended too, so that nobody would report it; so whoever lost a neighbour looks, once a minute, at those in its view.
 */
final class Surroundings {
    /** From the first that is gone to the look (ms): the others may take a moment longer to end. */
    static final long AFTER = 1_000;

    /** From one look to the next, at least (ms). */
    static final long EVERY = 60_000;

    /** Who says that he is where a neighbour is. */
    final Contests contests = new Contests();

    private long lookAt = Part.NEVER;
    private long notBefore = Long.MIN_VALUE;

    /** A neighbour is gone: its address refuses, or another process is there. */
    void neighbourGone(Ground ground) {
        if (lookAt == Part.NEVER) {
            lookAt = Math.max(ground.now() + AFTER, notBefore);
            ground.wakeAt(lookAt);
        }
    }

    long due() {
        return lookAt;
    }

    void onDue(Ground ground, Neighbours neighbours, PartialView<Entry> view, Registration registration) {
        if (lookAt > ground.now()) {
            return;
        }
        lookAt = Part.NEVER;
        notBefore = ground.now() + EVERY;
        for (Entry entry : view.peers()) {
            if (neighbours.find(entry.address()) == null && !ground.isLeaving()) {
                Probe.once(ground, entry.address(), entry.epoch(), null, outcome -> {
                    if (outcome.isGone() && !ground.isLeaving()) {
                        view.removeKey(entry.address());
                        registration.refused(entry);
                    }
                });
            }
        }
    }
}
