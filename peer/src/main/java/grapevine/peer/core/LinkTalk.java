package grapevine.peer.core;

import grapevine.peer.core.join.Departure;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Gossip;
import grapevine.wire.Identity;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Slow;
import grapevine.wire.Message.Tried;
import grapevine.wire.Message.Try;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.ProtocolException;
import grapevine.wire.SamplingMessage.Shuffle;
import grapevine.wire.SamplingMessage.Shuffled;
import grapevine.wire.SyncMessage;
import grapevine.wire.SyncMessage.Agreed;
import grapevine.wire.SyncMessage.Digest;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Sums;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.TreeMessage.Announce;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Have;
import grapevine.wire.TreeMessage.Prune;
import org.jspecify.annotations.Nullable;

/** What neighbours say to each other. Anything but a reply to what was never asked is a sign of life. */
final class LinkTalk implements Message.Handler {
    private final PeerParts parts;
    private final PeerLink link;
    private final Neighbour neighbour;

    LinkTalk(PeerParts parts, PeerLink link, Neighbour neighbour) {
        this.parts = parts;
        this.link = link;
        this.neighbour = neighbour;
    }

    /** Whether it is what this neighbour says on this link. */
    boolean isOf(PeerLink otherLink, Neighbour other) {
        return link == otherLink && neighbour == other;
    }

    @Override
    public void onGossip(Gossip gossip) {
        parts.liveness.heard(neighbour);
        parts.missing.brought(neighbour);
        parts.gossiping.relayGossip(gossip, neighbour, link);
    }

    @Override
    public void onLivenessRequest(LivenessRequest request) {
        parts.liveness.heard(neighbour);
        if (!isAtHome(request.id())) {
            return;
        }
        neighbour.pingedUs();
        if (!link.isOurs()) {
            parts.ground.heardCaller(link.link().remoteIp(), request.timestamp());
        }
        neighbour.says(request.older(), request.degree());
        link.say(new LivenessReply(
                request.timestamp(),
                parts.ground.self().address().ip(),
                parts.neighbours.olderLinks(),
                parts.neighbours.degree(),
                parts.ground.self().identity()));
    }

    /** Which network somebody is of may show only later, or change: a link into another one ends. */
    private boolean isAtHome(@Nullable Identity said) {
        try {
            parts.ground.home().check(said);
            parts.ground.home().met(said);
            return true;
        } catch (ProtocolException elsewhere) {
            link.violate(elsewhere);
            return false;
        }
    }

    @Override
    public void onLivenessReply(LivenessReply reply) {
        if (isAtHome(reply.id())) {
            parts.liveness.onReply(neighbour, reply);
            if (parts.missing.answersPing(neighbour, reply.timestamp())) {
                parts.liveness.heard(neighbour);
            }
        }
    }

    @Override
    public void onTry(Try request) {
        parts.liveness.heard(neighbour);
        parts.liveness.tryFor(neighbour, request);
    }

    @Override
    public void onTried(Tried tried) {
        parts.liveness.heard(neighbour);
        parts.liveness.onTried(neighbour, tried);
    }

    @Override
    public void onSlow(Slow slow) {
        parts.liveness.heard(neighbour);
        parts.gossiping.onSlow(slow, neighbour);
    }

    @Override
    public void onPrune(Prune prune) {
        parts.liveness.heard(neighbour);
        parts.tree.onPrune(neighbour);
    }

    @Override
    public void onGraft(Graft graft) {
        parts.liveness.heard(neighbour);
        parts.tree.onGraft(neighbour);
        parts.comparing.supply(link, graft.wanted());
    }

    @Override
    public void onAnnounce(Announce announce) {
        parts.liveness.heard(neighbour);
        parts.tree.onAnnounce(neighbour, announce.on());
    }

    @Override
    public void onHave(Have have) {
        parts.liveness.heard(neighbour);
        parts.missing.onHave(have, neighbour);
        parts.comparing.told(neighbour, have);
    }

    @Override
    public void onWant(Want want) {
        parts.liveness.heard(neighbour);
        parts.comparing.supply(link, want.wanted());
    }

    @Override
    public void onGone(Gone gone) {
        parts.liveness.heard(neighbour);
        parts.missing.owesNothing(neighbour);
        parts.gossiping.inOrder(link, gone, () -> {
            parts.missing.onGone(gone, neighbour);
            parts.comparing.onGone(link, gone);
            parts.gossiping.large().onGone(link, gone);
        });
    }

    @Override
    public void onOffer(Offer offer) {
        parts.liveness.heard(neighbour);
        parts.gossiping.large().onOffer(link, offer);
    }

    @Override
    public void onTake(Take take) {
        parts.liveness.heard(neighbour);
        parts.gossiping.large().onTake(link, take);
    }

    @Override
    public void onPiece(Piece piece) {
        parts.liveness.heard(neighbour);
        parts.missing.brought(neighbour);
        PieceTalk.onPiece(parts, link, piece);
    }

    @Override
    public void onShow(Show show) {
        parts.liveness.heard(neighbour);
        parts.gossiping.onShow(link, show);
    }

    @Override
    public void onShown(Shown shown) {
        parts.liveness.heard(neighbour);
        parts.gossiping.onShown(link, shown);
    }

    @Override
    public void onDigest(Digest digest) {
        parts.liveness.heard(neighbour);
        parts.comparing.onDigest(link, digest);
    }

    @Override
    public void onAgreed(Agreed agreed) {
        parts.liveness.heard(neighbour);
        parts.comparing.onAgreed(link);
    }

    @Override
    public void onSums(Sums sums) {
        parts.liveness.heard(neighbour);
        parts.comparing.onSums(link, sums);
    }

    @Override
    public void onSeen(SyncMessage.Seen seen) {
        parts.liveness.heard(neighbour);
        parts.comparing.onSeen(link, seen);
    }

    @Override
    public void onShuffle(Shuffle shuffle) {
        parts.liveness.heard(neighbour);
        link.say(parts.sampling.answer(neighbour, shuffle));
    }

    @Override
    public void onShuffled(Shuffled answer) {
        parts.liveness.heard(neighbour);
        parts.sampling.answered(neighbour, answer);
    }

    @Override
    public void onBye(Bye bye) {
        boolean leaves = bye.reason().equals("leaving");
        Departure departure = parts.departure();
        link.goodbye(bye);
        if (leaves) {
            parts.left();
        }
        if (departure != null) {
            bothLeave(departure, bye, leaves);
        } else if (bye.isFarewell()) {
            parts.farewells().begin(link, neighbour.origin(), bye.last());
        }
    }

    /** It is not to wait for us, who leave as well. */
    private void bothLeave(Departure departure, Bye bye, boolean leaves) {
        if (leaves) {
            departure.leaves(link);
        }
        if (bye.isFarewell()) {
            link.bye(new Bye("leaving"));
        }
    }

    @Override
    public void onFailure(Message.Failure failure) {
        link.turnedAway(failure);
    }

    @Override
    public void onUnexpected(Message message) {
        link.unexpected(message);
    }
}
