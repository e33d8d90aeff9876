package grapevine.node;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a node can do to the world: one method a kind. A runner performs them (TCP and worker threads, or virtual time);
 * a test records them. Called only from within the node's own events, and never calls back into the node.
 */
public interface Effects {
    /**
     * Starts a connection. The conversation hears of its success or failure later, never from within this call. A dial
     * ends by itself after the runner's connect time-out (2 s by default).
     */
    Link dial(Address to, Conversation conversation);

    /**
     * The same with segments of at most 1,200 bytes both ways, which pass where full ones are lost without a word;
     * where a runner cannot have that, it is a dial like any other.
     */
    default Link dialSmall(Address to, Conversation conversation) {
        return dial(to, conversation);
    }

    /**
     * Queues a message; one sent before a dialled link is open goes out when it opens. Ignored on an ended link.
     * Gossip arrives in its order, and so do other messages; but these may arrive ahead of gossip that was sent before,
     * unless they are {@link Message#isBehindGossip}.
     */
    void send(Link link, Message message);

    /** Queues gossip before other gossip that waits on this link, but behind what was sent in this way before. */
    default void sendAhead(Link link, Gossip message) {
        send(link, message);
    }

    /**
     * Whether links are to hold little of what was sent and is not read yet: that is what gossip that goes ahead waits
     * behind. It makes long ways slower, so it is said where that is what delays others, and taken back.
     */
    default void holdLittle(boolean isLittle) {}

    /**
     * Ends our direction after what was sent; what still arrives is handed over until the other side ends its own, for
     * at most 3 s. {@link Conversation#onLost} tells the end.
     */
    void finish(Link link);

    /** Ends the link, or the dial, now. Its conversation hears nothing more. */
    void close(Link link);

    /** Asks for one {@link Node#onTimer} at this time (ms of {@code now}); replaces what was asked before. */
    void armTimer(long due);

    /** Hands a message that is in its place to the application, once. */
    void deliver(Gossip message);

    /** The same for one that is not, as far as is known here. */
    void deliver(Gossip message, Marks marks);

    /** Tells the operator. */
    void report(Fact fact);

    /** Tells the operator of a message of this node's own. A runner makes the fact only if somebody is to be told. */
    default void reportSent(Gossip message, int links) {
        report(new Fact.MessageSent(message, links));
    }

    /** Tells the operator of the first copy of a message. A runner makes the fact only if somebody is to be told. */
    default void reportReceived(Gossip message, Address from) {
        report(new Fact.MessageReceived(message, from));
    }

    /**
     * The number of a network with keys, which was made with its authority; null without keys. Always the same, and
     * known before the first event.
     */
    default @Nullable Long networkNumber() {
        return null;
    }

    /** The keys by which messages are proven; null where they are not, as without keys. Always the same. */
    default @Nullable Proofs proofs() {
        return null;
    }

    /**
     * Does what takes long aside, and then tells the node so in an event of its own, never from within this call. Only
     * where there are {@link #proofs}.
     *
     * @param work touches nothing of the node; what it throws is logged, and the node told all the same
     * @param then given the time, as every event is
     */
    default void compute(Runnable work, LongConsumer then) {
        throw new UnsupportedOperationException("there is nothing to compute without proofs");
    }

    /** Keeps these addresses for the next start, where the operator asked for that. */
    void remember(List<Address> peers);

    /** The node has left and will do nothing more. */
    void stopped();

    /** The wall clock, ms since 1970: for printed timestamps, epochs and proposed ages only. */
    long wallTime();
}
