package grapevine.peer.core;

import grapevine.wire.OriginRanges;
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

        /** Whether it counts already that these had to be fetched: however many questions it takes, that is one fetch. */
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
        Batch split(int most, long due) {
            Batch part = new Batch(numbers.takeFirst(most), by, at, due);
            part.also = also;
            part.asked = asked;
            part.isCounted = isCounted;
            return part;
        }

        /** What is awaited already has one more who has it. */
        void leaveOut(Ranges unseen, Neighbour from) {
            long before = unseen.count();
            for (int i = 0; i < numbers.size(); i++) {
                unseen.remove(numbers.first(i), numbers.last(i));
            }
            if (unseen.count() < before && by != from) {
                also = from;
            }
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
         * This neighbour does not keep these.
         *
         * @return whether somebody else is to be asked at once
         */
        boolean gone(OriginRanges gone, Neighbour from) {
            boolean isMeant =
                    gone.ranges().stream().anyMatch(range -> numbers.containsAny(range.first(), range.last()));
            if (!isMeant || from != by) {
                also = isMeant && from == also ? null : also;
                return false;
            }
            if (also == null || asked > 1) {
                gone.ranges().forEach(range -> numbers.remove(range.first(), range.last()));
                return false;
            }
            isAnswered = false; // so that the other is the next
            if (asked == 0) {
                swap();
            }
            return true;
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
