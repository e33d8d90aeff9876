package grapevine.peer.core.gossip;

import grapevine.node.Link;
import grapevine.wire.Address;

/**
 * How long somebody makes others wait, by its word or since its link is full. That comes out of a {@link TokenBucket}:
 * {@value #SHARE_MILLIS} ms at once, and it fills by a thirtieth of the time and by a millisecond for each
 * {@value #BYTES_A_MILLI} bytes of messages that it takes. So one behind whom messages do pile up is heeded as long as
 * it takes a megabyte a second; and who lets others wait without need gets a share of the time, and slows nobody down
 * below that. Whoever wants more is not believed until it has been quiet for {@value #DISTRUST_MILLIS} ms.
 */
final class Wait {
    /** So long (ms) it may make us wait at once. */
    static final long SHARE_MILLIS = 1000;

    /** In so many ms its share grows by one again. */
    private static final long GROWS_IN = 30;

    /** For so many bytes that it takes its share grows by a millisecond. */
    private static final long BYTES_A_MILLI = 1000;

    /** It is believed again so long (ms) after it last asked. */
    private static final long DISTRUST_MILLIS = 10_000;

    /** It is named to the operator so often (ms). */
    private static final long SAY_MILLIS = 60_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final TokenBucket share;
    private long heededUntil;
    private long distrustedUntil;
    private long saidAt;

    /** When its link was last seen full, if it was at the last look. */
    private long fullAt = NEVER;

    /** The connection that the next two are of. */
    private long connection = -1;

    /** Bytes that it was handed, and the most of these that were seen to be gone. */
    private long handed;

    private long taken;

    private Address by;

    /**
     * One who has not asked yet.
     *
     * @param by whom the first word of it names
     * @param share so long (ms) it may make others wait at once
     */
    Wait(Address by, long share, long now) {
        this.by = by;
        this.share = new TokenBucket(share, GROWS_IN, now);
        heededUntil = now;
        distrustedUntil = now;
        saidAt = now - SAY_MILLIS;
    }

    /**
     * It is handed so many bytes of messages. Of those before what does not wait any more was taken; answers to what it
     * asked for, which wait as well, count for nothing.
     *
     * @param waiting bytes that wait for it without these
     */
    void handed(Link link, long bytes, long waiting) {
        if (link.number() != connection) {
            connection = link.number();
            handed = waiting;
            taken = 0;
        }
        long gone = handed - waiting;
        if (gone > taken) {
            took(gone - taken);
            taken = gone;
        }
        handed += bytes;
    }

    /** It took so many bytes of messages. */
    void took(long bytes) {
        share.add(bytes * 1000 / BYTES_A_MILLI);
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
        long from = Math.max(now, heededUntil);
        long more = share.take(Math.max(0, now + millis - from), now);
        heededUntil = from + more;
        return Math.min(millis, heededUntil - now);
    }

    /**
     * Its link is full, and others have waited for that since it was last seen so, in this time for nothing else. It
     * may be looked at seldom: what its share grew by meanwhile goes for the time that passed.
     *
     * @param waiting bytes that wait for it
     */
    void isFull(Link link, long waiting, long now) {
        handed(link, 0, waiting);
        long since = fullAt == NEVER ? now : Math.max(fullAt, heededUntil);
        fullAt = now;
        if (isDistrusted(now) || !share.spent(Math.max(0, now - since), now)) {
            distrustedUntil = now + DISTRUST_MILLIS;
        }
    }

    /** Its link is not full, or nobody waits for that. */
    void hasRoom() {
        fullAt = NEVER;
    }

    /** Whether it has its whole share, as one who never asked. */
    boolean isWhole(long now) {
        return !isDistrusted(now) && share.isFull(now);
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
