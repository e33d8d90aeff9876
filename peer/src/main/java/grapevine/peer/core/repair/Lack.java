package grapevine.peer.core.repair;

import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.link.Neighbour;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was announced of one origin and is not here. */
final class Lack {
    /** Numbers announced at one moment. */
    static final class Batch {
        final Ranges numbers;
        final long at;
        Neighbour by;

        /** Somebody else who announced some of them. */
        @Nullable
        Neighbour also;

        /** When to ask for them. */
        long due;

        int asked;

        /**
         * Whether it counts already that these had to be fetched: however many questions it takes, that is one fetch.
         */
        boolean isCounted;

        /** Whether some of them came since they were asked for. */
        boolean isAnswered;

        Batch(Ranges numbers, Neighbour by, long at, long due) {
            this.numbers = numbers;
            this.by = by;
            this.at = at;
            this.due = due;
        }

        /** The same batch's lowest numbers, as many as may be asked for at once. */
        Batch split(int most, int mostRanges, long due) {
            Batch part = new Batch(numbers.takeFirst(most, mostRanges), by, at, due);
            part.also = also;
            part.asked = asked;
            part.isCounted = isCounted;
            return part;
        }

        /** Its lowest numbers, as many as may be asked for at once; they stay in it. */
        Ranges lowest(int most, int mostRanges) {
            Ranges some = numbers.takeFirst(most, mostRanges);
            numbers.addAll(some);
            return some;
        }

        /** Some of its numbers, which are not with who was asked: they are asked of the other alone. */
        Batch ofOther(Ranges some, Neighbour other, long due) {
            Batch part = new Batch(some, other, at, due);
            part.asked = Math.min(1, asked);
            part.isCounted = isCounted;
            return part;
        }

        /** What is awaited already has one more who has it. Returns whether any of it is. */
        boolean leaveOut(Ranges unseen, Neighbour from) {
            long before = unseen.count();
            unseen.removeAll(numbers);
            boolean isAwaited = unseen.count() < before;
            if (isAwaited && by != from) {
                also = from;
            }
            return isAwaited;
        }

        /** The other is asked next, if there is one. */
        void swap() {
            Neighbour other = also;
            if (other != null) {
                also = by;
                by = other;
            }
        }

        /**
         * Takes out what this neighbour does not keep, if it is the one to be asked; if it is the other, that one is
         * not asked.
         */
        Ranges takeGone(OriginRanges gone, Neighbour from) {
            Ranges taken = new Ranges();
            for (Range range : gone.ranges()) {
                if (from == by) {
                    taken.addAll(numbers.takeWithin(range.first(), range.last()));
                } else if (from == also && numbers.containsAny(range.first(), range.last())) {
                    also = null;
                }
            }
            return taken;
        }
    }

    final List<Batch> batches = new ArrayList<>(2);

    /** How often in a row its messages had to be fetched. */
    int rounds;

    @Nullable
    Batch batchOf(long n) {
        for (Batch batch : batches) {
            if (batch.numbers.contains(n)) {
                return batch;
            }
        }
        return null;
    }

    /** This number came straight: those behind it that nobody was asked for yet are given time until then (ms). */
    void waitBehind(long n, long due) {
        for (Batch batch : batches) {
            if (batch.asked == 0 && batch.numbers.first(0) > n) {
                batch.due = Math.max(batch.due, due);
            }
        }
    }

    /**
     * Forgets batches of which nothing is missing any more.
     *
     * @return how many
     */
    int dropEmpty() {
        int before = batches.size();
        batches.removeIf(batch -> batch.numbers.isEmpty());
        return before - batches.size();
    }
}
