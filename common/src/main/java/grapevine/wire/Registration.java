package grapevine.wire;

import org.jspecify.annotations.Nullable;

/**
 * One row of a registry as seeds exchange it:
 * {@code <ip>:<port>:<degree>:<age>:<epoch>:<revision>:<remaining>:<state>}, and with keys {@code :<holder>}. Its
 * version is (epoch, revision): the higher one wins everywhere, and of two equal ones the one that is gone.
 *
 * @param entry who it is
 * @param revision raised by the peer itself with each thing it says, >= 1
 * @param remaining ms until the lease ends, or until the tombstone is forgotten, >= 0
 * @param state whether it is there
 * @param holder the name in the certificate of who registered so, null in a network without keys
 */
public record Registration(
        Entry entry,
        long revision,
        long remaining,
        State state,
        @Nullable String holder) {
    /** Whether a registered peer is there; what is not {@link #ALIVE} is a tombstone. */
    public enum State {
        ALIVE("alive"),
        DEAD("dead"),
        LEFT("left");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The word on the wire. */
        public String word() {
            return word;
        }
    }

    public Registration {
        if (revision < 0 || remaining < 0) {
            throw new IllegalArgumentException("registration of " + entry.address() + ": revision=" + revision
                    + " remaining=" + remaining + " must be >= 0");
        }
    }

    /** One of a network without keys. */
    public Registration(Entry entry, long revision, long remaining, State state) {
        this(entry, revision, remaining, state, null);
    }

    /** Whether this one replaces the other, which is about the same address. */
    public boolean isNewerThan(Registration other) {
        if (entry.epoch() != other.entry.epoch()) {
            return entry.epoch() > other.entry.epoch();
        }
        if (revision != other.revision) {
            return revision > other.revision;
        }
        return state != State.ALIVE && other.state == State.ALIVE;
    }
}
