package grapevine.seed.core.registry;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Registration;
import grapevine.wire.Registration.State;
import org.jspecify.annotations.Nullable;

/**
 * What the registry has about one address. Immutable; a change is a new row.
 *
 * @param entry who it is
 * @param holder the name in the certificate of who registered so, null in a network without keys
 * @param revision the peer's own count of what it said
 * @param kind how it stands
 * @param expires when the lease ends or the tombstone is forgotten, ms of this node's {@code now}
 * @param lookedAt when {@link Expiries} looks whether that has come, not later
 */
public record Row(Entry entry, @Nullable String holder, long revision, Kind kind, long expires, long lookedAt) {
    /** How an address stands; one value, since a million rows are kept. */
    enum Kind {
        /** Somebody registered so, and nobody was met there yet. */
        CLAIM(State.ALIVE),
        /** Its address answered as this very process, here or to another seed. */
        ALIVE(State.ALIVE),
        DEAD(State.DEAD),
        LEFT(State.LEFT);

        private final State state;

        Kind(State state) {
            this.state = state;
        }

        static Kind of(State state, boolean isConfirmed) {
            return switch (state) {
                case ALIVE -> isConfirmed ? ALIVE : CLAIM;
                case DEAD -> DEAD;
                case LEFT -> LEFT;
            };
        }
    }

    /** @param isConfirmed whether somebody was met there; what is gone was there once */
    Row(
            Entry entry,
            @Nullable String holder,
            long revision,
            State state,
            boolean isConfirmed,
            long expires,
            long lookedAt) {
        this(entry, holder, revision, Kind.of(state, isConfirmed), expires, lookedAt);
    }

    /** Whether it is there. */
    public State state() {
        return kind.state;
    }

    /** Whether its address answered as this very process, here or to another seed; of what is gone, once. */
    public boolean isConfirmed() {
        return kind != Kind.CLAIM;
    }

    public Address address() {
        return entry.address();
    }

    /** Of the process of the peer that said it. */
    public long epoch() {
        return entry.epoch();
    }

    public boolean isAlive() {
        return kind.state == State.ALIVE;
    }

    /** Whether all there is to it is that somebody registered so: nobody was met there yet. */
    public boolean isClaim() {
        return kind == Kind.CLAIM;
    }

    /** Whether it is of somebody other than who has this name in his certificate. */
    public boolean isOfAnother(@Nullable String name) {
        return holder != null && !holder.equals(name);
    }

    /** Whether whoever registers so is the process that it is of or, by his certificate, the same node. */
    boolean isOf(long itsEpoch, @Nullable String name) {
        return !isOfAnother(name) && (epoch() == itsEpoch || (name != null && name.equals(holder)));
    }

    /** The same, until then, and not looked at before. */
    Row lasting(long until) {
        return new Row(entry, holder, revision, kind, until, until);
    }

    /** The row as other seeds see it: with the time that remains, not with our time. */
    public Registration at(long now) {
        return new Registration(entry, revision, Math.max(0, expires - now), state(), holder);
    }
}
