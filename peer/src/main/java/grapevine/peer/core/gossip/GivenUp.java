package grapevine.peer.core.gossip;

import grapevine.peer.core.gossip.Numbers.Gap;
import grapevine.peer.core.ground.Ranges;

/**
 * Numbers of one origin that others named and nobody gave: it was told that they are missed. They are not seen, for
 * there is no more than the word of others that they were ever made. If one comes, it is new.
 */
final class GivenUp {
    private final Ranges numbers = new Ranges();

    boolean isEmpty() {
        return numbers.isEmpty();
    }

    int ranges() {
        return numbers.size();
    }

    boolean contains(long n) {
        return numbers.contains(n);
    }

    /** The highest of them, of which there must be one. */
    long highest() {
        return numbers.last(numbers.size() - 1);
    }

    /**
     * Notes these, which were not before, and tells those that were owed to us; not more than there is room for.
     *
     * @param mostRanges that this may add, about
     */
    void note(Ranges more, long owedFrom, int mostRanges, Gap missed) {
        for (int i = 0; i < more.size() && i < mostRanges && numbers.size() < Numbers.MOST_RANGES; i++) {
            long owed = Math.max(more.first(i), owedFrom);
            if (owed <= more.last(i)) {
                missed.gap(owed, more.last(i));
            }
            numbers.add(more.first(i), more.last(i));
        }
    }

    /** These came, or count as seen. */
    void forget(long first, long last) {
        numbers.remove(first, last);
    }

    /** Takes out those up to this one. */
    Ranges takeUpTo(long last) {
        return numbers.takeWithin(1, last);
    }

    /** These were taken, and could not be kept elsewhere. */
    void putBack(long first, long last) {
        numbers.add(first, last);
    }

    /** Takes them out of these. */
    void leaveOutOf(Ranges others) {
        others.removeAll(numbers);
    }
}
