package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Link;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Other;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.ProtocolException;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Large messages travel apart from all else, so that nothing stands behind them: in the place of the message it is
 * offered, and whoever lacks it takes it in pieces. What is offered here and not taken stands in {@link Offers}, what
 * is taken is {@link Taking}'s; whoever takes is answered at once, and is not remembered.
 */
public final class Large {
    private final Ground ground;
    private final Neighbours neighbours;
    private final Gossiping gossiping;
    private final Repairs repairs;

    /** Null until something is offered. */
    private @Nullable Offers offers;

    /** Null until something is offered to this peer. */
    private @Nullable Taking taking;

    Large(Ground ground, Neighbours neighbours, Gossiping gossiping, Repairs repairs) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.gossiping = gossiping;
        this.repairs = repairs;
    }

    /** Whether this message goes to this one in pieces. */
    public static boolean isToBeOffered(Gossip message, Other to) {
        return message.payloadLength() > PieceMessage.LARGE && to.takesPieces();
    }

    // What is offered

    /**
     * Sends this message, or offers it.
     *
     * @param isAhead whether it goes before others that wait
     */
    void send(Gossip message, Neighbour to, boolean isAhead) {
        if (isToBeOffered(message, to.conversation())) {
            offers = offers == null ? new Offers(ground) : offers;
            int ahead = offers.offer(to, message);
            if (ahead > 0) {
                give(
                        to.link(),
                        message.origin(),
                        message.n(),
                        0,
                        message.plain().frame(),
                        ahead);
            }
        } else if (isAhead) {
            ground.effects().sendAhead(to.link(), message);
        } else {
            ground.send(to.link(), message);
        }
    }

    /** What was offered to this one and not taken. */
    Set<LargeName> untaken(Neighbour by) {
        return offers == null ? Set.of() : offers.untaken(by);
    }

    /** How much waits for this one (bytes): what is not written to its link, and what was offered and not taken. */
    long backlog(Neighbour of) {
        return of.link().backlog() + (offers == null ? 0 : offers.bytes(of));
    }

    /** Whether this one does not take large messages as fast as they come. */
    boolean isBehind(Neighbour neighbour) {
        long most = Math.min(Throttle.MOST_BYTES, ground.settings().mostRetained() / 4);
        return offers != null && offers.isBehind(neighbour, most);
    }

    /** How many were offered and are not here whole. */
    public int size() {
        return taking == null ? 0 : taking.halves().size();
    }

    /** Bytes of memory that those fill of which something came. */
    public long held() {
        return taking == null ? 0 : taking.halves().held();
    }

    /** The most of them, and of their bytes. */
    public static int most() {
        return Halves.MOST;
    }

    // What is taken

    /** Somebody has a large message. */
    public void onOffer(Other from, Offer offer) {
        taking().onOffer(from, offer);
    }

    /**
     * A part of one is here.
     *
     * @throws ProtocolException if it is the last one, and they are not what was offered
     */
    public void onPiece(Other from, Piece piece) throws ProtocolException {
        taking().onPiece(from, piece);
    }

    private Taking taking() {
        taking = taking == null ? new Taking(ground, neighbours, gossiping, repairs) : taking;
        return taking;
    }

    /** Somebody takes a part of one. */
    public void onTake(Other by, Take take) {
        Neighbour neighbour = by instanceof PeerLink link ? link.neighbour() : null;
        if (neighbour != null && offers != null) {
            offers.taken(neighbour, take);
        }
        if (take.from() == take.to()) {
            return;
        }
        Gossip message = gossiping.retained().recall(take.origin(), take.n());
        if (message == null) {
            if (neighbour != null && offers != null) {
                offers.gone(neighbour, take);
            }
            Range number = new Range(take.n(), take.n());
            ground.send(by.link(), new Gone(List.of(new OriginRanges(take.origin(), List.of(number)))));
        } else if (gossiping.throttle().isTooFullFor(by)) {
            ground.count(Counter.DROPPED_BACKLOG_FULL);
        } else {
            give(
                    by.link(),
                    take.origin(),
                    take.n(),
                    take.from(),
                    message.plain().frame(),
                    take.to());
            gossiping.throttle().answered(by);
        }
    }

    private void give(Link to, Origin origin, long n, int first, byte[] bytes, int last) {
        int end = Math.min(last, bytes.length);
        for (int from = first; from < end; from += PieceMessage.MOST) {
            int length = Math.min(end - from, PieceMessage.MOST);
            ground.send(to, new Piece(origin, n, from, bytes, from, length));
        }
    }

    /** It does not keep these any more. */
    public void onGone(Other from, Gone gone) {
        if (taking != null) {
            taking.onGone(from, gone.ranges());
        }
    }

    /** Those of these numbers that are being taken are left out: this one has them, too. */
    public void leaveOut(Origin origin, Ranges lacking, Address holder) {
        if (taking != null) {
            taking.halves().leaveOut(origin, lacking, holder);
        }
    }

    /** Those of these numbers that are being taken are left out. */
    void leaveOut(Origin origin, Ranges lacking) {
        if (taking != null) {
            taking.halves().leaveOut(origin, lacking);
        }
    }

    void arrived(Gossip message) {
        if (taking != null) {
            taking.arrived(message);
        }
    }

    /** The conversation with this one, which is no link, is over. */
    public void lost(Other other) {
        if (taking != null) {
            taking.lost(other);
        }
    }

    /** The link to this one is gone, or goes over another connection. */
    void lost(Neighbour neighbour) {
        if (offers != null) {
            offers.forget(neighbour);
        }
        if (taking != null) {
            taking.lost(neighbour.address());
        }
    }
}
