package grapevine.peer.core.ground;

import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Mostly none, sometimes a few and seldom many things, each once, in the order they came. Immutable: {@link #with} and
 * {@link #without} give another one, so whoever goes through this one is not disturbed. None at all takes no room,
 * since all share it; finding one means looking at each.
 */
public final class Few<T> extends AbstractCollection<T> {
    private static final Few<?> NONE = new Few<>(new Object[0]);

    private final Object[] all;

    private Few(Object[] all) {
        this.all = all;
    }

    @SuppressWarnings("unchecked")
    public static <T> Few<T> none() {
        return (Few<T>) NONE;
    }

    /** These and one more, which comes last; the same if it is among them. */
    public Few<T> with(T one) {
        if (contains(one)) {
            return this;
        }
        Object[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = one;
        return new Few<>(more);
    }

    /** These but one; the same if it is not among them. */
    public Few<T> without(T one) {
        int at = indexOf(one);
        if (at < 0) {
            return this;
        }
        if (all.length == 1) {
            return none();
        }
        Object[] fewer = Arrays.copyOf(all, all.length - 1);
        System.arraycopy(all, at + 1, fewer, at, fewer.length - at);
        return new Few<>(fewer);
    }

    /** The one that came first; there must be one. */
    public T first() {
        return iterator().next();
    }

    @Override
    public int size() {
        return all.length;
    }

    @Override
    public boolean contains(@Nullable Object one) {
        return indexOf(one) >= 0;
    }

    @Override
    public Iterator<T> iterator() {
        return new InOrder();
    }

    private int indexOf(@Nullable Object one) {
        for (int i = 0; i < all.length; i++) {
            if (all[i].equals(one)) {
                return i;
            }
        }
        return -1;
    }

    private final class InOrder implements Iterator<T> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < all.length;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T next() {
            if (next >= all.length) {
                throw new NoSuchElementException();
            }
            return (T) all[next++];
        }
    }
}
