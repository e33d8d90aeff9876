package grapevine.clock;

import java.util.Objects;

/**
 * Where a message stands among others: what it is, when it was made, and what its maker knew then.
 *
 * <p>{@link #before} asks whether the later one's maker knew the earlier message, so it never says what was not so,
 * however much is missing in either clock: a clock that was cut short knows less, and the two look concurrent. As long
 * as no clock was cut short it is a strict partial order, exactly "happened before" (L. Lamport, 1978); of clocks cut
 * short it is a part of that order, in which a before b and b before c may stand without a before c.
 *
 * @param id the message
 * @param time when it was made; above that of everything it came after
 * @param clock what its maker knew, the message itself included
 */
public record Stamp(MessageId id, HybridTime time, VectorClock clock) {
    /**
     * A stamp; the message itself is added to the clock.
     *
     * @throws IllegalArgumentException if the clock knows a later message of the same run
     */
    public Stamp {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(clock, "clock");
        if (clock.latestOf(id) > id.number()) {
            throw new IllegalArgumentException("clock " + clock + " knows later messages than " + id);
        }
        clock = clock.with(id);
    }

    /**
     * Whether this message came before the other: its maker was told of this one, or made it. Of two that each claim to
     * come after the other, one of which must be lying, neither did.
     */
    public boolean before(Stamp other) {
        Objects.requireNonNull(other, "other");
        return other.clock.includes(id) && !clock.includes(other.id);
    }

    /** Whether the other came before this one. */
    public boolean after(Stamp other) {
        Objects.requireNonNull(other, "other");
        return other.before(this);
    }

    /** Whether they are two messages neither of which is known to have come before the other. */
    public boolean concurrent(Stamp other) {
        Objects.requireNonNull(other, "other");
        return !id.equals(other.id) && !before(other) && !after(other);
    }
}
