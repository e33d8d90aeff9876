package grapevine.lab.live;

import grapevine.clock.MessageId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of one node, in the order in which they came, each read or not. Of too many the oldest go, read ones
 * first. Safe for several threads: what comes while messages are read is unread afterwards.
 */
public final class Inbox {
    /** The most messages kept. */
    public static final int MOST = 10_000;

    /** The most bytes of payloads kept. */
    public static final long MOST_BYTES = 16L * 1024 * 1024;

    /** The most ways kept of one message. */
    public static final int MOST_WAYS = 64;

    /** Which messages are meant. */
    public enum Which {
        UNREAD,
        READ,
        ALL
    }

    /**
     * One message.
     *
     * @param id its name, the same at every node
     * @param origin where whoever made it listens
     * @param payload as it was published
     * @param sentAt when it was made, by the clock of whoever made it
     * @param receivedAt when it came, by the clock here
     * @param ways by which its copies came, each from who made it to the neighbour that brought it; in the order in
     *     which they came; none of a message that shows no way
     */
    public record Letter(
            MessageId id,
            InetSocketAddress origin,
            byte[] payload,
            Instant sentAt,
            Instant receivedAt,
            boolean isRead,
            List<List<Integer>> ways) {
        Letter read() {
            return new Letter(id, origin, payload, sentAt, receivedAt, true, ways);
        }

        Letter with(List<Integer> way) {
            List<List<Integer>> more = new ArrayList<>(ways);
            more.add(way);
            return new Letter(id, origin, payload, sentAt, receivedAt, isRead, List.copyOf(more));
        }
    }

    private final Map<MessageId, Letter> letters = new LinkedHashMap<>();
    private long bytes;
    private long dropped;

    /** One more; a second one of the same name changes nothing. */
    public synchronized void put(Letter letter) {
        if (letters.putIfAbsent(letter.id(), letter) == null) {
            bytes += letter.payload().length;
            while (letters.size() > MOST || bytes > MOST_BYTES) {
                drop();
            }
        }
    }

    private void drop() {
        Letter oldest = letters.values().stream()
                .filter(Letter::isRead)
                .findFirst()
                .orElseGet(() -> letters.values().iterator().next());
        letters.remove(oldest.id());
        bytes -= oldest.payload().length;
        dropped++;
    }

    /** Another copy of a message came this way; nothing if the message is not here, or its ways are many. */
    public synchronized void came(MessageId id, List<Integer> way) {
        letters.computeIfPresent(id, (same, letter) -> letter.ways().size() < MOST_WAYS ? letter.with(way) : letter);
    }

    /** Those that are meant. */
    public synchronized List<Letter> look(Which which) {
        return letters.values().stream()
                .filter(letter -> which == Which.ALL || letter.isRead() == (which == Which.READ))
                .toList();
    }

    /** The same; from now on these are read. */
    public synchronized List<Letter> read(Which which) {
        List<Letter> read = look(which);
        read.forEach(letter -> letters.replace(letter.id(), letter.read()));
        return read;
    }

    /** How many were not read. */
    public synchronized int unread() {
        return (int)
                letters.values().stream().filter(letter -> !letter.isRead()).count();
    }

    /** How many there are. */
    public synchronized int size() {
        return letters.size();
    }

    /** How many had to go. */
    public synchronized long dropped() {
        return dropped;
    }
}
