package grapevine.peer.core.join;

import grapevine.peer.core.ground.Few;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message.Registered;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One round of {@link Registration}: whom it asked, who has not answered yet, and what the others said. */
final class Round {
    /** A seed that grants less (ms) is renewed with as if it granted this. */
    private static final long LEASE_LEAST_MILLIS = 1000;

    private final int wanted;
    private Few<Address> asked = Few.none();
    private Few<Address> awaited = Few.none();
    private final List<List<Entry>> lists = new ArrayList<>(0);
    private final List<Address> listedBy = new ArrayList<>(0);
    private final Naming naming = new Naming();
    private int answers;
    private int mostOlder;
    private int mostPeers;
    private long proposedAge;
    private long shortestLease;
    private final long begunAt;
    private boolean wasLost;

    /**
     * A round that has asked nobody yet.
     *
     * @param begunAt now
     * @param wanted how many entries are asked of each seed
     * @param longestLease the lease (ms) if no seed grants a shorter one
     */
    Round(long begunAt, int wanted, long longestLease) {
        this.begunAt = begunAt;
        this.wanted = wanted;
        shortestLease = longestLease;
    }

    int wanted() {
        return wanted;
    }

    void asks(Address seed) {
        asked = asked.with(seed);
        awaited = awaited.with(seed);
    }

    /** The seed answered, or it will not any more. */
    void doneWith(Address seed) {
        awaited = awaited.without(seed);
    }

    Few<Address> asked() {
        return asked;
    }

    Few<Address> awaited() {
        return awaited;
    }

    /** What the seeds say the network is. */
    Naming naming() {
        return naming;
    }

    /** What this seed named is of no use. */
    void leaveOut(Address seed) {
        int place = listedBy.indexOf(seed);
        if (place >= 0) {
            listedBy.remove(place);
            lists.remove(place);
        }
    }

    void registered(Address seed, Registered answer) {
        answers++;
        mostOlder = Math.max(mostOlder, answer.older());
        mostPeers = Math.max(mostPeers, Math.max(answer.peers(), answer.older() + 1));
        proposedAge = Math.max(proposedAge, answer.age());
        shortestLease = Math.min(shortestLease, Math.max(answer.lease(), LEASE_LEAST_MILLIS));
        if (!answer.sample().isEmpty()) {
            lists.add(answer.sample());
            listedBy.add(seed);
        }
    }

    /** A seed had lost us, though the lease granted last stands. */
    void wasLost() {
        wasLost = true;
    }

    long begunAt() {
        return begunAt;
    }

    /** Whether none of those who answered had lost us. */
    boolean hasStood() {
        return !wasLost;
    }

    /** How many seeds entered us. */
    int answers() {
        return answers;
    }

    /** How many older peers the seed knows that knows most. */
    int mostOlder() {
        return mostOlder;
    }

    /** How many peers there are, as the seed says that knows most. */
    int mostPeers() {
        return mostPeers;
    }

    /** The largest age that a seed has for us, or proposes; 0 if none answered. */
    long proposedAge() {
        return proposedAge;
    }

    /** The shortest lease granted (ms). */
    long shortestLease() {
        return shortestLease;
    }

    /**
     * What the seeds named, of each peer the best: the later epoch, in one epoch the higher degree. Where very many
     * join, filling a map for this took a tenth of all time, waiting for one address in memory after the other: so the
     * hashes are fetched first, all at once.
     */
    List<Entry> mergePeerLists() {
        if (lists.size() < 2) {
            return lists.isEmpty() ? List.of() : lists.get(0);
        }
        Entry[] named = lists.stream().flatMap(List::stream).toArray(Entry[]::new);
        int[] hashes = new int[named.length];
        for (int i = 0; i < named.length; i++) {
            hashes[i] = named[i].address().hashCode();
        }
        List<Entry> best = new ArrayList<>(named.length);
        int[] places = new int[Integer.highestOneBit(4 * named.length)]; // 1 + the place among the best, by hash
        for (int i = 0; i < named.length; i++) {
            int slot = hashes[i] & (places.length - 1);
            while (places[slot] != 0 && !isSame(best.get(places[slot] - 1), named[i])) {
                slot = (slot + 1) & (places.length - 1);
            }
            if (places[slot] == 0) {
                best.add(named[i]);
                places[slot] = best.size();
            } else {
                best.set(places[slot] - 1, better(best.get(places[slot] - 1), named[i]));
            }
        }
        return Collections.unmodifiableList(best);
    }

    private static boolean isSame(Entry one, Entry other) {
        return one.address().equals(other.address());
    }

    private static Entry better(Entry one, Entry other) {
        boolean isOther = other.epoch() != one.epoch() ? other.epoch() > one.epoch() : other.degree() > one.degree();
        return isOther ? other : one;
    }
}
