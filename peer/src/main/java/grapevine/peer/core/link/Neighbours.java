package grapevine.peer.core.link;

import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Message.LivenessRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The peers we hold a link to, in the order the links were made, and those we asked for one. A neighbour is found by
 * going through the hashes of all their addresses, which stand side by side: for a few, and even for the hundreds of a
 * hub, that is quicker than to look at each. Changed by the overlay, read by everybody.
 */
public final class Neighbours implements Iterable<Neighbour> {
    private static final Neighbour[] NONE = {};
    private static final int[] NO_HASHES = {};

    private Neighbour[] all = NONE;
    private int[] hashes = NO_HASHES;
    private int size;
    private int olderLinks;
    private Few<PeerLink> attempts = Few.none();

    /** How many links we hold. */
    public int degree() {
        return size;
    }

    /** How many of them are to older peers. */
    public int olderLinks() {
        return olderLinks;
    }

    /** How many of them are to older peers, and carry something. */
    public int soundOlderLinks() {
        int sound = olderLinks;
        for (Neighbour neighbour : this) {
            sound -= neighbour.isOlder() && neighbour.isStuck() ? 1 : 0;
        }
        return sound;
    }

    /**
     * Asks this one for a sign of life. What it hears so, whether it was to be pinged or not, is also which network we
     * are of now.
     *
     * @param timestamp the wall clock now, ms since 1970; the answer repeats it
     */
    public void ping(Ground ground, Neighbour to, long timestamp) {
        ground.send(
                to.link(),
                new LivenessRequest(
                        timestamp,
                        ground.self().address().ip(),
                        olderLinks,
                        degree(),
                        ground.self().identity()));
    }

    /** The neighbour with this address; null if there is none. */
    public @Nullable Neighbour find(Address address) {
        int hash = address.hashCode();
        for (int i = 0; i < size; i++) {
            if (hashes[i] == hash && all[i].address().equals(address)) {
                return all[i];
            }
        }
        return null;
    }

    /** Of those for which this holds the one whose link was made first; null if there is none. */
    public @Nullable Neighbour first(Predicate<Neighbour> holds) {
        for (Neighbour neighbour : this) {
            if (holds.test(neighbour)) {
                return neighbour;
            }
        }
        return null;
    }

    /** Any one, each with the same probability; null if there is none. */
    public @Nullable Neighbour any(RandomGenerator random) {
        return size == 0 ? null : all[random.nextInt(size)];
    }

    /**
     * Any one of those that may be: of the older ones if it is to be one of them, or there are no others; of these each
     * with the same probability. Null if there is none.
     *
     * @param wantsOlder asked if there are both
     */
    public @Nullable Neighbour any(Predicate<Neighbour> may, BooleanSupplier wantsOlder, RandomGenerator random) {
        List<Neighbour> older = new ArrayList<>();
        List<Neighbour> younger = new ArrayList<>();
        for (Neighbour neighbour : this) {
            if (may.test(neighbour)) {
                (neighbour.isOlder() ? older : younger).add(neighbour);
            }
        }
        boolean isOlder = younger.isEmpty() || (!older.isEmpty() && wantsOlder.getAsBoolean());
        List<Neighbour> from = isOlder ? older : younger;
        return from.isEmpty() ? null : from.get(random.nextInt(from.size()));
    }

    /** Enters one whose address is not there yet. */
    public void add(Neighbour neighbour) {
        if (size == all.length) {
            int room = size < 4 ? 4 : size + size / 2;
            all = Arrays.copyOf(all, room);
            hashes = Arrays.copyOf(hashes, room);
        }
        hashes[size] = neighbour.address().hashCode();
        all[size++] = neighbour;
        olderLinks += neighbour.isOlder() ? 1 : 0;
    }

    /** Takes one out; nothing happens if it is not there. */
    public void remove(Neighbour neighbour) {
        for (int i = 0; i < size; i++) {
            if (all[i] == neighbour) {
                all = without(i);
                size--;
                olderLinks -= neighbour.isOlder() ? 1 : 0;
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

    // Those we asked

    /** Links we asked for, in the order we did. */
    public Few<PeerLink> attempts() {
        return attempts;
    }

    /** How many of them have said hello. */
    public int attemptsAnswered() {
        int answered = 0;
        for (PeerLink attempt : attempts) {
            answered += attempt.state() == PeerLink.State.STRANGE ? 0 : 1;
        }
        return answered;
    }

    public boolean hasAttempts() {
        return !attempts.isEmpty();
    }

    /** The attempt at a link to this peer; null if there is none. */
    public @Nullable PeerLink attempt(Address address) {
        for (PeerLink attempt : attempts) {
            if (address.equals(attempt.dialled())) {
                return attempt;
            }
        }
        return null;
    }

    /** We ask for a link. */
    public void ask(PeerLink attempt) {
        attempts = attempts.with(attempt);
    }

    /** The attempt has come to something, or to nothing. */
    public void attemptOver(PeerLink attempt) {
        attempts = attempts.without(attempt);
    }

    /** We leave: nobody is asked any more. */
    public void giveUpAttempts() {
        attempts.forEach(PeerLink::giveUp);
        attempts = Few.none();
    }

    /** Links, and links we asked for: together never above the cap. */
    public int occupied() {
        return size + attempts.size();
    }

    /** Whether there is a link to this peer, or an attempt at one. */
    public boolean holds(Address address) {
        return find(address) != null || attempt(address) != null;
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
