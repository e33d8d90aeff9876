package grapevine.lab.live;

import grapevine.clock.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The messages of one node, in the order in which they came, each read or not. Of too many the oldest go, read ones
 * first; the last one stays, however large it is. Safe for several threads: what comes while messages are read is
 * unread afterwards.
 */
public final class Inbox {
    /** The most messages kept. */
    public static final int MOST = 10_000;

    /** The most bytes kept, with what letters and ways take in memory, about; fewer where there is less room. */
    public static final long MOST_BYTES = 16L * 1024 * 1024;

    /** The most ways kept of one message. */
    public static final int MOST_WAYS = 64;

    private static final int BYTES_OF_A_LETTER = 300;
    private static final int BYTES_OF_A_WAY = 40;
    private static final int BYTES_OF_A_HOP = 20;

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
     * @param origin the number of the node that made it, 0 if it is none of this network
     * @param payload as it was published
     * @param sentAt when it was made, by the clock of whoever made it
     * @param receivedAt when it came, by the clock here
     * @param ways by which its copies came, each from who made it to the neighbour that brought it; in the order in
     *     which they came; none of a message that shows no way
     */
    public record Letter(
            MessageId id,
            int origin,
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

    /** Where the letters stand besides; told every change, one at a time. */
    interface Copy {
        /** A letter is new, or another than it was. */
        void put(long place, Letter letter);

        /** It is there no more. */
        void remove(long place);

        /** Nowhere. */
        Copy NONE = new Copy() {
            @Override
            public void put(long place, Letter letter) {
                // Memory alone.
            }

            @Override
            public void remove(long place) {
                // Memory alone.
            }
        };
    }

    private final InboxRoom room;
    private final Copy copy;

    /** By place: the later one came, the higher. */
    private final TreeMap<Long, Letter> letters = new TreeMap<>();

    private final Map<MessageId, Long> places = new HashMap<>();
    private final TreeSet<Long> unread = new TreeSet<>();
    private final TreeSet<Long> read = new TreeSet<>();
    private long bytes;
    private long dropped;
    private long changes;

    /** An empty one, in memory alone, of which there is plenty. */
    public Inbox() {
        this(new InboxRoom(Long.MAX_VALUE));
    }

    /** An empty one, in memory alone. */
    Inbox(InboxRoom room) {
        this(room, new TreeMap<>(), Copy.NONE);
    }

    /** One with what was in it before, which stands in the copy. */
    Inbox(InboxRoom room, SortedMap<Long, Letter> before, Copy copy) {
        this.room = room;
        this.copy = copy;
        before.forEach(this::enter);
        makeRoom();
    }

    /** One more; a second one of the same name changes nothing. */
    public synchronized void put(Letter letter) {
        if (!places.containsKey(letter.id())) {
            long place = letters.isEmpty() ? 1 : letters.lastKey() + 1;
            enter(place, letter);
            copy.put(place, letter);
            changes++;
            makeRoom();
        }
    }

    private void enter(long place, Letter letter) {
        letters.put(place, letter);
        places.put(letter.id(), place);
        (letter.isRead() ? read : unread).add(place);
        bytes += bytesOf(letter);
    }

    private static long bytesOf(Letter letter) {
        long bytes = BYTES_OF_A_LETTER + (long) letter.payload().length;
        for (List<Integer> way : letter.ways()) {
            bytes += BYTES_OF_A_WAY + (long) BYTES_OF_A_HOP * way.size();
        }
        return bytes;
    }

    private void makeRoom() {
        long most = room.each();
        while (letters.size() > MOST || (bytes > most && letters.size() > 1)) {
            Long oldest = (read.isEmpty() ? unread : read).first();
            Letter gone = Objects.requireNonNull(letters.remove(oldest));
            places.remove(gone.id());
            read.remove(oldest);
            unread.remove(oldest);
            bytes -= bytesOf(gone);
            dropped++;
            copy.remove(oldest);
            changes++;
        }
    }

    /**
     * Another copy of a message came this way; nothing if the message is not here, or its ways are many.
     *
     * @return the message, if this is the first way by which it is known to have come
     */
    public synchronized Optional<Letter> came(MessageId id, List<Integer> way) {
        Long place = places.get(id);
        if (place == null || at(place).ways().size() >= MOST_WAYS) {
            return Optional.empty();
        }
        change(place, letter -> letter.with(way));
        Letter now = at(place);
        makeRoom();
        return Optional.of(now).filter(letter -> letter.ways().size() == 1);
    }

    private void change(Long place, UnaryOperator<Letter> how) {
        Letter changed = how.apply(at(place));
        bytes += bytesOf(changed) - bytesOf(at(place));
        letters.put(place, changed);
        copy.put(place, changed);
        changes++;
    }

    /** Those that are meant. */
    public List<Letter> look(Which which) {
        return look(which, MOST);
    }

    /** Those that are meant, of more than so many the ones that came last. */
    public synchronized List<Letter> look(Which which, int most) {
        List<Letter> newestFirst = placesOf(which).descendingSet().stream()
                .limit(most)
                .map(this::at)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(newestFirst);
        return Collections.unmodifiableList(newestFirst);
    }

    /** The same; from now on these are read. */
    public synchronized List<Letter> read(Which which) {
        List<Letter> meant = look(which);
        List<Long> news = which == Which.READ ? List.of() : List.copyOf(unread);
        news.forEach(place -> change(place, Letter::read));
        read.addAll(news);
        unread.removeAll(news);
        return meant;
    }

    private NavigableSet<Long> placesOf(Which which) {
        return switch (which) {
            case UNREAD -> unread;
            case READ -> read;
            case ALL -> letters.navigableKeySet();
        };
    }

    private Letter at(Long place) {
        return Objects.requireNonNull(letters.get(place));
    }

    /** How many were not read. */
    public synchronized int unread() {
        return unread.size();
    }

    /** How many there are. */
    public synchronized int size() {
        return letters.size();
    }

    /** How often it has changed since it was opened: a letter came, went, was read, or another way of it came. */
    public synchronized long changes() {
        return changes;
    }

    /** How many had to go since it was opened. */
    public synchronized long dropped() {
        return dropped;
    }
}
