package grapevine.peer.core.gossip;

import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Many messages byte for byte, in the order in which they came, with what stands of each as numbers in one array and
 * its bytes in chunks that are used again: a hundred thousand messages are a few hundred objects, and nothing here
 * refers to anything that came with them.
 *
 * <p>A message is known by its <em>number</em>: how many came before it, ever.
 */
final class PackedLog {
    private static final int LEAST_CHUNK = 4096;
    private static final int MOST_CHUNK = 256 * 1024;

    /** A message of its own bytes that is so long is not copied. */
    private static final int LONG = 16 * 1024;

    private static final int LEAST_MESSAGES = 64;

    /** What of {@link #entries} belongs to one message. */
    private static final int N = 0;

    /** When it came, and below that the id of its origin. */
    private static final int TIME_AND_ORIGIN = 1;

    private static final int ORIGIN_BITS = 20;

    /** The number of its chunk, and below that where its bytes begin there and how many there are. */
    private static final int PLACE = 2;

    private static final int LENGTH_BITS = 18;

    private static final int ENTRY = 3;

    /** Some messages one behind the other. */
    private static final class Chunk {
        final byte[] bytes;
        int used;
        int messages;

        Chunk(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private final OriginIds origins = new OriginIds();
    private final NameIndex names = new NameIndex();

    /** A ring. */
    private long[] entries = new long[ENTRY * LEAST_MESSAGES];

    private int first;
    private int size;
    private long firstNumber;
    private long bytes;

    /** A ring of chunks by their numbers; the one of {@link #openChunk} is the one that is filled. */
    private @Nullable Chunk[] chunks = new @Nullable Chunk[4];

    private int firstChunk;
    private int endChunk;
    private int openChunk = -1;

    /** One of the largest size that nothing stands in any more. */
    private @Nullable Chunk spare;

    /** @param firstNumber the number of the message that is added first */
    PackedLog(long firstNumber) {
        this.firstNumber = firstNumber;
    }

    int size() {
        return size;
    }

    long firstNumber() {
        return firstNumber;
    }

    /** Appends a message, unless its name is there. */
    boolean add(Gossip message, long now) {
        int origin = origins.enter(message.origin());
        if (!names.put(origin, message.n(), (int) (firstNumber + size))) {
            origins.leave(origin);
            return false;
        }
        if (ENTRY * size == entries.length) {
            resize(2 * size);
        }
        int at = ENTRY * slot(firstNumber + size);
        entries[at + N] = message.n();
        entries[at + TIME_AND_ORIGIN] = (now << ORIGIN_BITS) | origin;
        entries[at + PLACE] = (keep(message) << LENGTH_BITS) | message.length();
        size++;
        bytes += message.length();
        return true;
    }

    /** Lets go of the first message; there must be one. Returns how many bytes it was. */
    int removeFirst() {
        int at = ENTRY * first;
        int origin = originId(at);
        names.remove(origin, entries[at + N]);
        origins.leave(origin);
        release(chunkNumber(at));
        int length = length(at);
        first = (first + 1) & (entries.length / ENTRY - 1);
        firstNumber++;
        size--;
        bytes -= length;
        int slots = entries.length / ENTRY;
        if (size < slots / 8 && slots > LEAST_MESSAGES) {
            resize(slots / 4);
        }
        return length;
    }

    /** The number of this message, -1 if it is not there. */
    long find(Origin origin, long n) {
        int id = origins.find(origin);
        if (id < 0 || !names.has(id, n)) {
            return -1;
        }
        return firstNumber + (names.get(id, n) - (int) firstNumber);
    }

    Origin origin(long number) {
        return origins.get(originId(ENTRY * slot(number)));
    }

    long n(long number) {
        return entries[ENTRY * slot(number) + N];
    }

    long cameAt(long number) {
        return entries[ENTRY * slot(number) + TIME_AND_ORIGIN] >> ORIGIN_BITS;
    }

    /** The message, in bytes of its own. */
    Gossip message(long number) {
        int at = ENTRY * slot(number);
        int from = (int) (entries[at + PLACE] >>> LENGTH_BITS) & ((1 << LENGTH_BITS) - 1);
        byte[] held = chunk(chunkNumber(at)).bytes;
        return Gossip.read(Arrays.copyOfRange(held, from, from + length(at)), origins.get(originId(at)));
    }

    private int slot(long number) {
        return (first + (int) (number - firstNumber)) & (entries.length / ENTRY - 1);
    }

    private int originId(int at) {
        return (int) entries[at + TIME_AND_ORIGIN] & ((1 << ORIGIN_BITS) - 1);
    }

    private int length(int at) {
        return (int) entries[at + PLACE] & ((1 << LENGTH_BITS) - 1);
    }

    private int chunkNumber(int at) {
        return (int) (entries[at + PLACE] >>> (2 * LENGTH_BITS));
    }

    /** @param slots how many there are to be, a power of two, as many as messages or more */
    private void resize(int slots) {
        long[] made = new long[ENTRY * slots];
        for (int i = 0; i < size; i++) {
            System.arraycopy(entries, ENTRY * slot(firstNumber + i), made, ENTRY * i, ENTRY);
        }
        entries = made;
        first = 0;
    }

    // Bytes

    /** Returns the number of its chunk, and below that where it begins there. */
    private long keep(Gossip message) {
        int length = message.length();
        if (length >= LONG && message.isAlone()) {
            Chunk whole = new Chunk(message.bytes());
            whole.messages = 1;
            return (long) append(whole) << LENGTH_BITS;
        }
        if (openChunk < 0 || chunk(openChunk).used + length > chunk(openChunk).bytes.length) {
            open(length);
        }
        Chunk open = chunk(openChunk);
        int from = open.used;
        System.arraycopy(message.bytes(), message.from(), open.bytes, from, length);
        open.used += length;
        open.messages++;
        return ((long) openChunk << LENGTH_BITS) | from;
    }

    private void open(int length) {
        Chunk next = spare;
        spare = null;
        if (next == null) {
            long wanted = Math.min(MOST_CHUNK, Math.max(LEAST_CHUNK, bytes));
            next = new Chunk(new byte[(int) Math.max(length, wanted)]);
        }
        int full = openChunk;
        openChunk = append(next);
        if (full >= 0) {
            letGo(full);
        }
    }

    private int append(Chunk chunk) {
        if (endChunk - firstChunk == chunks.length) {
            @Nullable Chunk[] more = new @Nullable Chunk[2 * chunks.length];
            for (int number = firstChunk; number < endChunk; number++) {
                more[number & (more.length - 1)] = chunks[number & (chunks.length - 1)];
            }
            chunks = more;
        }
        chunks[endChunk & (chunks.length - 1)] = chunk;
        return endChunk++;
    }

    private Chunk chunk(int number) {
        return Objects.requireNonNull(chunks[number & (chunks.length - 1)]);
    }

    /** One message less stands there. */
    private void release(int number) {
        chunk(number).messages--;
        letGo(number);
    }

    /** Lets go of a chunk that is empty and not being filled. */
    private void letGo(int number) {
        Chunk chunk = chunk(number);
        if (chunk.messages > 0) {
            return;
        }
        chunk.used = 0;
        if (number == openChunk) {
            return;
        }
        if (chunk.bytes.length == MOST_CHUNK) {
            spare = chunk;
        }
        chunks[number & (chunks.length - 1)] = null;
        while (firstChunk < endChunk && chunks[firstChunk & (chunks.length - 1)] == null) {
            firstChunk++;
        }
    }
}
