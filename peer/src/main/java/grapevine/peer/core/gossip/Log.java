package grapevine.peer.core.gossip;

import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Messages byte for byte in the order in which they came: appended at one end, let go of at the other, found by
 * name. What stands of each are numbers in arrays and bytes in chunks that are used again, so that a hundred
 * thousand messages are a few dozen objects; a few small ones are kept as they came, so that they take no room of
 * their own. Takes no memory while it is empty.
 */
final class Log {
    /** Up to so many bytes in all, a message whose bytes are its own is kept as it came. */
    private static final int SHARED_BYTES = 4096;

    private static final int LEAST_CHUNK = 4096;
    private static final int MOST_CHUNK = 256 * 1024;

    /** A message of its own bytes that is so long is never copied. */
    private static final int LONG = 16 * 1024;

    private static final Object[] NO_OBJECTS = {};
    private static final long[] NO_NUMBERS = {};
    private static final int[] NO_PLACES = {};

    /** What of {@link #numbers} belongs to one message. */
    private static final int N = 0;

    private static final int CAME_AT = 1;

    /** Where its bytes begin, and how many there are: 32 bits each. */
    private static final int PLACE = 2;

    private static final int NUMBERS = 3;

    /** Some messages one behind the other. */
    private static final class Chunk {
        final byte[] bytes;
        int used;
        int messages;

        Chunk(int size) {
            bytes = new byte[size];
        }
    }

    /** Of each message the chunk, or the bytes if they are its own, and its origin; a ring. */
    private Object[] objects = NO_OBJECTS;

    private long[] numbers = NO_NUMBERS;

    /** By name, 1 + the message's slot in the ring, 0 for none; open addressing, never more than half full. */
    private int[] places = NO_PLACES;

    private int first;
    private int size;
    private long removed;
    private long bytes;
    private @Nullable Chunk last;

    /** A chunk of the largest size that nothing stands in any more. */
    private @Nullable Chunk spare;

    int size() {
        return size;
    }

    /** The number of the first message that is there, counted from the first that ever was. */
    long firstNumber() {
        return removed;
    }

    /** Appends a message whose name must not be there. */
    void add(Gossip message, long now) {
        if (size == objects.length / 2) {
            resize(Math.max(1, 2 * size));
        }
        int slot = (first + size) & (objects.length / 2 - 1);
        int from = keep(message, slot);
        objects[2 * slot + 1] = message.origin();
        numbers[NUMBERS * slot + N] = message.n();
        numbers[NUMBERS * slot + CAME_AT] = now;
        numbers[NUMBERS * slot + PLACE] = (long) from << 32 | message.length();
        enter(slot);
        size++;
        bytes += message.length();
    }

    private int keep(Gossip message, int slot) {
        int length = message.length();
        if (message.isAlone() && (length >= LONG || bytes + length <= SHARED_BYTES)) {
            objects[2 * slot] = message.bytes();
            return 0;
        }
        Chunk chunk = last;
        if (chunk == null || chunk.used + length > chunk.bytes.length) {
            chunk = chunkFor(length);
            last = chunk;
        }
        int from = chunk.used;
        System.arraycopy(message.bytes(), message.from(), chunk.bytes, from, length);
        chunk.used += length;
        chunk.messages++;
        objects[2 * slot] = chunk;
        return from;
    }

    private Chunk chunkFor(int length) {
        Chunk reused = spare;
        if (reused != null) {
            spare = null;
            return reused;
        }
        long wanted = Math.min(MOST_CHUNK, Math.max(LEAST_CHUNK, bytes));
        return new Chunk((int) Math.max(length, wanted));
    }

