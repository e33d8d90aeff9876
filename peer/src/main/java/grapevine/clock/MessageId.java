package grapevine.clock;

import java.util.Objects;

/**
 * One message, exactly: the n-th of one run of one peer. Ordered by origin, epoch, number, which says nothing about
 * causes but within one run.
 *
 * @param origin where the peer listens, as in the logs: {@code 10.0.0.7:6001}; any 1..64 visible ASCII characters but
 *     {@code ;}
 * @param epoch when its process started (ms since 1970, >= 0)
 * @param number the number the origin gave to the message, from 1 without gaps
 */
public record MessageId(String origin, long epoch, long number) implements Comparable<MessageId> {
    private static final int LONGEST_ORIGIN = 64;

    /**
     * A message.
     *
     * @throws IllegalArgumentException naming what is out of its range, or not of its form
     */
    public MessageId {
        Objects.requireNonNull(origin, "origin");
        if (origin.isEmpty() || origin.length() > LONGEST_ORIGIN || !mayBeOrigin(origin)) {
            throw new IllegalArgumentException(
                    "origin=\"" + origin + "\" is not 1.." + LONGEST_ORIGIN + " visible ASCII characters without ;");
        }
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch=" + epoch + " must be >= 0");
        }
        if (number < 1) {
            throw new IllegalArgumentException("number=" + number + " must be >= 1");
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static MessageId parse(String text) {
        Objects.requireNonNull(text, "text");
        int beforeNumber = text.lastIndexOf(':');
        int beforeEpoch = text.lastIndexOf(':', beforeNumber - 1);
        if (beforeEpoch < 0) {
            throw new IllegalArgumentException("id \"" + text + "\" is not origin:epoch:number");
        }
        return new MessageId(
                text.substring(0, beforeEpoch),
                Digits.parse("epoch", text.substring(beforeEpoch + 1, beforeNumber)),
                Digits.parse("number", text.substring(beforeNumber + 1)));
    }

    /** Whether both are messages of one run of one peer: then the lower number came first. */
    public boolean hasOriginOf(MessageId other) {
        Objects.requireNonNull(other, "other");
        return epoch == other.epoch && origin.equals(other.origin);
    }

    @Override
    public int compareTo(MessageId other) {
        Objects.requireNonNull(other, "other");
        int byRun = compareRuns(other);
        return byRun != 0 ? byRun : Long.compare(number, other.number);
    }

    /** By origin and epoch alone. */
    int compareRuns(MessageId other) {
        int byOrigin = origin.compareTo(other.origin);
        return byOrigin != 0 ? byOrigin : Long.compare(epoch, other.epoch);
    }

    /** {@code <origin>:<epoch>:<number>}. */
    @Override
    public String toString() {
        return origin + ":" + epoch + ":" + number;
    }

    private static boolean mayBeOrigin(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ';') {
                return false;
            }
        }
        return true;
    }
}
