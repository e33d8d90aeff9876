package grapevine.peer.core;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A set of mostly none, sometimes a few and seldom many things, in the order they came. Without any it takes 24 bytes, where a
 * linked hash set that was ever used takes 200; finding one means looking at each.
 */
final class Few<T> extends AbstractSet<T> {
    private static final Object[] NONE = {};

    private @Nullable Object[] all = NONE;
    private int size;

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean contains(@Nullable Object one) {
        return indexOf(one) >= 0;
    }

    @Override
    public boolean add(T one) {
        if (contains(one)) {
            return false;
        }
        if (size == all.length) {
            all = Arrays.copyOf(all, Math.max(2, 2 * size));
        }
        all[size++] = one;
        return true;
    }

    @Override
    public boolean remove(@Nullable Object one) {
        int at = indexOf(one);
        if (at >= 0) {
            removeAt(at);
        }
        return at >= 0;
    }

    /** Takes the one out that came first; there must be one. */
    T removeFirst() {
        T first = iterator().next();
        removeAt(0);
        return first;
    }

    @Override
    public void clear() {
        all = NONE;
        size = 0;
    }

    @Override
    public Iterator<T> iterator() {
        return new InOrder();
    }

    private int indexOf(@Nullable Object one) {
        for (int i = 0; i < size; i++) {
            if (all[i] == one || (one != null && one.equals(all[i]))) {
                return i;
            }
        }
        return -1;
    }

    private void removeAt(int at) {
        size--;
        System.arraycopy(all, at + 1, all, at, size - at);
        all[size] = null;
        if (size == 0) {
            all = NONE;
        }
    }

    private final class InOrder implements Iterator<T> {
        private int next;
        private int expected = size;

        @Override
        public boolean hasNext() {
            return next < expected;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T next() {
            if (size != expected) {
                throw new ConcurrentModificationException();
            }
            if (next >= size) {
                throw new NoSuchElementException();
            }
            return (T) all[next++];
        }

        @Override
        public void remove() {
            removeAt(--next);
            expected--;
        }
    }
}
