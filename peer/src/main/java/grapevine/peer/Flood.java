package grapevine.peer;

import grapevine.wire.PieceMessage;
import grapevine.wire.Way;
import java.time.Duration;
import java.util.Objects;

/**
 * How a message is to go that shows its way, see {@link Peer#publish(byte[], Flood)}: not along the tree, but from each
 * peer to all its neighbours that the way does not name.
 *
 * @param relays how many copies of it go over each link in each direction at most, 0..16. With 1 a peer sends on the
 *     first copy that comes to it; with more also further ones, each with its own way. With 0 it stays at the peer that
 *     makes it
 * @param hopDelay so that it can be watched: each peer sends it to its neighbours one after the other, in the order of
 *     their addresses, so long apart; the first one so long after it is made, and where it came from another peer twice
 *     so long after that. 0..10 s, in whole milliseconds. No thread waits meanwhile
 */
public record Flood(int relays, Duration hopDelay) {
    /** The most copies over one link in one direction. */
    public static final int MOST_RELAYS = Way.MOST_RELAYS;

    /** The longest payload that is flooded, in bytes. */
    public static final int MAX_PAYLOAD = PieceMessage.LARGE;

    /** As long as both are in their range. */
    public Flood {
        Objects.requireNonNull(hopDelay, "hopDelay");
        if (relays < 0 || relays > MOST_RELAYS) {
            throw new IllegalArgumentException("relays=" + relays + " is outside 0.." + MOST_RELAYS);
        }
        if (hopDelay.isNegative() || hopDelay.compareTo(Duration.ofMillis(Way.MOST_DELAY)) > 0) {
            throw new IllegalArgumentException("hopDelay=" + hopDelay + " is outside 0.." + Way.MOST_DELAY + " ms");
        }
    }

    /** The same without any delay. */
    public Flood(int relays) {
        this(relays, Duration.ZERO);
    }
}
