package grapevine.peer.core;

import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.Message;
import grapevine.wire.Message.Answer;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Publish;
import grapevine.wire.Message.Status;
import grapevine.wire.Message.Who;
import grapevine.wire.Message.Why;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;
import grapevine.wire.SamplingMessage.Shuffle;
import grapevine.wire.SyncMessage;
import grapevine.wire.SyncMessage.Digest;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import java.util.function.Supplier;

/** What is said on a connection before it is a link: who is there, and what the matter is. */
final class Handshake implements Message.Handler {
    private final PeerParts parts;
    private final PeerLink link;

    Handshake(PeerParts parts, PeerLink link) {
        this.parts = parts;
        this.link = link;
    }

    @Override
    public void onHello(Hello said) {
        Address dialled = link.dialled();
        if (link.state() != PeerLink.State.STRANGE) {
            onUnexpected(said);
            return;
        }
        try {
            parts.ground.home().check(said);
            if (dialled == null) {
                checkHolder(said.self());
            }
        } catch (ProtocolException wrong) {
            turnAway(said, wrong);
            return;
        }
        if (dialled != null) {
            onAnswerToDial(said, dialled);
        } else {
            link.greetedBy(said);
            sayHello(said);
        }
    }

    /** With keys nobody takes the place of a neighbour of another name, unless that one is not at its address. */
    private void checkHolder(Address claimed) throws ProtocolException {
        Neighbour neighbour = parts.neighbours.find(claimed);
        if (neighbour != null && link.isOfAnother(neighbour.conversation())) {
            parts.liveness.contested(neighbour);
            throw PeerLink.held(claimed, neighbour.conversation());
        }
    }

    /**
     * Whoever calls from another network of this name hears which one this is: it may have to follow. And who is turned
     * away for its name hears who turns it away, as it may be looking for that.
     */
    private void turnAway(Hello said, ProtocolException wrong) {
        if (!link.isOurs() && said.network().equals(parts.ground.settings().network())) {
            sayHello(said);
        }
        link.violate(wrong);
    }

    private void sayHello(Hello said) {
        long propose = said.role() == Role.PEER && said.age() == 0
                ? parts.overlay.attachment().proposeAge()
                : 0;
        Ip from = link.link().remoteIp();
        boolean isPeer = said.role() == Role.PEER;
        boolean knowsItself = isPeer && said.self().ip().equals(from);
        Hello ours = parts.ground.hello(knowsItself ? null : from, propose, isPeer);
        link.hello(isPeer ? ours.at(parts.contacts.addressFor(link, said)) : ours);
    }

    private void onAnswerToDial(Hello said, Address to) {
        if (said.role() != Role.PEER) {
            link.violate(new ProtocolException(Reason.UNEXPECTED, to + " is a seed, not a peer"));
        } else if (!said.self().equals(to)) {
            link.violate(
                    new ProtocolException(Reason.BAD_FIELD, "dialled " + to + " but it calls itself " + said.self()));
        } else if (said.age() == 0
                || !(link.replaces() || parts.overlay.attachment().wants(said))) {
            link.letGo(said, said.age() == 0 ? "has no age yet" : "is younger");
        } else if (parts.ground.isDistrusted(link.link().holder(), parts.neighbours.degree())) {
            link.letGo(said, "is distrusted");
        } else {
            parts.ground.heard(said);
            link.requestFrom(said);
        }
    }

    @Override
    public void onLinkRequest(LinkRequest request) {
        if (isVisit()) {
            boolean givesAddress = parts.contacts.takeAddressFrom(link);
            parts.overlay.requested(link, request);
            if (givesAddress) {
                parts.overlay.ageSettled();
            }
        } else {
            onUnexpected(request);
        }
    }

    @Override
    public void onLinkAccepted(LinkAccepted accepted) {
        if (link.state() == PeerLink.State.REQUESTED) {
            parts.overlay.accepted(link, accepted);
        } else {
            onUnexpected(accepted);
        }
    }

    @Override
    public void onLinkRefused(LinkRefused refused) {
        if (link.state() == PeerLink.State.REQUESTED) {
            link.end();
            parts.overlay.refused(link, refused);
        } else {
            onUnexpected(refused);
        }
    }

