package grapevine.peer.core.link;

import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Part;
import grapevine.wire.Address;

/**
 * A neighbour that was silent for so long that we asked: where the rounds stand since it was last heard. Written by
 * whoever watches over it; it stands with the {@link Neighbour}, because an object of its own for each link would
 * cost a large network too much.
 */
public final class Silence {
    /** A round is made anew so many times in a row; after that it goes on where it was. */
    private static final int MOST_VOID = 3;

    private long roundAt = Part.NEVER;
    private int tries;
    private int missed;
    private int voids;
    private final int vouched;
    private boolean isVouchedFor;
    private boolean isAskedAnew;
    private Few<Address> helpers = Few.none();

    /** How much later than without standstills of ours a round is due (ms). */
    private long putOff;

    /** The smallest and the largest timestamp we asked with: a reply must lie between. */
    private long askedFirst = Long.MAX_VALUE;

    private long askedLast = Long.MIN_VALUE;

    /**
     * One in which nothing was asked yet.
     *
     * @param vouched how often in a row only another peer's word has saved it
     */
    public Silence(int vouched) {
        this.vouched = vouched;
    }

    /** A round begins, at this time or, if it begins late, as if at this time. */
    public void opensRound(long at) {
        roundAt = at;
        tries = 0;
        isVouchedFor = false;
        helpers = Few.none();
    }

    /** This one is asked to try in the round that is open. */
    public void asksToTry(Address helper) {
        helpers = helpers.with(helper);
    }

    /** Whether this one was asked to try in the round that is open. */
    public boolean isHelper(Address address) {
        return hasOpenRound() && helpers.contains(address);
    }

    /** We ask, at this time of the wall clock, which may be set back between two tries. */
    public void asks(long timestamp) {
        askedFirst = Math.min(askedFirst, timestamp);
        askedLast = Math.max(askedLast, timestamp);
        tries++;
    }

    /** The open round ends without an answer. */
    public void missesRound() {
        roundAt = Part.NEVER;
        missed++;
        voids = 0;
    }

    /**
     * We stood still for so long (ms) while a round was open. It begins anew; but where that would go on for ever it
     * only gets the time again, and a last try.
     *
     * @param lastTry when in a round its last try is made (ms)
     */
    public void voidsRound(long now, long millis, long lastTry) {
        long begun = now;
        if (voids < MOST_VOID) {
            voids++;
            tries = 0;
        } else {
            tries = Math.max(0, tries - 1);
            begun = Math.max(roundAt + millis, now - lastTry);
        }
        putOff += begun - roundAt;
        roundAt = begun;
    }

    /** A round was due so long ago (ms), while we stood still. */
    public void putOff(long byMillis) {
        putOff += byMillis;
    }

    /** How much later than without standstills of ours a round is due (ms). */
    public long putOff() {
        return putOff;
    }

    public boolean hasOpenRound() {
        return roundAt != Part.NEVER;
    }

    /** When the open round began, or {@link Part#NEVER}. */
    public long roundAt() {
        return roundAt;
    }

    /** Tries made in the open round. */
    public int tries() {
        return tries;
    }

    /** Rounds in a row without an answer. */
    public int missed() {
        return missed;
    }

    /** How often in a row only another peer's word has saved it. */
    public int vouched() {
        return vouched;
    }

    /** Somebody reached it in the round that is open. */
    public void vouch() {
        isVouchedFor = true;
    }

    /** Whether somebody reached it in the round that is open, or ended last. */
    public boolean isVouchedFor() {
        return isVouchedFor;
    }

    /** Whether it lives, as others say, and the link to it carries nothing. */
    public boolean isStuck() {
        return vouched > 0;
    }

    /** Whether it was dialled anew since then. */
    public boolean wasAskedAnew() {
        return isAskedAnew;
    }

    /** It was time to dial it anew, whether it was or not: it is done once. */
    public void askedAnew() {
        isAskedAnew = true;
    }

    /** Whether we can have asked with this timestamp. */
    public boolean hasAskedAt(long timestamp) {
        return askedFirst <= timestamp && timestamp <= askedLast;
    }
}
