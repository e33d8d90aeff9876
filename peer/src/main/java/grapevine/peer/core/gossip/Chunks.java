package grapevine.peer.core.gossip;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Frames one behind the other in chunks, so that many of them are few objects and keep nothing alive that came with
 * them. A chunk in which no frame stands any more is used again. Frames come and go in about the same order.
 */
final class Chunks {
    /** A frame has a place: the number of its chunk, where it begins there, and its length. */
    private static final int LENGTH_BITS = 18;

    private static final long LENGTH_MASK = (1L << LENGTH_BITS) - 1;

    private static final int LEAST = 512;
    private static final int MOST = 64 * 1024;

    /** Bytes of its own that are so long are not copied. */
    private static final int LONG = 16 * 1024;

    /** Chunks of the largest size that wait to be used again; shared by all that belong to one store. */
    static final class Spare {
        private static final int MOST_SPARE = 16;

        private @Nullable Deque<byte[]> waiting;

        private void give(byte[] bytes) {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            if (waiting.size() < MOST_SPARE) {
                waiting.add(bytes);
            }
        }

        private byte @Nullable [] take() {
            return waiting == null ? null : waiting.poll();
        }
    }

    private static final class Chunk {
        final byte[] bytes;
        int used;
        int frames;

        Chunk(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private final Spare spare;

    /** A ring by number. */
    private @Nullable Chunk[] ring = new @Nullable Chunk[2];

    private int first;
    private int end;

    /** The number of the chunk that is being filled, -1 if there is none. */
    private int open = -1;

    private long bytes;

    Chunks(Spare spare) {
        this.spare = spare;
    }

    /** How long the frame is that stands there. */
    static int length(long place) {
        return (int) (place & LENGTH_MASK);
    }

    private static int from(long place) {
        return (int) ((place >>> LENGTH_BITS) & LENGTH_MASK);
    }

    private static int number(long place) {
        return (int) (place >>> (2 * LENGTH_BITS));
    }

    private static long place(int number, int from, int length) {
        return ((long) number << (2 * LENGTH_BITS)) | ((long) from << LENGTH_BITS) | length;
    }

    /**
     * Keeps a frame; returns its place.
     *
     * @param isWhole whether it is all there is in the array, to which nobody writes any more
     */
    long add(byte[] in, int from, int length, boolean isWhole) {
        bytes += length;
        if (isWhole && length >= LONG) {
            Chunk own = new Chunk(in);
            own.frames = 1;
            return place(append(own), 0, length);
        }
        if (open < 0 || chunk(open).used + length > chunk(open).bytes.length) {
            openFor(length);
        }
        Chunk chunk = chunk(open);
        int at = chunk.used;
        System.arraycopy(in, from, chunk.bytes, at, length);
        chunk.used += length;
        chunk.frames++;
        return place(open, at, length);
    }

    private void openFor(int length) {
        int wanted = (int) Math.max(length, Math.min(MOST, Math.max(LEAST, bytes)));
        byte[] again = wanted == MOST ? spare.take() : null;
        int full = open;
        open = append(new Chunk(again == null ? new byte[wanted] : again));
        if (full >= 0) {
            letGoIfEmpty(full);
        }
    }

    private int append(Chunk chunk) {
        if (end - first == ring.length) {
            @Nullable Chunk[] larger = new @Nullable Chunk[2 * ring.length];
            for (int number = first; number < end; number++) {
                larger[number & (larger.length - 1)] = ring[number & (ring.length - 1)];
            }
            ring = larger;
        }
        ring[end & (ring.length - 1)] = chunk;
        return end++;
    }

    /** A copy of the frame. */
    byte[] get(long place) {
        byte[] frame = new byte[length(place)];
        System.arraycopy(chunk(number(place)).bytes, from(place), frame, 0, frame.length);
        return frame;
    }

    /** Lets go of the frame. */
    void remove(long place) {
        bytes -= length(place);
        chunk(number(place)).frames--;
        letGoIfEmpty(number(place));
    }

    private void letGoIfEmpty(int number) {
        Chunk chunk = chunk(number);
        if (chunk.frames > 0) {
            return;
        }
        chunk.used = 0;
        if (number == open) {
            return;
        }
        if (chunk.bytes.length == MOST) {
            spare.give(chunk.bytes);
        }
        ring[number & (ring.length - 1)] = null;
        while (first < end && ring[first & (ring.length - 1)] == null) {
            first++;
        }
    }

    /** Lets go of everything. */
    void clear() {
        if (open >= 0 && chunk(open).bytes.length == MOST) {
            spare.give(chunk(open).bytes);
        }
        open = -1;
        first = end;
    }

    private Chunk chunk(int number) {
        return Objects.requireNonNull(ring[number & (ring.length - 1)]);
    }
}
