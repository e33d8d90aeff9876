package grapevine.peer;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one consumer: a bounded queue, and what it is <em>behind</em> with because that was full. Of the
 * latter only the last item is kept; the others are known by where they stood among all items ever handed in, and are
 * put into the queue when they have been recalled, or are missed. As long as there is a last one there is a first one
 * too, in the queue or about to be recalled. So whoever misses something is told by an item that it gets, also where
 * no other follows.
 *
 * <p>For one thread at a time, which {@link Line} sees to.
 */
final class Pending<T> {
    /** Where one stands that is behind with nothing. */
    static final long NOT_BEHIND = Long.MAX_VALUE;

    /** The most items that are taken out of the queue at a time, and the most bytes but for a single item. */
    private static final int BATCH = 256;

    private static final long BATCH_BYTES = 256 * 1024;

    /**
     * Something that was missed.
     *
     * @param before the item that came in its place, counted from the first that was ever queued here
     * @param missed how many
     */
    private record Gap(long before, long missed) {}

    private final ToIntFunction<T> bytes;
    private final LongSupplier mostBytes;
    private Queue<T> queue = new ArrayDeque<>();
    private final Queue<Gap> gaps = new ArrayDeque<>(1);

    /** Of those in the queue, at its front: what it began with, which takes no room. */
    private int first;

    private int mostQueued;
    private long queued;
    private long left;
    private long waitingBytes;

    /** Missed since the last one that was queued. */
    private long missed;

    /** Where the first item stands that it is behind with. */
    private long next;

    /** Where the last of these stands. */
    private long lastAt;

    /** The last of these, null if it is not behind. */
    private @Nullable T last;

    /**
     * An empty one.
     *
     * @param bytes the size of an item, as far as it counts
     * @param mostBytes the most bytes that wait, unless it is a single item
     */
    Pending(ToIntFunction<T> bytes, LongSupplier mostBytes) {
        this.bytes = bytes;
        this.mostBytes = mostBytes;
    }

    /** Begins with these, however many they are; before anything else. */
    void begin(List<T> items) {
        items.forEach(item -> enqueue(item, 0));
        first = items.size();
    }

    /** Adds the item that stands there, if need be by that alone. */
    void add(T item, long position) {
        if (last == null) {
            int size = bytes.applyAsInt(item);
            if (hasRoomFor(size)) {
                enqueue(item, size);
                return;
            }
            next = position;
        }
        last = item;
        lastAt = position;
    }

    private boolean hasRoomFor(int size) {
        return queue.isEmpty() || (queue.size() - first < Feed.ITEMS && waitingBytes + size <= mostBytes.getAsLong());
    }

    private void enqueue(T item, int size) {
        if (missed > 0) {
            gaps.add(new Gap(queued, missed));
            missed = 0;
        }
        queue.add(item);
        mostQueued = Math.max(mostQueued, queue.size());
        queued++;
        waitingBytes += size;
    }

    /** Whether nothing can be taken now. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Whether nothing can be taken now, nor later. */
    boolean isOver() {
        return queue.isEmpty() && last == null;
    }

    /**
     * Takes some from the front.
     *
     * @param demand the most
     * @return how many were missed before the first of them
     */
    long take(Queue<T> taken, long demand) {
        if (demand == 0) {
            return 0;
        }
        long missedBefore = 0;
        Gap gap = gaps.peek();
        if (gap != null && gap.before() == left) {
            missedBefore = gap.missed();
            gaps.remove();
            gap = gaps.peek();
        }
        long most = Math.min(demand, gap == null ? BATCH : Math.min(BATCH, gap.before() - left));
        long takenBytes = 0;
        for (T item = queue.peek(); item != null && taken.size() < most; item = queue.peek()) {
            int size = first > 0 ? 0 : bytes.applyAsInt(item);
            if (!taken.isEmpty() && takenBytes + size > BATCH_BYTES) {
                break;
            }
            taken.add(queue.remove());
            takenBytes += size;
            left++;
            first -= first > 0 ? 1 : 0;
        }
        waitingBytes -= takenBytes;
        moveUp();
        return missedBefore;
    }

    /** What came last goes into the queue if nothing else comes before it and there is room. */
    private void moveUp() {
        if (last != null && next == lastAt) {
            int size = bytes.applyAsInt(last);
            if (hasRoomFor(size)) {
                enqueue(last, size);
                last = null;
            }
        }
    }

    // What it is behind with

    /** Where the first stands that it is behind with, {@link #NOT_BEHIND} if there is none. */
    long next() {
        return last == null ? NOT_BEHIND : next;
    }

    /** Where the last stands, which need not be recalled; only while it is behind. */
    long lastAt() {
        return lastAt;
    }

    /** Whether it is time to recall something: the queue is at most half full. */
    boolean wantsMore() {
        return last != null
                && next < lastAt
                && queue.size() <= Feed.ITEMS / 2
                && waitingBytes <= mostBytes.getAsLong() / 2;
    }

    /**
     * These stand next, null in place of each that cannot be had any more. There must be room: few are recalled at a
     * time, and only when it is wanted.
     *
     * @return how many are missed for it
     */
    long recalled(List<@Nullable T> items) {
        long gone = 0;
        for (T item : items) {
            next++;
            if (item == null) {
                missed++;
                gone++;
            } else {
                enqueue(item, bytes.applyAsInt(item));
            }
        }
        moveUp();
        return gone;
    }

    /** What stands before that cannot be had any more; returns how many more are missed for it. */
    long missBefore(long position) {
        long gone = last == null ? 0 : Math.max(0, Math.min(position, lastAt) - next);
        next += gone;
        missed += gone;
        return gone;
    }

    // Its end

    /** How many wait or were missed, and nobody was told. */
    long size() {
        long size = queue.size() + missed;
        for (Gap gap : gaps) {
            size += gap.missed();
        }
        return last == null ? size : size + lastAt - next + 1;
    }

    void clear() {
        queue = new ArrayDeque<>();
        first = 0;
        gaps.clear();
        waitingBytes = 0;
        missed = 0;
        last = null;
    }

    /** The consumer rests: a burst leaves no room behind that nobody needs. */
    void trim() {
        if (queue.isEmpty() && mostQueued > BATCH) {
            queue = new ArrayDeque<>();
            mostQueued = 0;
        }
    }
}
