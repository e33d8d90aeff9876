package grapevine.node;

import grapevine.wire.Ip;
import org.jspecify.annotations.Nullable;

/**
 * One connection, made by the runner and told apart by identity. A node says things on it through {@link Effects} and
 * hears of it through its {@link Conversation}.
 */
public interface Link {
    /** The other side's ip as the socket sees it; before a dialled link is open, the ip dialled. */
    Ip remoteIp();

    /**
     * Whom the other side showed itself to be, null in a network without keys. What it says in its hello has been held
     * to it.
     */
    default @Nullable Certified certified() {
        return null;
    }

    /** The name of {@link #certified}, null without. */
    default @Nullable String holder() {
        Certified certified = certified();
        return certified == null ? null : certified.name();
    }

    /** Whether what is meant for the operator may be asked here: from this machine, or by who is certified as one. */
    default boolean isOperators() {
        Certified certified = certified();
        return remoteIp().isLoopback() || (certified != null && certified.isOperator());
    }

    /** A number for logs, unique in this runner. */
    long number();

    /** Bytes that were sent but not yet taken by the socket. */
    long backlog();

    /**
     * How many more bytes of gossip there is room for, with what waits on other links; what is sent beyond that is
     * dropped.
     */
    default long room() {
        return Long.MAX_VALUE;
    }

    /**
     * Whether something waits and the socket has taken no byte for 1 s; in the lane only.
     */
    default boolean isStalled() {
        return false;
    }

    /** Whether gossip sent on it was dropped for want of room since this was last asked; in the lane only. */
    default boolean hasDropped() {
        return false;
    }
}
