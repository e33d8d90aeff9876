package grapevine.peer.core.repair;

import java.util.random.RandomGenerator;

/**
 * Evidence that the tree does not reach here: more rounds of fetching than moments at which it brought something. One
 * message lost on the way to many peers gives little of it, a cut gives more with each message. How much is enough is
 * drawn anew each time, so that those who are cut off together do not all act at once.
 */
final class Evidence {
    static final int LEAST = 4;

    /** Messages that come within such a time (ms) are one moment. */
    private static final long MOMENT_MILLIS = 100;

    private int surplus;
    private int enough = LEAST;
    private long broughtAt;
    private long fetchedAt = -MOMENT_MILLIS;

    /** The tree brought something. */
    void brought(long now) {
        if (surplus > 0 && now - broughtAt >= MOMENT_MILLIS) {
            broughtAt = now;
            surplus--;
        }
    }

    /** Something had to be fetched. */
    void fetched(long now) {
        if (now - fetchedAt >= MOMENT_MILLIS) {
            fetchedAt = now;
            surplus = Math.min(surplus + 1, 2 * LEAST);
        }
    }

    boolean isEnough() {
        return surplus >= enough;
    }

    void clear(RandomGenerator random) {
        surplus = 0;
        enough = LEAST + random.nextInt(LEAST);
    }
}
