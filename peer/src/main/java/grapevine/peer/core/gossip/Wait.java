package grapevine.peer.core.gossip;

import grapevine.wire.Address;
import org.jspecify.annotations.Nullable;

/**
 * How long one neighbour makes this peer wait. It has a share of the time: {@value #SHARE_MILLIS} ms at once, and a
 * thirtieth in the long run. Whoever asks for more is not believed until it has been quiet for
 * {@value #DISTRUST_MILLIS} ms.
 */
final class Wait {
    /** So long (ms) it may make us wait at once. */
    static final long SHARE_MILLIS = 1000;

    /** In so many ms its share grows by one again. */
    static final long GROWS_IN = 30;

    /** It is believed again so long (ms) after it last asked. */
    static final long DISTRUST_MILLIS = 10_000;

    /** It is named to the operator so often (ms). */
    private static final long SAY_MILLIS = 60_000;

    private long askedUntil;
    private long obeyedUntil;
    private long share = SHARE_MILLIS;
    private long grownAt;
    private long distrustedUntil;
    private long saidAt;
    private @Nullable Address by;

    Wait(long now) {
        askedUntil = now;
        obeyedUntil = now;
        grownAt = now;
        distrustedUntil = now;
        saidAt = now - SAY_MILLIS;
    }

    /** It asks to wait for so long (ms) while others would not have us wait; returns for how long we do. */
    long ask(long millis, @Nullable Address by, long now) {
        note(millis, by, now);
        if (isDistrusted(now)) {
            distrustedUntil = now + DISTRUST_MILLIS;
            return 0;
        }
        grow(now);
        long until = now + millis;
        long more = Math.min(share, until - Math.max(now, obeyedUntil));
        if (more > 0) {
            obeyedUntil = Math.max(now, obeyedUntil) + more;
            share -= more;
        }
        if (obeyedUntil < until) {
            distrustedUntil = now + DISTRUST_MILLIS;
        }
        return Math.max(0, Math.min(millis, obeyedUntil - now));
    }

    /** It asks for that, and nothing is taken off its share for it. */
    void note(long millis, @Nullable Address by, long now) {
        askedUntil = Math.max(askedUntil, now + millis);
        this.by = by;
    }

    private void grow(long now) {
        long grown = (now - grownAt) / GROWS_IN;
        grownAt += grown * GROWS_IN;
        share = Math.min(SHARE_MILLIS, share + grown);
    }

    /** Whether it would have us wait, believed or not. */
    boolean isAsked(long now) {
        return now < askedUntil;
    }

    /** Whether we wait for it, others or not. */
    boolean isObeyed(long now) {
        return now < obeyedUntil;
    }

    /** Whether it has asked for more than its share lately. */
    boolean isDistrusted(long now) {
        return now < distrustedUntil;
    }

    /** Whether the operator is to be told of it now, which counts as done. */
    boolean isToBeSaid(long now) {
        boolean isDue = now - saidAt >= SAY_MILLIS;
        saidAt = isDue ? now : saidAt;
        return isDue;
    }

    /** Behind whom messages pile up, as was said last; null if nobody was named. */
    @Nullable
    Address by() {
        return by;
    }
}
