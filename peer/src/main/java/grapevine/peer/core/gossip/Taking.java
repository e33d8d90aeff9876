package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Other;
import grapevine.peer.core.link.PeerLink;
import grapevine.peer.core.proof.Proving;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.ProtocolException;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Want;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes large messages piece by piece from whoever offered them first. Where that one is gone, or moves too little, the
 * next one that has the message is asked, and it goes on from where it stopped; where there is none, what is here is
 * kept for a while, until somebody offers it again.
 */
final class Taking {
    /** The most of one neighbour that is offered and not taken whole; so many have room, whatever others offer. */
    private static final int MOST_OF_ONE = 256;

    private static final int LEAST_OF_ONE = 16;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Gossiping gossiping;
    private final Repairs repairs;
    private final Halves halves;
    private final Sources sources;

    Taking(Ground ground, Neighbours neighbours, Gossiping gossiping, Repairs repairs) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.gossiping = gossiping;
        this.repairs = repairs;
        halves = new Halves(ground);
        sources = new Sources(ground, this);
    }

    Halves halves() {
        return halves;
    }

    // What others say

    /** Somebody has a message. */
    void onOffer(Other from, Offer offer) {
        LargeName name = LargeName.of(offer);
        Half half = halves.get(name);
        if (half == null && isKnown(offer)) {
            ground.count(Counter.LARGE_KNOWN);
            declines(from, offer);
        } else if (half == null) {
            begin(from, offer);
        } else if (half.source == null || (half.source.other == from && half.isAwaited)) {
            isOfferedAgain(half, from, offer);
        } else if (half.source.other != from) {
            half.isHeldBy(from.address());
            declines(from, offer);
        }
    }

    private boolean isKnown(Offer offer) {
        return offer.origin().equals(ground.self().origin()) || gossiping.seen().has(offer.origin(), offer.n());
    }

    /** It says that it has what is here or comes from elsewhere: if by itself, its link is one too many. */
    private void declines(Other from, Offer offer) {
        ground.send(from.link(), new Take(offer.origin(), offer.n(), offer.length(), offer.length()));
        Half half = halves.get(LargeName.of(offer));
        boolean isOfTree = offer.age() == 0 && (half == null || half.offer.age() == 0);
        Neighbour neighbour = neighbourOf(from);
        if (isOfTree && neighbour != null) {
            gossiping.tree().duplicate(offer.origin(), offer.n(), neighbour);
        }
    }

    private void begin(Other from, Offer offer) {
        if (!hasRoom(from)) {
            ground.count(Counter.DROPPED_OFFERS);
            return;
        }
        Half half = new Half(offer);
        halves.add(half);
        repairs.offered(offer.origin(), offer.n());
        take(half, sources.of(from));
        gossiping.offered(offer.origin());
    }

    private boolean hasRoom(Other from) {
        Source source = sources.find(from);
        int itsOwn = source == null ? 0 : source.halves.size();
        return itsOwn < MOST_OF_ONE && (halves.size() < Halves.MOST || itsOwn < LEAST_OF_ONE);
    }

    private void isOfferedAgain(Half half, Other from, Offer offer) {
        if (!half.offer.isOfSame(offer)) {
            half.beginsAnew();
        }
        half.offer = offer;
        if (half.have() > 0) {
            ground.count(Counter.LARGE_RESUMED);
        }
        repairs.offered(offer.origin(), offer.n());
        take(half, sources.of(from));
    }

    /** More of a message is here. */
    void onPiece(Other from, Piece piece) throws ProtocolException {
        Half half = halves.get(LargeName.of(piece));
        Source source = half == null ? null : half.source;
        if (half == null || source == null || source.other != from || !half.awaits(piece)) {
            ground.count(Counter.DROPPED_PIECES);
            if (half != null && source != null && source.other == from && half.isEndAfterGap(piece)) {
                source.forgetsQuestions(half);
                askAll();
            }
            return;
        }
        half.add(piece, from);
        source.passedOver(half).forEach(source::forgetsQuestions);
        source.came(half, piece.length(), ground.now());
        if (half.isWhole()) {
            isWhole(half, from);
        }
        askAll();
    }

    /** It does not keep these any more. */
    void onGone(Other from, List<OriginRanges> gone) {
        Source source = sources.find(from);
        if (source == null) {
            return;
        }
        for (Half half : List.copyOf(source.halves)) {
            for (OriginRanges each : gone) {
                if (each.origin().equals(half.name.origin()) && contains(each, half.name.n())) {
                    half.isNotHeldBy(from.address());
                    goesOnElsewhere(half);
                }
            }
        }
        askAll();
    }

    private static boolean contains(OriginRanges ranges, long n) {
        for (Range range : ranges.ranges()) {
            if (range.first() <= n && n <= range.last()) {
                return true;
            }
        }
        return false;
    }

    // What is taken

    private void take(Half half, Source from) {
        half.source = from;
        half.isAwaited = false;
        half.since = ground.now();
        half.isNotHeldBy(from.other.address());
        if (!from.halves.contains(half)) {
            from.halves.add(half);
        }
        if (!from.isAwaited()) {
            from.goesOn(ground.now());
        }
        if (half.offer.sent() > 0 && half.have() == 0 && halves.makesRoom(half)) {
            from.sendsAhead(half, half.offer.sent(), ground.now());
        }
        ask(from);
    }

    /** Wants to be called after whatever ends a question, or may have made room: else what waits is never asked for. */
    private void askAll() {
        for (Source source : sources.all()) {
            for (Half half : List.copyOf(source.halves)) {
                if (half.isAwaited && ground.now() - half.since >= Source.STALLED_MILLIS) {
                    goesOnElsewhere(half);
                }
            }
            ask(source);
        }
    }

    private void ask(Source source) {
        for (Half half : List.copyOf(source.halves)) { // one may be put off for the sake of another
            while (!half.isAwaited && !half.isAskedWhole()) {
                int room = source.room();
                if (room == 0 || (half.held() == 0 && !halves.makesRoom(half))) {
                    return;
                }
                int from = half.asked();
                source.asks(half, Math.min(half.offer.length(), from + room), ground.now());
                ground.wakeAt(source.deadline());
                ground.send(source.other.link(), new Take(half.name.origin(), half.name.n(), from, half.asked()));
            }
        }
    }

    private void isWhole(Half half, Other from) throws ProtocolException {
        Gossip message;
        try {
            message = half.message(ground.now());
        } catch (ProtocolException wrong) {
            isWrong(half, from, wrong);
            return;
        }
        boolean isAllOfHis = half.isFromOne();
        forget(half);
        ground.count(Counter.LARGE_TAKEN);
        if (half.offer.sent() == half.offer.length()) { // nobody was asked for anything, and is to know
            int length = half.offer.length();
            ground.send(from.link(), new Take(message.origin(), message.n(), length, length));
        }
        Neighbour neighbour = neighbourOf(from);
        if (neighbour == null) {
            gossiping.visitBrought(message, from, isAllOfHis);
        } else {
            gossiping.relayGossip(message, neighbour, from, isAllOfHis);
        }
    }

    /** Whose fault that is shows only where all of it came of one; else it is taken anew, of one. */
    private void isWrong(Half half, Other from, ProtocolException wrong) throws ProtocolException {
        boolean isFromOne = half.isFromOne();
        half.beginsAnew();
        ground.count(Counter.DROPPED_PARTLY);
        if (isFromOne) {
            goesOnElsewhere(half);
            Proving proving = gossiping.proving();
            if (proving != null) {
                proving.forged(from, wrong.getMessage());
            }
            askAll();
            throw wrong;
        }
    }

    /** A message is here, wherever it came from. */
    void arrived(Gossip message) {
        Half half = halves.get(LargeName.of(message));
        if (half != null) {
            if (half.source != null) {
                isNotWanted(half, half.source.other);
            }
            forget(half);
            askAll();
        }
    }

    /** This one need not keep it for us. */
    private void isNotWanted(Half half, Other by) {
        int length = half.offer.length();
        ground.send(by.link(), new Take(half.name.origin(), half.name.n(), length, length));
    }

    private void forget(Half half) {
        halves.remove(half);
        if (half.source != null) {
            half.source.drop(half);
        }
    }

    // Where it is taken from

    private static @Nullable Neighbour neighbourOf(Other other) {
        return other instanceof PeerLink link ? link.neighbour() : null;
    }

    /** The conversation with this one is over: what was asked for does not come. */
    void lost(Other other) {
        Source source = sources.find(other);
        if (source != null) {
            end(source);
            askAll();
        }
    }

    /** The link is gone, or goes over another connection. */
    void lost(Address address) {
        for (Source source : sources.all()) {
            if (source.other.address().equals(address)) {
                end(source);
            }
        }
        askAll();
    }

    private void end(Source source) {
        sources.remove(source);
        for (Half half : List.copyOf(source.halves)) {
            goesOnElsewhere(half);
        }
    }

    /** Its time is over. */
    void isStill(Source source) {
        if (source.isAwaited()) {
            ground.report(new Fact.LargeStalled(source.other.address(), source.halves.size()));
            end(source);
        } else if (source.halves.isEmpty()) {
            end(source);
        } else {
            source.goesOn(ground.now());
            ground.waiting().add(source);
        }
        askAll();
    }

    /** The next one that has it is asked for it. */
    private void goesOnElsewhere(Half half) {
        Source before = half.source;
        half.comesToRest();
        if (before != null) {
            before.drop(half);
        }
        Neighbour next = next(half, before);
        if (next == null) {
            comesToRest(half);
            return;
        }
        Source source = sources.of(next.conversation());
        half.source = source;
        half.isAwaited = true;
        half.since = ground.now();
        if (!source.isAwaited()) {
            source.goesOn(ground.now());
        }
        source.halves.add(half);
        ground.wakeAt(source.deadline());
        Range number = new Range(half.name.n(), half.name.n());
        ground.send(source.other.link(), new Want(List.of(new OriginRanges(half.name.origin(), List.of(number)))));
    }

    /** The same by another connection, if there is one; else another that has it. */
    private @Nullable Neighbour next(Half half, @Nullable Source before) {
        Neighbour same = before == null ? null : neighbours.find(before.other.address());
        if (before != null && same != null && same.conversation() != before.other) {
            return same;
        }
        for (Address holder : half.holders()) {
            half.isNotHeldBy(holder);
            Neighbour found = neighbours.find(holder);
            if (found != null && (before == null || found.conversation() != before.other)) {
                return found;
            }
        }
        return null;
    }

    private void comesToRest(Half half) {
        half.since = ground.now();
        if (half.have() == 0) {
            halves.remove(half);
        } else {
            halves.keep();
        }
    }
}
