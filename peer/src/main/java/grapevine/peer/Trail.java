package grapevine.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The names of the items that were handed in since the consumer fell behind that is furthest behind, in their order: by
 * these the items can be recalled, as long as the store has them. Empty while nobody is behind. Bounded; beyond that
 * the oldest names go.
 *
 * <p>An item stands where it stood among all that were ever handed in. For one thread at a time, but for {@link #soon}.
 *
 * @param <N> a name, which should be small
 */
final class Trail<T, N> {
    /** The most items that are recalled at a time, and the most bytes but for a single item. */
    static final int BATCH = 256;

    private static final long BATCH_BYTES = 1024 * 1024;

    /** Where items can be recalled from for a while. */
    interface Store<T, N> {
        N nameOf(T item);

        /** The item of that name, null if it is not there any more. */
        @Nullable
        T recall(N name);

        /** Runs a job soon, between the calls of whoever puts items. From any thread; never waits. */
        void soon(Runnable job);
    }

    private final Store<T, N> store;
    private volatile int most;

    /** From {@link #gone} on; what stands before is null. */
    private List<@Nullable N> names = new ArrayList<>();

    private int gone;
    private long first;

    /**
     * An empty one.
     *
     * @param most names; no more are of use than the store has items
     */
    Trail(Store<T, N> store, int most) {
        this.store = store;
        this.most = most;
    }

    /** From now on so many names are kept, >= 1; from any thread. */
    void resize(int names) {
        most = names;
    }

    /** Where the first stands whose name is kept. */
    long first() {
        return first;
    }

    /**
     * These were handed in.
     *
     * @param position where the first of them stands
     * @param oldest from where on names are wanted, {@link Pending#NOT_BEHIND} for none
     */
    void add(List<T> items, long position, long oldest) {
        forgetBefore(oldest);
        long end = position + items.size();
        long begin = Math.max(position, Math.min(oldest, end));
        if (isEmpty()) {
            first = begin;
        }
        for (long at = begin; at < end; at++) {
            while (names.size() - gone >= most) {
                forgetFirst();
            }
            names.add(store.nameOf(items.get((int) (at - position))));
        }
    }

    boolean isEmpty() {
        return gone == names.size();
    }

    /** What stands before that is not wanted any more. */
    void forgetBefore(long position) {
        while (first < position && !isEmpty()) {
            forgetFirst();
        }
        if (isEmpty() && !names.isEmpty()) {
            names = new ArrayList<>(); // which leaves no room behind that nobody needs
            gone = 0;
        }
    }

    private void forgetFirst() {
        names.set(gone, null);
        gone++;
        first++;
        if (gone > BATCH && gone > names.size() / 2) {
            names.subList(0, gone).clear();
            gone = 0;
        }
    }

    /**
     * What stands from there on, null in place of what is not to be had any more: a batch at most.
     *
     * @param end what stands there is not wanted any more
     * @param bytes the size of an item
     */
    List<@Nullable T> recall(long from, long end, ToIntFunction<T> bytes) {
        List<@Nullable T> items = new ArrayList<>();
        long size = 0;
        for (long at = from; at < end && items.size() < BATCH && size < BATCH_BYTES; at++) {
            T item = at < first ? null : recall(at);
            items.add(item);
            size += item == null ? 0 : bytes.applyAsInt(item);
        }
        return items;
    }

    private @Nullable T recall(long position) {
        N name = names.get((int) (position - first) + gone);
        return name == null ? null : store.recall(name);
    }

    void soon(Runnable job) {
        store.soon(job);
    }
}
