package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.wire.Gossip;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Take;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Large messages that were offered to neighbours and not taken yet. They wait before a link as what is sent and not
 * written does: whoever makes messages faster than they are taken is to notice.
 */
final class Offers {
    /** One who takes nothing for so long (ms) is served later, and slows nobody down. */
    private static final long STALLED_MILLIS = 3000;

    /** What was not taken for so long (ms) is not waited for. */
    private static final long FORGOTTEN_MILLIS = 60_000;

    /** A message of so many bytes, and when it was offered. */
    private record Offered(int length, long at) {}

    /** What one neighbour has not taken. */
    private static final class Untaken {
        /** In the order in which they were offered. */
        final Map<LargeName, Offered> messages = new LinkedHashMap<>();

        long bytes;

        /** So many bytes it last asked for in one word: it can do with as many unasked. */
        int ahead;

        /** The last message of which all went ahead; null while there is none. */
        @Nullable
        LargeName wholeAhead;

        /** When it was offered. */
        long aheadAt;

        /** When it last took something, or was first offered something. */
        long movedAt;

        void remove(LargeName name) {
            Offered removed = messages.remove(name);
            bytes -= removed == null ? 0 : removed.length;
        }
    }

    private final Ground ground;
    private final Map<Neighbour, Untaken> untaken = new HashMap<>();

    Offers(Ground ground) {
        this.ground = ground;
    }

    /**
     * Offers it. Where nothing else waits there, its first bytes go ahead: on the way of a message from hop to hop the
     * asking would take longer than the bytes.
     *
     * @return how many follow
     */
    int offer(Neighbour to, Gossip message) {
        Offer offer = Offer.of(message);
        Untaken of = untaken.computeIfAbsent(to, unused -> new Untaken());
        if (of.bytes == 0) {
            of.movedAt = ground.now();
            boolean goesAhead = of.ahead > 0 && to.link().backlog() == 0;
            offer = goesAhead ? offer.sending(of.ahead) : offer;
            of.wholeAhead = offer.sent() == offer.length() ? LargeName.of(offer) : null;
            of.aheadAt = ground.now();
        }
        of.remove(LargeName.of(offer));
        of.messages.put(LargeName.of(offer), new Offered(offer.length(), ground.now()));
        of.bytes += offer.length();
        ground.send(to.link(), offer);
        return offer.sent();
    }

    /** It takes of a message, of which nothing is left to be taken then, perhaps. */
    void taken(Neighbour by, Take take) {
        Untaken of = untaken.get(by);
        Offered offered = of == null ? null : of.messages.get(LargeName.of(take));
        if (of == null || offered == null) {
            return;
        }
        int length = offered.length;
        of.movedAt = ground.now();
        int asked = take.to() - take.from();
        if (asked > 0) { // the end of a message may be little
            of.ahead = take.to() < length ? asked : Math.max(of.ahead, asked);
        } else if (LargeName.of(take).equals(of.wholeAhead) && ground.now() - of.aheadAt > Source.LATE_MILLIS) {
            of.ahead = Source.LEAST; // all of it went ahead, and took its time
        }
        if (take.to() >= length) {
            of.remove(LargeName.of(take));
        }
    }

    /** What it takes of is not here any more. */
    void gone(Neighbour from, Take take) {
        Untaken of = untaken.get(from);
        if (of != null) {
            of.remove(LargeName.of(take));
        }
    }

    /** What waits for this one to take it. */
    Set<LargeName> untaken(Neighbour by) {
        Untaken found = live(by);
        return found == null ? Set.of() : found.messages.keySet();
    }

    /** How much waits for this one to take it, bytes. */
    long bytes(Neighbour of) {
        Untaken found = live(of);
        return found == null ? 0 : found.bytes;
    }

    /** Whether so much waits for this one, who goes on taking. */
    boolean isBehind(Neighbour neighbour, long most) {
        Untaken found = live(neighbour);
        return found != null && found.bytes > most && ground.now() - found.movedAt <= STALLED_MILLIS;
    }

    private @Nullable Untaken live(Neighbour of) {
        Untaken found = untaken.get(of);
        if (found != null && ground.now() - found.movedAt > FORGOTTEN_MILLIS) {
            untaken.remove(of);
            return null;
        }
        while (found != null && isFirstForgotten(found)) {
            found.remove(found.messages.keySet().iterator().next());
        }
        return found;
    }

    /** It goes on taking, but has had the first one from elsewhere, most likely. */
    private boolean isFirstForgotten(Untaken of) {
        return !of.messages.isEmpty()
                && ground.now() - of.messages.values().iterator().next().at > FORGOTTEN_MILLIS;
    }

    /** Its link is gone, or goes over another connection: it will not take what was offered on the former. */
    void forget(Neighbour neighbour) {
        untaken.remove(neighbour);
    }
}
