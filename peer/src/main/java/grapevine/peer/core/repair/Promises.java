package grapevine.peer.core.repair;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether neighbours answer what is asked of them. Whatever becomes of a question for messages, {@code Gone} ends its
 * answer, so one who announces messages and gives none can be told from one who is slow: who answers a ping has read
 * the questions that were sent before. It keeps back the answer if it brings nothing of any message while it answers
 * two pings more. That it lets go of what it announced is no broken promise.
 *
 * <p>The answer to a ping may overtake {@code Gone}, which stands behind messages and pieces; so one ping shows
 * nothing. Neither does one question without an answer.
 */
final class Promises {
    /** From the first question to the first ping, and from the answer to each to the next (ms). */
    static final long EVERY_MILLIS = 10_000;

    /** So many pings are answered since something of a message came. */
    static final int PINGS = 3;

    /** So many questions were read and have no answer, any of which would do. */
    static final int QUESTIONS = 2;

    private static final String WHY = "it was asked for messages, and answers pings alone";

    /** What one neighbour was asked since its last answer. */
    private static final class Questions {
        /** An answer comes by this connection alone. */
        final PeerLink by;

        long due;

        /** How many were read by now; until a ping was answered, how many were asked. */
        int count;

        /** What the latest ping says of its time, as long as it has no answer. */
        @Nullable
        Long pingedAt;

        boolean areRead;

        /** Pings answered. */
        int pongs;

        Questions(PeerLink by, long due) {
            this.by = by;
            this.due = due;
        }
    }

    private final Ground ground;
    private final Neighbours neighbours;
    private final Map<Neighbour, Questions> open = new LinkedHashMap<>(4);

    Promises(Ground ground, Neighbours neighbours) {
        this.ground = ground;
        this.neighbours = neighbours;
    }

    /** How many neighbours owe an answer. */
    int open() {
        return open.size();
    }

    /**
     * This neighbour was asked for messages.
     *
     * @return when it is pinged, if it does not answer (ms)
     */
    long asked(Neighbour neighbour) {
        Questions its = open.get(neighbour);
        if (its == null || its.by != neighbour.conversation()) {
            its = new Questions(neighbour.conversation(), ground.now() + EVERY_MILLIS);
            open.put(neighbour, its);
        }
        its.count += its.areRead ? 0 : 1;
        return its.due;
    }

    /** This one has answered, whichever question, or is linked no more. */
    void forget(Neighbour neighbour) {
        open.remove(neighbour);
    }

    /** A message, or a piece of one, came by a link, whichever. */
    void brought(Neighbour neighbour) {
        Questions its = open.get(neighbour);
        if (its != null) {
            its.pongs = 0;
        }
    }

    /**
     * This one answers a ping.
     *
     * @param timestamp what that said of its time
     * @return whether it was one of these, and the link goes on
     */
    boolean answersPing(Neighbour neighbour, long timestamp) {
        Questions its = open.get(neighbour);
        if (its == null || its.pingedAt == null || its.pingedAt != timestamp) {
            return false;
        }
        its.pingedAt = null;
        its.areRead = true;
        its.pongs++;
        its.due = ground.now() + EVERY_MILLIS;
        if (its.pongs < PINGS) {
            return true;
        }
        open.remove(neighbour);
        if (its.count < QUESTIONS || its.by != neighbour.conversation()) {
            return true;
        }
        broken(neighbour);
        return false;
    }

    private void broken(Neighbour neighbour) {
        String holder = neighbour.link().holder();
        if (holder != null) {
            ground.withheld(holder, neighbour.address(), WHY, neighbours.degree() - 1);
        }
        neighbour.conversation().violate(new ProtocolException(Reason.ANSWER_TIMEOUT, WHY));
    }

    /** When somebody is pinged, or never. */
    long due() {
        long due = Part.NEVER;
        for (Questions each : open.values()) {
            due = Math.min(due, each.due);
        }
        return due;
    }

    void onDue(long now) {
        open.forEach((neighbour, its) -> {
            if (its.due <= now) {
                its.due = now + EVERY_MILLIS;
                long timestamp = ground.effects().wallTime();
                its.pingedAt = timestamp;
                neighbours.ping(ground, neighbour, timestamp);
            }
        });
    }
}
