package grapevine.node;

import grapevine.wire.Message;
import grapevine.wire.ProtocolException;

/**
 * What a node does with one connection, from its birth to its end. The runner calls one method at a time, in the node's
 * lane: either {@link #onOpened} or {@link #onDialFailed} on a dialled link (an accepted one is open from the start),
 * then messages, then {@link #onLost} or {@link #onViolation} at most once and nothing after it. After
 * {@link Effects#close} nothing comes any more; after {@link Effects#finish} what still arrives does.
 */
public interface Conversation {
    /** Why a dial came to nothing. */
    enum DialFailure {
        /** The host answered that nobody listens there: the process is gone. */
        REFUSED("refused"),
        /** The connection was reset while being made: the process is gone. */
        RESET("reset"),
        /** No answer in time: proves nothing. */
        TIMED_OUT("timed-out"),
        /** No route, no descriptor, or another fault that says nothing of the other side. */
        UNREACHABLE("unreachable");

        private final String word;

        DialFailure(String word) {
            this.word = word;
        }

        /** How the operator reads it. */
        public String word() {
            return word;
        }
    }

    /** How a connection ended. */
    enum Loss {
        /** The other side ended it in order. */
        ENDED("ended"),
        /** The other side, or the way there, broke it off. */
        RESET("reset");

        private final String word;

        Loss(String word) {
            this.word = word;
        }

        /** How the operator reads it. */
        public String word() {
            return word;
        }
    }

    /** The dial succeeded; what was sent before may be on its way already. */
    void onOpened(long now);

    /** The dial failed; the link never was. */
    void onDialFailed(long now, DialFailure failure);

    /** The other side said something. */
    void onMessage(long now, Message message);

    /**
     * The other side broke the protocol. The bytes after it are not read; the node counts it, says {@code Error} and
     * finishes or closes the link.
     */
    void onViolation(long now, ProtocolException violation);

    /** The connection is gone. */
    void onLost(long now, Loss loss);
}
