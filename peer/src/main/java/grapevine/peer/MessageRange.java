package grapevine.peer;

import grapevine.clock.MessageId;
import java.util.Objects;

/**
 * Messages of one run of a peer that follow each other.
 *
 * @param origin who made them
 * @param first its number of the first one, >= 1
 * @param last its number of the last one, >= first
 */
public record MessageRange(Member origin, long first, long last) {
    /** As long as there is at least one. */
    public MessageRange {
        Objects.requireNonNull(origin, "origin");
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("messages " + first + " to " + last + " are none");
        }
    }

    /** How many these are, >= 1. */
    public long size() {
        return last - first + 1;
    }

    /** Whether this message is one of them. */
    public boolean contains(MessageId id) {
        Objects.requireNonNull(id, "id");
        return id.number() >= first
                && id.number() <= last
                && id.epoch() == origin.epoch()
                && id.origin().equals(origin.toString());
    }

    /** {@code 10.0.0.7:6001 1795227973541 3-9}. */
    @Override
    public String toString() {
        return origin + " " + origin.epoch() + " " + first + "-" + last;
    }
}
