package grapevine.peer.core.repair;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether neighbours answer what is asked of them. Whatever becomes of a question for messages, {@code Gone} ends its
 * answer, so one who announces messages and gives none can be told from one who is slow: who answers a ping has read
 * the question that was sent before. It has kept back the answer if it then brings no message through two pings more,
 * which it answers, or more than may wait on a link. That it lets go of what it announced is no broken promise.
 *
 * <p>A ping may overtake {@code Gone}, which stands behind messages; so one ping proves nothing. Neither does a single
 * its.
 */
final class Promises {
    /** From the question to the first ping, and from the answer of each to the next (ms). */
    static final long EVERY_MILLIS = 10_000;

    /** So many pings are answered in a row, and no message comes. */
    static final int PINGS = 3;

    /** So many questions have no answer, any of which would do. */
    static final int QUESTIONS = 2;

    /** Many times what a link may hold (bytes): the answer does not stand behind so much. */
    static final long MOST_BYTES = 16L * 1024 * 1024;

    /** Questions to one neighbour, of which none has an answer yet. */
    private static final class Questions {
        /** An answer comes by this connection alone. */
        final PeerLink by;

        long due;
        int asked;

        /** What the ping says of its time, as long as it has no answer. */
        @Nullable
        Long pingedAt;

        /** Whether the first was read. */
        boolean isRead;

        /** Pings answered in a row. */
        int answered;

        /** What came since it was read. */
        long bytes;

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

    /** This neighbour was asked for messages. */
    void asked(Neighbour neighbour) {
        Questions its = open.get(neighbour);
        if (its == null || its.by != neighbour.conversation()) {
            its = new Questions(neighbour.conversation(), ground.now() + EVERY_MILLIS);
            open.put(neighbour, its);
        }
        its.asked++;
    }

    /** An answer of this one has ended, whichever. */
    void answered(Neighbour neighbour) {
        open.remove(neighbour);
    }

    /** A message of so many bytes came by a link, whichever. */
    void brought(Neighbour neighbour, int bytes) {
        Questions its = open.get(neighbour);
        if (its != null) {
            its.answered = 0;
            its.bytes += its.isRead ? bytes : 0;
            if (its.bytes > MOST_BYTES) {
                broken(neighbour, its);
            }
        }
    }

    /** This one answers a ping, which says this of its time. */
    void pinged(Neighbour neighbour, long timestamp) {
        Questions its = open.get(neighbour);
        if (its != null && its.pingedAt != null && its.pingedAt == timestamp) {
            its.pingedAt = null;
            its.isRead = true;
            its.answered++;
            its.due = ground.now() + EVERY_MILLIS;
            if (its.answered >= PINGS) {
                broken(neighbour, its);
            }
        }
    }

    private void broken(Neighbour neighbour, Questions its) {
        open.remove(neighbour);
        if (its.asked < QUESTIONS || neighbour.conversation() != its.by) {
            return;
        }
        String why = "it was asked for messages, and answers pings alone";
        String holder = neighbour.link().holder();
        if (holder != null) {
            ground.withheld(holder, neighbour.address(), why, neighbours.degree() - 1);
        }
        its.by.violate(new ProtocolException(Reason.ANSWER_TIMEOUT, why));
    }

    /** When somebody is pinged, or never. */
    long due() {
        long due = Part.NEVER;
        for (Questions its : open.values()) {
            due = Math.min(due, its.due);
        }
        return due;
    }

    void onDue(long now) {
        List<Neighbour> over = new ArrayList<>();
        open.forEach((neighbour, its) -> {
            if (neighbours.find(neighbour.address()) != neighbour || neighbour.conversation() != its.by) {
                over.add(neighbour);
            } else if (its.due <= now) {
                its.due = now + EVERY_MILLIS;
                long timestamp = ground.effects().wallTime();
                its.pingedAt = timestamp;
                neighbours.ping(ground, neighbour, timestamp);
            }
        });
        over.forEach(open::remove);
    }
}
