package grapevine.seed.core;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Registration;
import grapevine.wire.Registration.State;

/**
 * What the registry has about one address. Immutable; a change is a new row.
 *
 * @param entry who it is
 * @param revision the peer's own count of what it said
 * @param state whether it is there
 * @param expires when the lease ends or the tombstone is forgotten, ms of this node's {@code now}
 */
record Row(Entry entry, long revision, State state, long expires) {
    Address address() {
        return entry.address();
    }

    long epoch() {
        return entry.epoch();
    }

    boolean isAlive() {
        return state == State.ALIVE;
    }

    Row withExpires(long then) {
        return new Row(entry, revision, state, then);
    }

    /** The row as other seeds see it: with the time that remains, not with our time. */
    Registration at(long now) {
        return new Registration(entry, revision, Math.max(0, expires - now), state);
    }
}