    /** Lets go of the message that came first; there must be one. Returns how many bytes it was. */
    int removeFirst() {
        int slot = first;
        remove(slot);
        if (objects[2 * slot] instanceof Chunk chunk && --chunk.messages == 0) {
            chunk.used = 0;
            if (chunk != last && chunk.bytes.length == MOST_CHUNK) {
                spare = chunk;
            }
        }
        objects[2 * slot] = null;
        objects[2 * slot + 1] = null;
        first = (first + 1) & (objects.length / 2 - 1);
        size--;
        removed++;
        int length = length(slot);
        bytes -= length;
        if (size == 0) {
            clear();
        } else if (size < objects.length / 16) {
            resize(objects.length / 4);
        }
        return length;
    }

    private void clear() {
        objects = NO_OBJECTS;
        numbers = NO_NUMBERS;
        places = NO_PLACES;
        first = 0;
        last = null;
        spare = null;
    }

    /** The slot of this message, -1 if it is not there; good until the next change. */
    int find(Origin origin, long n) {
        if (size == 0) {
            return -1;
        }
        int mask = places.length - 1;
        for (int at = hash(origin, n) & mask; places[at] != 0; at = (at + 1) & mask) {
            int slot = places[at] - 1;
            if (n(slot) == n && origin(slot).equals(origin)) {
                return slot;
            }
        }
        return -1;
    }

    /** The slot of the message of this number, which must be there, see {@link #firstNumber}. */
    int slotOf(long number) {
        return (first + (int) (number - removed)) & (objects.length / 2 - 1);
    }

    /** The slot of the first message; there must be one. */
    int first() {
        return first;
    }

    Origin origin(int slot) {
        return (Origin) Objects.requireNonNull(objects[2 * slot + 1]);
    }

    long n(int slot) {
        return numbers[NUMBERS * slot + N];
    }

    /** When it came, on the node's clock (ms). */
    long cameAt(int slot) {
        return numbers[NUMBERS * slot + CAME_AT];
    }

    private int length(int slot) {
        return (int) numbers[NUMBERS * slot + PLACE];
    }

    /** The message, in bytes of its own. */
    Gossip message(int slot) {
        Object where = objects[2 * slot];
        byte[] held = where instanceof Chunk chunk ? chunk.bytes : (byte[]) Objects.requireNonNull(where);
        int from = (int) (numbers[NUMBERS * slot + PLACE] >>> 32);
        return Gossip.read(Arrays.copyOfRange(held, from, from + length(slot)), origin(slot));
    }

    // By name

    private static int hash(Origin origin, long n) {
        long mixed = (origin.hashCode() + n) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    private int hashOf(int slot) {
        return hash(origin(slot), n(slot));
    }

    private void enter(int slot) {
        int mask = places.length - 1;
        int at = hashOf(slot) & mask;
        while (places[at] != 0) {
            at = (at + 1) & mask;
        }
        places[at] = slot + 1;
    }

    /** Takes a place out; those behind it that would not be found any more move up. */
    private void remove(int slot) {
        int mask = places.length - 1;
        int gap = hashOf(slot) & mask;
        while (places[gap] != slot + 1) {
            gap = (gap + 1) & mask;
        }
        for (int at = (gap + 1) & mask; places[at] != 0; at = (at + 1) & mask) {
            int wanted = hashOf(places[at] - 1) & mask;
            if (((at - wanted) & mask) >= ((at - gap) & mask)) {
                places[gap] = places[at];
                gap = at;
            }
        }
        places[gap] = 0;
    }

    /** @param slots how many there are to be, a power of two, as many as messages or more */
    private void resize(int slots) {
        Object[] oldObjects = objects;
        long[] oldNumbers = numbers;
        int mask = oldObjects.length / 2 - 1;
        objects = new Object[2 * slots];
        numbers = new long[NUMBERS * slots];
        places = new int[2 * slots];
        for (int i = 0; i < size; i++) {
            int old = (first + i) & mask;
            System.arraycopy(oldObjects, 2 * old, objects, 2 * i, 2);
            System.arraycopy(oldNumbers, NUMBERS * old, numbers, NUMBERS * i, NUMBERS);
        }
        first = 0;
        for (int i = 0; i < size; i++) {
            enter(i);
        }
    }
}
