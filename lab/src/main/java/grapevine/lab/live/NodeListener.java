package grapevine.lab.live;

import grapevine.clock.MessageId;
import java.time.Instant;
import java.util.List;

/**
 * Hears what comes to a node, and what becomes of it. Other nodes are named by the ports they listen on. Called by any
 * thread; whoever is told of a step may not keep it waiting.
 */
public interface NodeListener {
    /**
     * The first copy of a message.
     *
     * @param id its name, the same at every node
     * @param origin who made it
     * @param payload as it was published
     * @param sentAt by the clock of whoever made it
     * @param receivedAt by the clock here
     * @param path from whoever made it to the neighbour that brought it; empty if the message shows no way
     * @param onward to whom it is sent on from here, if it shows its ways
     */
    record Arrival(
            MessageId id,
            int origin,
            byte[] payload,
            Instant sentAt,
            Instant receivedAt,
            List<Integer> path,
            List<Integer> onward) {}

    /** A further copy of a message, and the way it came. */
    record Copy(MessageId id, List<Integer> path) {}

    /**
     * A message has come here.
     *
     * @param from the neighbour that brought it, 0 if it was made here
     * @param text how it begins, if it was made here; else empty
     */
    record Step(MessageId id, Instant at, int from, String text) {}

    /** A message came. */
    void arrived(Arrival arrival);

    /** It came again. */
    void copied(Copy copy);

    /** It was noted where it came from, before anybody was given it. */
    void stepped(Step step);

    /** The node did something that a person may want to see. */
    void tell(String what);

    /** The node holds a neighbour for dead, which listens on this port. */
    void foundDead(int port);

    /** It answers again, which it did not for a while, or its process is gone: what follows from that follows now. */
    void changedState();
}
