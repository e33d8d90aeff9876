package grapevine.peer.core.gossip;

import grapevine.wire.Address;

/**
 * How long somebody makes others wait. It has a share: {@value #SHARE_MILLIS} ms at once, which grows again by a
 * thirtieth of the time and by a millisecond for each {@value #BYTES_A_MILLI} bytes of messages that are handed to it.
 * So one behind whom messages do pile up is heeded as long as it takes a megabyte a second; and who says so without
 * need gets a share of the time, and slows nobody down below that. Whoever asks for more is not believed until it has
 * been quiet for {@value #DISTRUST_MILLIS} ms.
 */
final class Wait {
    /** So long (ms) it may make us wait at once. */
    static final long SHARE_MILLIS = 1000;

    /** In so many ms its share grows by one again. */
    private static final long GROWS_IN = 30;

    private static final long BYTES_A_MILLI = 1000;

    /** It is believed again so long (ms) after it last asked. */
    private static final long DISTRUST_MILLIS = 10_000;

    /** It is named to the operator so often (ms). */
    private static final long SAY_MILLIS = 60_000;

    /** Microseconds in a millisecond: shares are counted in them. */
    private static final long MICROS = 1000;

    private final long most;
    private long left;
    private long grownAt;
    private long heededUntil;
    private long distrustedUntil;
    private long saidAt;

    private Address by;

    /**
     * One who has not asked yet.
     *
     * @param by whom the first word of it names
     * @param share so long (ms) it may make others wait at once
     */
    Wait(Address by, long share, long now) {
        this.by = by;
        most = share * MICROS;
        left = most;
        grownAt = now;
        heededUntil = now;
        distrustedUntil = now;
        saidAt = now - SAY_MILLIS;
    }

    /** It was handed so many bytes of messages. */
    void took(long bytes) {
        left = Math.min(most, left + bytes * MICROS / BYTES_A_MILLI);
    }

    /** It asks others to wait for so long (ms) from now on, and names somebody; returns for how long they do. */
    long ask(long millis, Address first, long now) {
        by = first;
        if (isDistrusted(now)) {
            distrustedUntil = now + DISTRUST_MILLIS;
            return 0;
        }
        long granted = grant(millis, now);
        if (granted < millis) {
            distrustedUntil = now + DISTRUST_MILLIS;
        }
        return granted;
    }

    /** Takes what there is of so long (ms) from now on off its share; returns how long that is. */
    long grant(long millis, long now) {
        left = Math.min(most, left + (now - grownAt) * MICROS / GROWS_IN);
        grownAt = now;
        long from = Math.max(now, heededUntil);
        long more = Math.max(0, Math.min(left / MICROS, now + millis - from));
        left -= more * MICROS;
        heededUntil = from + more;
        return Math.min(millis, heededUntil - now);
    }

    /** Whether it has its whole share, as one who never asked. */
    boolean isWhole(long now) {
        return !isDistrusted(now) && left + (now - grownAt) * MICROS / GROWS_IN >= most;
    }

    /** Whether others wait for it. */
    boolean isHeeded(long now) {
        return now < heededUntil;
    }

    /** Whether it has asked for more than its share lately. */
    boolean isDistrusted(long now) {
        return now < distrustedUntil;
    }

    /** Whether the operator was not told of it for so long that it is time again. */
    boolean isSayDue(long now) {
        return now - saidAt >= SAY_MILLIS;
    }

    /** The operator is told of it. */
    void said(long now) {
        saidAt = now;
    }

    /** Behind whom messages pile up, as was said last. */
    Address by() {
        return by;
    }
}
