package grapevine.peer.core.ground;

/** Waits that double, up to a most: 1, 2, 4, 8, 16, 30, 30 s and so on, each shortened at random by up to a fifth. */
public final class Backoff {
    private final Ground ground;
    private final long first;
    private final long most;
    private long next;

    /**
     * One that begins.
     *
     * @param firstMillis the first wait
     * @param mostMillis the longest
     */
    public Backoff(Ground ground, long firstMillis, long mostMillis) {
        this.ground = ground;
        first = firstMillis;
        most = mostMillis;
        next = firstMillis;
    }

    /** The wait before the next attempt (ms). */
    public long next() {
        long wait = next;
        next = Math.min(most, next * 2);
        return ground.jittered(wait);
    }

    /** It begins anew. */
    public void reset() {
        next = first;
    }
}
