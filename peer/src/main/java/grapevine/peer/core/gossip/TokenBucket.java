package grapevine.peer.core.gossip;

/**
 * A token bucket (RFC 2697 has the usual one): what somebody may have at once, which fills again with time, and here
 * with what it gives for it, too. Whoever wants more than is in it gets what there is.
 */
final class TokenBucket {
    /** Parts of a token: what a millisecond fills may be less than one. */
    private static final long PARTS = 1000;

    private final long most;
    private final long fillsIn;
    private long parts;
    private long filledAt;

    /** Parts that came since the last {@link #spent} and found no room. */
    private long over;

    /**
     * A full one.
     *
     * @param most tokens it holds at most
     * @param fillsIn in so many ms it fills by a token
     */
    TokenBucket(long most, long fillsIn, long now) {
        this.most = most * PARTS;
        this.fillsIn = fillsIn;
        parts = this.most;
        filledAt = now;
    }

    /** Takes so many tokens, or as many as there are; returns how many. */
    long take(long tokens, long now) {
        fill(now);
        long taken = Math.min(tokens, parts / PARTS);
        parts -= taken * PARTS;
        return taken;
    }

    /**
     * Takes so many tokens that were spent little by little since the last call: what came meanwhile went for them as
     * it came, though it would not have had room at once. Returns whether there were as many.
     */
    boolean spent(long tokens, long now) {
        fill(now);
        long wanted = Math.max(0, tokens * PARTS - over);
        over = 0;
        boolean isEnough = wanted <= parts;
        parts -= Math.min(wanted, parts);
        return isEnough;
    }

    /** Fills it by so many thousandths of a token. */
    void add(long thousandths) {
        over += Math.max(0, parts + thousandths - most);
        parts = Math.min(most, parts + thousandths);
    }

    boolean isFull(long now) {
        fill(now);
        return parts == most;
    }

    private void fill(long now) {
        add((now - filledAt) * PARTS / fillsIn);
        filledAt = now;
    }
}
