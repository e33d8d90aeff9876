package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.wire.Address;
import grapevine.wire.Message.Slow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever makes messages faster than some link takes them: this peer makes none meanwhile, and who brings it
 * messages is told, up to those that make them. What one neighbour can slow so is its {@link Wait}: whoever asks for
 * more while others take messages is congested, that is, messages are announced to it, and its word is nothing until
 * it has been quiet. Where all ask, it is the network that is full, and all are heeded.
 */
public final class Throttle {
    /**
     * A link with more than this waiting (bytes) makes publications wait. More would not get there sooner: it would
     * only make all the rest late.
     */
    public static final long MOST_BYTES = 512 * 1024;

    /** How long the neighbour that the messages come from is told to slow down (ms), and how often at most. */
    private static final long SLOW_MILLIS = 200;

    private static final long SLOW_EVERY_MILLIS = 50;

    /** Who brought a message within this time (ms) brings them. */
    private static final long BRINGS_MILLIS = 1000;

    /** So often (ms) at most another way is looked for. */
    private static final long FURTHER_MILLIS = 10_000;

    /** So often (ms) the operator is told that this peer makes no message for a neighbour's sake. */
    private static final long SAY_MILLIS = 60_000;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Tree tree;

    /** Null until a neighbour makes us wait. */
    private @Nullable Waits waits;

    /** Whom we told to slow down within a while, and when that while began. */
    private Few<Neighbour> slowed = Few.none();

    private long slowedSince;

    /** For whom this peer waits, and when it last did something about it. */
    private static final class Waits {
        final Map<Neighbour, Wait> of = new LinkedHashMap<>();
        long furtherAt;
        long saidAt;

        Waits(long now) {
            furtherAt = now - FURTHER_MILLIS;
            saidAt = now - SAY_MILLIS;
        }
    }

    Throttle(Ground ground, Neighbours neighbours, Tree tree) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.tree = tree;
    }

    /** Its link is gone. */
    void unlinked(Neighbour lost) {
        if (waits != null) {
            waits.of.remove(lost);
        }
    }

    // Making messages

    /** Whether this peer may make no message now. */
    boolean isClosed() {
        for (Neighbour neighbour : neighbours) {
            if (isBehind(neighbour)) {
                return true;
            }
        }
        return waits != null && isMadeToWait(waits);
    }

    /**
     * Whether messages pile up before this one. A link that takes nothing at all is served later, and slows nobody
     * down.
     */
    static boolean isBehind(Neighbour neighbour) {
        long backlog = neighbour.link().backlog();
        boolean isMuch = backlog > MOST_BYTES || backlog > neighbour.link().room();
        return isMuch && !neighbour.link().isStalled();
    }

    private boolean isMadeToWait(Waits all) {
        long now = ground.now();
        Neighbour because = null;
        for (Map.Entry<Neighbour, Wait> each : all.of.entrySet()) {
            because = because == null && each.getValue().isObeyed(now) ? each.getKey() : because;
        }
        if (because == null && isNowhereOpen(null, null)) {
            because = all.of.keySet().iterator().next();
        }
        if (because != null && now - all.saidAt >= SAY_MILLIS) {
            all.saidAt = now;
            Wait wait = all.of.get(because);
            ground.report(new Fact.SlowedDown(because.address(), wait == null ? null : wait.by()));
        }
        return because != null;
    }

    // What others say

    /** What this one brings piles up behind somebody else. */
    void slowDown(Neighbour from, Neighbour behind) {
        long millis = heed(behind, from, SLOW_MILLIS, behind.address());
        tellToSlowDown(from, millis, behind.address());
    }

    /**
     * Messages pile up behind a neighbour: for a while this peer makes none, and it tells those who bring it messages.
     * The time gets shorter with each hop, so the word dies out also on a circle.
     */
    void onSlow(Slow slow, Neighbour by) {
        Address first = slow.by() == null ? by.address() : slow.by();
        long millis = heed(by, null, slow.millis(), first);
        if (millis == 0) {
            ground.count(Counter.DROPPED_SLOW);
        }
        for (Neighbour neighbour : neighbours) {
            boolean bringsMessages =
                    neighbour.gossipedAt() >= 0 && ground.now() - neighbour.gossipedAt() < BRINGS_MILLIS;
            if (neighbour != by && bringsMessages) {
                tellToSlowDown(neighbour, millis - SLOW_EVERY_MILLIS, first);
            }
        }
    }

    /** Whether this one made us wait for longer than its share: what there is is announced to it, and fetched later. */
    boolean isDistrusted(Neighbour neighbour) {
        Wait wait = waits == null ? null : waits.of.get(neighbour);
        return wait != null && wait.isDistrusted(ground.now());
    }

    /**
     * A neighbour makes us wait; returns for how long (ms) we do.
     *
     * @param from who waits then, null if we do
     */
    private long heed(Neighbour slow, @Nullable Neighbour from, long millis, Address first) {
        long now = ground.now();
        waits = waits == null ? new Waits(now) : waits;
        Wait wait = waits.of.computeIfAbsent(slow, unused -> new Wait(now));
        if (isNowhereOpen(slow, from)) {
            wait.note(millis, first, now);
            if (from == null) {
                lookFurther(waits, now);
            }
            return millis;
        }
        boolean wasDistrusted = wait.isDistrusted(now);
        long heeded = wait.ask(millis, first, now);
        if (!wasDistrusted && wait.isDistrusted(now)) {
            if (wait.isToBeSaid(now)) {
                ground.report(new Fact.NeighbourSlow(slow.address(), first));
            }
            if (!isThereAnother(slow)) {
                lookFurther(waits, now);
            }
        }
        return heeded;
    }

    /** Whether messages go by any link but this one's as they come. */
    private boolean isThereAnother(Neighbour slow) {
        for (Neighbour neighbour : neighbours) {
            if (neighbour != slow && neighbour.isEager() && !isDistrusted(neighbour)) {
                return true;
            }
        }
        return false;
    }

    /** Whether all but these would have us wait. Where one link carries all and there are others, those are open. */
    private boolean isNowhereOpen(@Nullable Neighbour slow, @Nullable Neighbour from) {
        long now = ground.now();
        int eager = 0;
        for (Neighbour neighbour : neighbours) {
            if (neighbour.isEager() && neighbour != from) {
                eager++;
                Wait wait = waits == null ? null : waits.of.get(neighbour);
                boolean isHeldUp = isBehind(neighbour) || (wait != null && wait.isAsked(now));
                if (neighbour != slow && !isHeldUp) {
                    return false;
                }
            }
        }
        return from != null || eager > 1 || neighbours.degree() == 1;
    }

    /** Messages get on by none of the links that they go by: one more is tried. */
    private void lookFurther(Waits all, long now) {
        if (now - all.furtherAt >= FURTHER_MILLIS) {
            all.furtherAt = now;
            tree.reachFurther();
        }
    }

    private void tellToSlowDown(Neighbour neighbour, long millis, Address first) {
        if (ground.now() - slowedSince >= SLOW_EVERY_MILLIS) {
            slowedSince = ground.now();
            slowed = Few.none();
        }
        if (millis > 0 && !slowed.contains(neighbour)) {
            slowed = slowed.with(neighbour);
            ground.send(neighbour.link(), new Slow(millis, first));
        }
    }
}
