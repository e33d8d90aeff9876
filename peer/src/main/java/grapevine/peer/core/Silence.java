package grapevine.peer.core;

/** A neighbour that was silent for so long that we asked: where the rounds stand since it was last heard. */
final class Silence {
    /** When the open round began, or {@link Part#NEVER}. */
    long roundAt = Part.NEVER;

    /** Tries made in the open round. */
    int tries;

    /** Rounds in a row without an answer. */
    int missed;

    /** Rounds in a row that only another peer's word ended. */
    int vouched;

    /** The smallest and the largest timestamp we asked with: a reply must lie between. */
    private long askedFirst = Long.MAX_VALUE;

    private long askedLast = Long.MIN_VALUE;

    /** We ask, at this time of the wall clock, which may be set back between two tries. */
    void asks(long timestamp) {
        askedFirst = Math.min(askedFirst, timestamp);
        askedLast = Math.max(askedLast, timestamp);
        tries++;
    }

    boolean hasAskedAt(long timestamp) {
        return askedFirst <= timestamp && timestamp <= askedLast;
    }

    boolean hasOpenRound() {
        return roundAt != Part.NEVER;
    }
}
