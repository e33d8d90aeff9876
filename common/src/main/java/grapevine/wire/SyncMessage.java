package grapevine.wire;

import java.util.List;

/**
 * What two peers, linked or not, say to find out which messages one of them lacks, and to get them: anti-entropy (A.
 * Demers and others, Epidemic Algorithms for Replicated Database Maintenance, 1987).
 */
public sealed interface SyncMessage extends Message {
    /** How many parts of what was seen are compared by themselves; an origin belongs to one of them. */
    int BUCKETS = 64;

    /**
     * {@code Digest <hash, 32 hex digits>}: the hash of all that I have seen. Answered by {@link Agreed} or
     * {@link Sums}.
     */
    record Digest(long high, long low) implements SyncMessage {
        @Override
        public void accept(Handler handler) {
            handler.onDigest(this);
        }
    }

    /** {@code Agreed}: mine has the same hash. */
    record Agreed() implements SyncMessage {
        @Override
        public void accept(Handler handler) {
            handler.onAgreed(this);
        }
    }

    /** {@code Sums <length>} and 16 hex digits each: the hashes of my 64 buckets. */
    record Sums(List<Long> hashes) implements SyncMessage {
        public Sums {
            hashes = List.copyOf(hashes);
        }

        @Override
        public void accept(Handler handler) {
            handler.onSums(this);
        }
    }

    /**
     * {@code Seen <buckets, 16 hex digits> <answer|final> <length>} and rows: what I have seen in these buckets.
     *
     * @param buckets bit b is set if bucket b is meant; of those asked for, the answer names the ones that 64 KiB hold
     * @param wantsAnswer whether the other side is to say the same of its own
     * @param seen what was seen; may end early where 64 KiB do not hold a single bucket
     */
    record Seen(long buckets, boolean wantsAnswer, List<Known> seen) implements SyncMessage {
        public Seen {
            seen = List.copyOf(seen);
        }

        @Override
        public void accept(Handler handler) {
            handler.onSeen(this);
        }
    }

    /**
     * {@code Want <length>} and ranges: send me these. Answered by the messages, then {@link Gone}, perhaps empty, for
     * the others. What was neither sent nor said to be gone may be asked for again.
     */
    record Want(List<OriginRanges> wanted) implements SyncMessage {
        public Want {
            wanted = List.copyOf(wanted);
        }

        @Override
        public void accept(Handler handler) {
            handler.onWant(this);
        }
    }

    /**
     * {@code Gone <length>} and ranges: these I do not keep any more. It ends the answer, and so comes behind the
     * messages of it.
     *
     * @param keeps how long ago (ms) a message was made at the most that I surely still keep, where that is less
     *     than what all are expected to keep: the further field {@code keeps}; -1 if it is not said
     */
    record Gone(List<OriginRanges> ranges, long keeps) implements SyncMessage {
        public Gone {
            if (keeps < -1) {
                throw new IllegalArgumentException("keeps=" + keeps + " is below -1");
            }
            ranges = List.copyOf(ranges);
        }

        /** By one that keeps all that it is expected to. */
        public Gone(List<OriginRanges> ranges) {
            this(ranges, -1);
        }

        @Override
        public boolean isBehindGossip() {
            return true;
        }

        @Override
        public void accept(Handler handler) {
            handler.onGone(this);
        }
    }

    /**
     * {@code Taken <length>} and ranges: of what you made, who leave, I hold these, payloads and all. Said again as it
     * becomes more.
     */
    record Taken(List<OriginRanges> ranges) implements SyncMessage {
        public Taken {
            ranges = List.copyOf(ranges);
        }

        @Override
        public void accept(Handler handler) {
            handler.onTaken(this);
        }
    }
}
