package grapevine.peer.core.proof;

import grapevine.peer.core.link.Other;
import grapevine.wire.OriginRanges;
import grapevine.wire.SyncMessage.Gone;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * In which order things came by each connection, so that what is said after a message that waits is heeded after it,
 * as far as there is room. Nothing is kept of a connection of which nothing waits.
 */
final class ArrivalOrder {
    /** Words of one connection that wait for their turn. */
    static final int MOST_WORDS = 64;

    /** Bytes of memory that these take; a word of the largest size takes more, decoded. */
    static final long MOST_WORD_BYTES = 256L * 1024;

    /** Whose words and messages take less, bytes, does not ask for its share. */
    private static final long SMALL = 16L * 1024;

    private static final long WORD_BYTES = 250;
    private static final long ORIGIN_BYTES = 160;
    private static final long RANGE_BYTES = 40;

    private static final class Order {
        final Deque<Place> places = new ArrayDeque<>(4);
        int words;
        long wordBytes;
    }

    private final Room room;
    private final IdentityHashMap<Other, Order> orders = new IdentityHashMap<>();

    ArrivalOrder(Room room) {
        this.room = room;
    }

    /** Where something stands that came by a connection: a message that waits, or what is to be done in its turn. */
    static final class Place {
        private final Other from;
        private final @Nullable Runnable then;

        /** By whom the room of a word is filled, and how much. */
        private final String bringer;

        private final long bytes;
        private boolean isOver;

        private Place(Other from, @Nullable Runnable then, String bringer, long bytes) {
            this.from = from;
            this.then = then;
            this.bringer = bringer;
            this.bytes = bytes;
            isOver = then != null;
        }
    }

    /** A message that waits came by this one, until it {@link #isOver}. */
    Place enter(Other from) {
        Place place = new Place(from, null, "", 0);
        orders.computeIfAbsent(from, any -> new Order()).places.add(place);
        return place;
    }

    /**
     * Does what this word means once all is over that came by this one before: now, if nothing waits, and where there
     * is no more room. Then at worst a message is asked for that is here and waits.
     */
    void after(Other from, Gone word, Runnable then) {
        Order order = orders.get(from);
        if (order == null) {
            then.run();
            return;
        }
        long bytes = bytes(word);
        String bringer = Room.bringer(from);
        if (mayWait(order, bringer, bytes)) {
            room.fill(bringer, bytes);
            order.words++;
            order.wordBytes += bytes;
            order.places.add(new Place(from, then, bringer, bytes));
        } else {
            then.run();
        }
    }

    private boolean mayWait(Order order, String bringer, long bytes) {
        return order.words < MOST_WORDS
                && order.wordBytes + bytes <= MOST_WORD_BYTES
                && room.fits(bytes)
                && (room.heldOf(bringer) + bytes <= SMALL || !room.isBeyondShare(bringer, bytes));
    }

    private static long bytes(Gone word) {
        long bytes = WORD_BYTES;
        for (OriginRanges each : word.ranges()) {
            bytes += ORIGIN_BYTES + RANGE_BYTES * each.ranges().size();
        }
        return bytes;
    }

    /** It waits no more. */
    void isOver(Place place) {
        place.isOver = true;
        Order order = orders.get(place.from);
        while (order != null && !order.places.isEmpty() && order.places.element().isOver) {
            Place first = order.places.remove();
            if (first.then != null) {
                order.words--;
                order.wordBytes -= first.bytes;
                room.leave(first.bringer, first.bytes);
                first.then.run();
            }
        }
        if (order != null && order.places.isEmpty()) {
            orders.remove(place.from, order);
        }
    }
}
