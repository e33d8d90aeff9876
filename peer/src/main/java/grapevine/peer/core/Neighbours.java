package grapevine.peer.core;

import grapevine.wire.Address;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The peers we hold a link to, in the order the links were made. One is found by going through the hashes of all their addresses,
 * which stand side by side: for a few, and even for the hundreds of a hub, that is quicker than to look at each.
 */
final class Neighbours implements Iterable<Neighbour> {
    private static final Neighbour[] NONE = {};
    private static final int[] NO_HASHES = {};

    private Neighbour[] all = NONE;
    private int[] hashes = NO_HASHES;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Neighbour find(Address address) {
        int hash = address.hashCode();
        for (int i = 0; i < size; i++) {
            if (hashes[i] == hash && all[i].address().equals(address)) {
                return all[i];
            }
        }
        return null;
    }

    /** Enters one whose address is not there yet. */
    void add(Neighbour neighbour) {
        if (size == all.length) {
            int room = size < 4 ? 4 : size + size / 2;
            all = Arrays.copyOf(all, room);
            hashes = Arrays.copyOf(hashes, room);
        }
        hashes[size] = neighbour.address().hashCode();
        all[size++] = neighbour;
    }

    void remove(Neighbour neighbour) {
        for (int i = 0; i < size; i++) {
            if (all[i] == neighbour) {
                all = without(i);
                size--;
                System.arraycopy(hashes, i + 1, hashes, i, size - i);
                hashes = Arrays.copyOf(hashes, size);
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
