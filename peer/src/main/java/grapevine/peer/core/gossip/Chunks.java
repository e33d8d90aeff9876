package grapevine.peer.core.gossip;

import java.util.ArrayDeque;
import java.util.Arrays;
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

    /** Chunks are numbered in a circle, by what a place has left for it. */
    static final int NUMBER_MASK = (1 << (64 - 2 * LENGTH_BITS)) - 1;

    private static final int NONE = -1;

    private static final int LEAST = 512;
    private static final int MOST = 64 * 1024;

    /** A frame that is so long has a chunk of its own, of just that length. */
    private static final int LONG = 16 * 1024;

    /** A chunk with so many behind it is filled no more: for its sake all their numbers would stay in the ring. */
    static final int MOST_BEHIND = 32;

    /** Chunks of the largest size that wait to be used again; shared by all that belong to one store. */
    static final class FreeList {
        private static final int MOST_FREE = 16;

        private @Nullable Deque<byte[]> waiting;

        private void give(byte[] bytes) {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            if (waiting.size() < MOST_FREE) {
                waiting.add(bytes);
            }
        }

        private byte @Nullable [] take() {
            return waiting == null ? null : waiting.poll();
        }

        /** Lets go of those beyond so many bytes. */
        void shrink(long bytes) {
            if (bytes < MOST) {
                waiting = null;
            }
            while (size() > bytes / MOST) {
                take();
            }
        }

        int size() {
            return waiting == null ? 0 : waiting.size();
        }
    }

    private static final class Chunk {
        final byte[] bytes;

        /** Whether it is one frame's own: such bytes others may read for as long as they like. */
        final boolean isOwn;

        int used;
        int frames;

        Chunk(byte[] bytes, boolean isOwn) {
            this.bytes = bytes;
            this.isOwn = isOwn;
        }
    }

    private final FreeList free;

    /** A ring by number. */
    private @Nullable Chunk[] ring = new @Nullable Chunk[2];

    private int first;
    private int end;

    /** The number of the chunk that is being filled. */
    private int open = NONE;

    private long bytes;

    Chunks(FreeList free) {
        this(free, 0);
    }

    /**
     * Without a frame.
     *
     * @param first the number of the first chunk
     */
    Chunks(FreeList free, int first) {
        this.free = free;
        this.first = first;
        end = first;
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
        if (length >= LONG) {
            return place(appendOwn(isWhole ? in : Arrays.copyOfRange(in, from, from + length)), 0, length);
        }
        if (open == NONE || chunk(open).used + length > chunk(open).bytes.length) {
            openFor(length);
        }
        Chunk chunk = chunk(open);
        int at = chunk.used;
        System.arraycopy(in, from, chunk.bytes, at, length);
        chunk.used += length;
        chunk.frames++;
        return place(open, at, length);
    }

    private int appendOwn(byte[] frame) {
        if (open != NONE && chunksFrom(open) > MOST_BEHIND) {
            close();
        }
        Chunk own = new Chunk(frame, true);
        own.frames = 1;
        return append(own);
    }

    private void openFor(int length) {
        close();
        int wanted = (int) Math.max(length, Math.min(MOST, Math.max(LEAST, bytes)));
        byte[] again = wanted == MOST ? free.take() : null;
        open = append(new Chunk(again == null ? new byte[wanted] : again, false));
    }

    /** Puts nothing more into the chunk that is being filled, which goes with its last frame. */
    void close() {
        int closed = open;
        open = NONE;
        if (closed != NONE) {
            letGoIfEmpty(closed);
        }
    }

    private int append(Chunk chunk) {
        if (chunks() == ring.length) {
            @Nullable Chunk[] larger = new @Nullable Chunk[2 * ring.length];
            for (int number = first; number != end; number = after(number)) {
                larger[number & (larger.length - 1)] = ring[number & (ring.length - 1)];
            }
            ring = larger;
        }
        int number = end;
        ring[number & (ring.length - 1)] = chunk;
        end = after(number);
        return number;
    }

    /** How many numbers there are from the first chunk to the last, those included that are let go already. */
    int chunks() {
        return chunksFrom(first);
    }

    private int chunksFrom(int number) {
        return (end - number) & NUMBER_MASK;
    }

    private static int after(int number) {
        return (number + 1) & NUMBER_MASK;
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
        if (number == open) {
            chunk.used = 0;
            return;
        }
        if (!chunk.isOwn && chunk.bytes.length == MOST) {
            free.give(chunk.bytes);
        }
        ring[number & (ring.length - 1)] = null;
        while (first != end && ring[first & (ring.length - 1)] == null) {
            first = after(first);
        }
    }

    private Chunk chunk(int number) {
        return Objects.requireNonNull(ring[number & (ring.length - 1)]);
    }
}