    /** A seed, or a peer on behalf of another, looks whether we live. */
    @Override
    public void onLivenessRequest(LivenessRequest request) {
        if (link.state() == PeerLink.State.GREETED) {
            link.say(new LivenessReply(
                    request.timestamp(), parts.ground.self().address().ip(), -1, -1));
        } else {
            onUnexpected(request);
        }
    }

    /** Somebody visits to exchange views. */
    @Override
    public void onShuffle(Shuffle shuffle) {
        if (isVisit()) {
            link.giveLineTime();
            link.say(parts.sampling.answer(link.hello(), shuffle));
        } else {
            onUnexpected(shuffle);
        }
    }

    /** Somebody visits to compare what was seen. */
    @Override
    public void onDigest(Digest digest) {
        compared(digest, () -> parts.comparing.onDigest(link, digest));
    }

    @Override
    public void onSeen(SyncMessage.Seen seen) {
        compared(seen, () -> parts.comparing.onSeen(link, seen));
    }

    @Override
    public void onWant(Want want) {
        visited(want, () -> parts.comparing.supply(link, want.wanted()));
    }

    @Override
    public void onGone(Gone gone) {
        answered(
                gone,
                () -> parts.gossiping.inOrder(link, gone, () -> {
                    parts.comparing.onGone(link, gone);
                    parts.gossiping.large().onGone(link, gone);
                }));
    }

    @Override
    public void onShow(Show show) {
        visited(show, () -> parts.gossiping.onShow(link, show));
    }

    @Override
    public void onShown(Shown shown) {
        answered(shown, () -> parts.gossiping.onShown(link, shown));
    }

    @Override
    public void onGossip(Gossip message) {
        answered(message, () -> parts.comparing.visitBrought(link, message));
    }

    @Override
    public void onOffer(Offer offer) {
        answered(offer, () -> parts.comparing.visitOffers(link, offer));
    }

    @Override
    public void onTake(Take take) {
        visited(take, () -> parts.gossiping.large().onTake(link, take));
    }

    @Override
    public void onPiece(Piece piece) {
        answered(piece, () -> PieceTalk.onPiece(parts, link, piece));
    }

    /** Of what a visitor has seen there is nothing that one who is distrusted would be asked for. */
    private void compared(Message said, Runnable then) {
        visited(said, () -> {
            if (parts.comparing.isDistrusted(link)) {
                link.bye(new Bye("distrusted"));
            } else {
                link.comparisonBegins();
                then.run();
            }
        });
    }

    /** What only a visitor may say that was asked for something, which it is after it began to compare. */
    private void answered(Message said, Runnable then) {
        if (isVisit() && link.isComparing()) {
            visited(said, then);
        } else {
            onUnexpected(said);
        }
    }

    private void visited(Message said, Runnable then) {
        if (isVisit()) {
            link.giveLineTime();
            then.run();
        } else {
            onUnexpected(said);
        }
    }

    /** Whether a peer called on us and said who it is, see {@link grapevine.peer.core.link.Visit}. */
    private boolean isVisit() {
        return link.state() == PeerLink.State.GREETED && link.hello().role() == Role.PEER;
    }

    @Override
    public void onStatus(Status status) {
        answer(status, () -> Answers.status(parts));
    }

    @Override
    public void onWho(Who who) {
        answer(who, () -> Answers.who(parts, who.after()));
    }

    @Override
    public void onWhy(Why why) {
        answer(why, () -> Answers.why(parts, why.about()));
    }

    /** Whoever may type at the terminal of a daemon may say it here. */
    @Override
    public void onPublish(Publish publish) {
        answer(publish, () -> Answers.published(parts, publish.text()));
    }

    private void answer(Message question, Supplier<String> text) {
        if (link.isOurs()) {
            onUnexpected(question);
        } else if (!link.link().isOperators()) {
            link.violate(new ProtocolException(Reason.NOT_LOCAL, "only loopback may ask this"));
        } else {
            link.giveLineTime();
            link.say(new Answer(text.get()));
        }
    }

    @Override
    public void onBye(Bye bye) {
        link.goodbye(bye);
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
