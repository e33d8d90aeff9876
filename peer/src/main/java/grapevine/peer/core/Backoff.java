package grapevine.peer.core;

/** Waits that double, up to a most: 1, 2, 4, 8, 16, 30, 30 s and so on, each shortened at random by up to a fifth. */
final class Backoff {
    private final PeerNode node;
    private final long first;
    private final long most;
    private long next;

    Backoff(PeerNode node, long firstMillis, long mostMillis) {
        this.node = node;
        first = firstMillis;
        most = mostMillis;
        next = firstMillis;
    }

    /** The wait before the next attempt (ms). */
    long next() {
        long wait = next;
        next = Math.min(most, next * 2);
        return node.jittered(wait);
    }

    void reset() {
        next = first;
    }
}
