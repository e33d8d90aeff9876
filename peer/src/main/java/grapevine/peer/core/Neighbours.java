package grapevine.peer.core;

import grapevine.wire.Address;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The peers we hold a link to, in the order the links were made. Most peers hold a few, which are found by looking at each; only
 * hubs keep an index.
 */
final class Neighbours implements Iterable<Neighbour> {
    /** So many are found without an index. */
    private static final int FEW = 16;

    private static final Neighbour[] NONE = {};

    private Neighbour[] all = NONE;
    private int size;
    private @Nullable Map<Address, Neighbour> index;

    int size() {
        return size;
    }

    @Nullable
    Neighbour find(Address address) {
        if (index != null) {
            return index.get(address);
        }
        for (int i = 0; i < size; i++) {
            if (all[i].address().equals(address)) {
                return all[i];
            }
        }
        return null;
    }

    /** Enters one whose address is not there yet. */
    void add(Neighbour neighbour) {
        if (size == all.length) {
            all = Arrays.copyOf(all, size < 4 ? 4 : size + size / 2);
        }
        all[size++] = neighbour;
        if (index != null) {
            index.put(neighbour.address(), neighbour);
        } else if (size > FEW) {
            index = new HashMap<>();
            for (Neighbour each : this) {
                index.put(each.address(), each);
            }
        }
    }

    void remove(Neighbour neighbour) {
        for (int i = 0; i < size; i++) {
            if (all[i] == neighbour) {
                all = without(i);
                size--;
                forget(neighbour);
                return;
            }
        }
    }

    /** A copy: whoever goes through the old one is not disturbed. */
    private Neighbour[] without(int at) {
        if (size == 1) {
            return NONE;
        }
        Neighbour[] others = Arrays.copyOf(all, size - 1);
        System.arraycopy(all, at + 1, others, at, size - 1 - at);
        return others;
    }

    private void forget(Neighbour neighbour) {
        if (index != null) {
            index.remove(neighbour.address());
            if (size <= FEW / 2) {
                index = null;
            }
        }
    }

    /** Goes through those there are now, also if some go or come meanwhile. */
    @Override
    public Iterator<Neighbour> iterator() {
        return new InOrder();
    }

    private final class InOrder implements Iterator<Neighbour> {
        private final Neighbour[] those = all;
        private final int count = size;
        private int next;

        @Override
        public boolean hasNext() {
            return next < count;
        }

        @Override
        public Neighbour next() {
            if (next >= count) {
                throw new NoSuchElementException();
            }
            return those[next++];
        }
    }
}
