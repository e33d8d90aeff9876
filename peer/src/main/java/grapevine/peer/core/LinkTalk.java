package grapevine.peer.core;

import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Slow;
import grapevine.wire.Message.Tried;
import grapevine.wire.Message.Try;
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

/** What neighbours say to each other. Anything but a reply to what was never asked is a sign of life. */
final class LinkTalk implements Message.Handler {
    private final PeerNode node;
    private final PeerLink link;
    private final Neighbour neighbour;

    LinkTalk(PeerNode node, PeerLink link, Neighbour neighbour) {
        this.node = node;
        this.link = link;
        this.neighbour = neighbour;
    }

    @Override
    public void onGossip(Gossip gossip) {
        node.liveness().heard(neighbour);
        node.gossiping().relayGossip(gossip, neighbour);
    }

    @Override
    public void onLivenessRequest(LivenessRequest request) {
        node.liveness().heard(neighbour);
        neighbour.says(request.older(), request.degree());
        link.say(new LivenessReply(
                request.timestamp(),
                node.self().address().ip(),
                node.overlay().olderLinks(),
                node.overlay().degree()));
    }

    @Override
    public void onLivenessReply(LivenessReply reply) {
        node.liveness().onReply(neighbour, reply);
    }

    @Override
    public void onTry(Try request) {
        node.liveness().heard(neighbour);
        node.liveness().tryFor(neighbour, request);
    }

    @Override
    public void onTried(Tried tried) {
        node.liveness().heard(neighbour);
        node.liveness().onTried(tried);
    }

    @Override
    public void onSlow(Slow slow) {
        node.liveness().heard(neighbour);
        node.gossiping().throttle().onSlow(slow, neighbour);
    }

    @Override
    public void onPrune(Prune prune) {
        node.liveness().heard(neighbour);
        node.tree().onPrune(neighbour);
    }

    @Override
    public void onGraft(Graft graft) {
        node.liveness().heard(neighbour);
        node.tree().onGraft(neighbour);
        Supply.answer(node, link.link(), graft.wanted());
    }

    @Override
    public void onAnnounce(Announce announce) {
        node.liveness().heard(neighbour);
        node.tree().announcements().onAnnounce(neighbour, announce.on());
    }

    @Override
    public void onHave(Have have) {
        node.liveness().heard(neighbour);
        node.tree().announcers().heard(neighbour);
        node.tree().missing().onHave(have, neighbour);
    }

    @Override
    public void onWant(Want want) {
        node.liveness().heard(neighbour);
        Supply.answer(node, link.link(), want.wanted());
    }

    @Override
    public void onGone(Gone gone) {
        node.liveness().heard(neighbour);
        node.tree().missing().onGone(gone, neighbour);
        node.comparing().onGone(link, gone);
    }

    @Override
    public void onDigest(Digest digest) {
        node.liveness().heard(neighbour);
        node.comparing().onDigest(link, digest);
    }

    @Override
    public void onAgreed(Agreed agreed) {
        node.liveness().heard(neighbour);
        node.comparing().onAgreed(link);
    }

    @Override
    public void onSums(Sums sums) {
        node.liveness().heard(neighbour);
        node.comparing().onSums(link, sums);
    }

    @Override
    public void onSeen(SyncMessage.Seen seen) {
        node.liveness().heard(neighbour);
        node.comparing().onSeen(link, seen);
    }

    @Override
    public void onShuffle(Shuffle shuffle) {
        node.liveness().heard(neighbour);
        link.say(node.sampling().answer(neighbour, shuffle));
    }

    @Override
    public void onShuffled(Shuffled answer) {
        node.liveness().heard(neighbour);
        node.sampling().answered(neighbour, answer);
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
        link.violate(PeerNode.unexpected(message));
    }
}
