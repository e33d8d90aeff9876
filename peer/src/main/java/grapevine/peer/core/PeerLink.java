package grapevine.peer.core;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Answer;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Slow;
import grapevine.wire.Message.Status;
import grapevine.wire.Message.Tried;
import grapevine.wire.Message.Try;
import grapevine.wire.Message.Who;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is, or may become, a link to another peer. An accepted one starts as a stranger's, who may as well
 * be a seed that looks whether we live or a person who asks for our status.
 */
final class PeerLink implements Conversation, Message.Handler, Timed {
    static final long HELLO_MILLIS = 5000;
    static final long LINE_MILLIS = 10_000;
    static final long ACCEPT_MILLIS = 3000;

    private enum State {
        /** The other side has not said who it is. */
        STRANGE,
        /** It has, and may ask. */
        GREETED,
        /** We asked it for a link. */
        REQUESTED,
        /** It is a link. */
        LINKED,
        /** We said our last word; what still arrives is gossip, or nothing. */
        ENDING
    }

    private final PeerNode node;
    private final @Nullable Address dialled;
    private final LinkRequest.Purpose purpose;
    private Link link;
    private State state = State.STRANGE;
    private @Nullable Hello hello;
    private @Nullable Neighbour neighbour;
    private long deadline;

    private PeerLink(PeerNode node, @Nullable Address dialled, LinkRequest.Purpose purpose, @Nullable Link accepted) {
        this.node = node;
        this.dialled = dialled;
        this.purpose = purpose;
        link = accepted != null ? accepted : node.effects().dial(Objects.requireNonNull(dialled), this);
        deadline = node.now() + HELLO_MILLIS;
        node.waiting().add(this);
    }

    static PeerLink accepted(PeerNode node, Link link) {
        return new PeerLink(node, null, LinkRequest.Purpose.JOIN, link);
    }

    /** Dials, and asks for a link. */
    static PeerLink dial(PeerNode node, Address to, LinkRequest.Purpose purpose) {
        PeerLink dialling = new PeerLink(node, to, purpose, null);
        node.effects().send(dialling.link, node.self().hello());
        return dialling;
    }

    Link link() {
        return link;
    }

    /** Who is at the other end, once it said so. */
    Hello hello() {
        return Objects.requireNonNull(hello, "no hello yet");
    }

    /** The address we dialled; null on an accepted connection. */
    @Nullable
    Address dialled() {
        return dialled;
    }

    LinkRequest.Purpose purpose() {
        return purpose;
    }

    /** The link this connection carries, or carried until we said our last word. */
    @Nullable
    Neighbour neighbour() {
        return neighbour;
    }

    // What the overlay decides

    /** From here on this is a link. */
    void linked(Neighbour to) {
        neighbour = to;
        state = State.LINKED;
        node.waiting().remove(this);
        node.strangers().remove(this);
    }

    void accept(int olderLinks, int degree) {
        node.effects().send(link, new LinkAccepted(olderLinks, degree));
    }

    /** Refuses, and waits for another question or the end. */
    void refuse(LinkRefused refusal) {
        node.effects().send(link, refusal);
        end();
    }

    void bye(Bye bye) {
        node.effects().send(link, bye);
        end();
    }

    /** Says nothing more, hears what still comes. */
    void end() {
        state = State.ENDING;
        forget();
        node.effects().finish(link);
    }

    /** Ends it now. */
    void close() {
        state = State.ENDING;
        forget();
        node.effects().close(link);
    }

    // Events

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void postpone(long byMillis) {
        deadline += byMillis;
    }

    @Override
    public void onDeadline(long now) {
        if (dialled != null) {
            close();
            node.overlay().attemptFailed(this, "no answer");
            return;
        }
        Reason reason = state == State.STRANGE ? Reason.HELLO_TIMEOUT : Reason.LINE_TIMEOUT;
        violate(new ProtocolException(reason, "nothing was asked in time"));
    }

    @Override
    public void onOpened(long now) {}

    @Override
    public void onDialFailed(long now, DialFailure failure) {
        node.enter(now);
        node.count(Counter.DIALS_FAILED);
        forget();
        if (state == State.ENDING) {
            return;
        }
        state = State.ENDING;
        node.overlay().attemptFailed(this, PeerNode.word(failure));
    }

    @Override
    public void onMessage(long now, Message message) {
        node.enter(now);
        if (state == State.LINKED && !(message instanceof LivenessReply)) {
            node.liveness().heard(current());
        }
        message.accept(this);
    }

    @Override
    public void onViolation(long now, ProtocolException violation) {
        node.enter(now);
        violate(violation);
    }

    @Override
    public void onLost(long now, Loss loss) {
        node.enter(now);
        State was = state;
        state = State.ENDING;
        forget();
        if (was == State.LINKED) {
            node.overlay().linkLost(this, PeerNode.word(loss));
        } else if (dialled != null && was != State.ENDING) {
            node.overlay().attemptFailed(this, "connection " + PeerNode.word(loss));
        }
    }

    @Override
    public void onHello(Hello said) {
        if (state != State.STRANGE) {
            onUnexpected(said);
        } else if (!said.network().equals(node.self().network())) {
            violate(new ProtocolException(
                    Reason.WRONG_NETWORK, "this is network " + node.self().network() + ", not " + said.network()));
        } else if (dialled != null) {
            onAnswerToDial(said, dialled);
        } else {
            hello = said;
            state = State.GREETED;
            deadline = node.now() + LINE_MILLIS;
            node.waiting().add(this);
            long propose =
                    said.role() == Role.PEER && said.age() == 0 ? node.overlay().proposeAge() : 0;
            node.effects().send(link, node.self().hello(link.remoteIp(), propose));
        }
    }

    private void onAnswerToDial(Hello said, Address to) {
        if (said.role() != Role.PEER) {
            violate(new ProtocolException(Reason.UNEXPECTED, to + " is a seed, not a peer"));
        } else if (!said.self().equals(to)) {
            violate(new ProtocolException(Reason.BAD_FIELD, "dialled " + to + " but it calls itself " + said.self()));
        } else if (said.age() == 0 || !node.overlay().wants(said)) {
            hello = said;
            bye(new Bye("done"));
            node.overlay().attemptFailed(this, said.age() == 0 ? "has no age yet" : "is younger");
        } else {
            hello = said;
            state = State.REQUESTED;
            deadline = node.now() + ACCEPT_MILLIS;
            node.waiting().add(this);
            node.effects()
                    .send(
                            link,
                            new LinkRequest(
                                    node.overlay().olderLinks(), node.overlay().degree(), purpose));
        }
    }

    @Override
    public void onLinkRequest(LinkRequest request) {
        if (state == State.GREETED && hello().role() == Role.PEER) {
            node.overlay().requested(this, request);
        } else {
            onUnexpected(request);
        }
    }

    @Override
    public void onLinkAccepted(LinkAccepted accepted) {
        if (state == State.REQUESTED) {
            node.overlay().accepted(this, accepted);
        } else {
            onUnexpected(accepted);
        }
    }

    @Override
    public void onLinkRefused(LinkRefused refused) {
        if (state == State.REQUESTED) {
            end();
            node.overlay().refused(this, refused);
        } else {
            onUnexpected(refused);
        }
    }

    @Override
    public void onGossip(Gossip gossip) {
        if (state == State.LINKED || (state == State.ENDING && neighbour != null)) {
            node.gossiping().relayGossip(gossip, current());
        } else {
            onUnexpected(gossip);
        }
    }

    @Override
    public void onLivenessRequest(LivenessRequest request) {
        if (state == State.LINKED) {
            current().says(request.older(), request.degree());
            reply(request, node.overlay().olderLinks(), node.overlay().degree());
        } else if (state == State.GREETED) {
            reply(request, -1, -1);
        } else {
            onUnexpected(request);
        }
    }

    private void reply(LivenessRequest request, int olderLinks, int degree) {
        node.effects()
                .send(
                        link,
                        new LivenessReply(
                                request.timestamp(), node.self().address().ip(), olderLinks, degree));
    }

    @Override
    public void onLivenessReply(LivenessReply reply) {
        if (state == State.LINKED) {
            node.liveness().onReply(current(), reply);
        } else {
            onUnexpected(reply);
        }
    }

    @Override
    public void onTry(Try request) {
        if (state == State.LINKED) {
            node.liveness().tryFor(current(), request);
        } else {
            onUnexpected(request);
        }
    }

    @Override
    public void onSlow(Slow slow) {
        if (state == State.LINKED) {
            node.gossiping().slowDown(slow, current());
        } else {
            onUnexpected(slow);
        }
    }

    @Override
    public void onTried(Tried tried) {
        if (state == State.LINKED) {
            node.liveness().onTried(tried);
        } else {
            onUnexpected(tried);
        }
    }

    @Override
    public void onBye(Bye bye) {
        State was = state;
        end();
        if (was == State.LINKED) {
            node.overlay().byeSaid(this, bye);
        } else if (was == State.REQUESTED) {
            node.overlay().attemptEnded(this, bye);
        }
    }

    @Override
    public void onFailure(Message.Failure failure) {
        State was = state;
        Address from = hello != null ? hello.self() : dialled;
        node.effects()
                .report(
                        from != null
                                ? new Fact.TurnedAway(from, failure.reason(), failure.text())
                                : new Fact.ConnectionEnded(link.remoteIp(), failure.reason(), failure.text()));
        end();
        if (was == State.LINKED) {
            node.overlay().linkEnded(current(), failure.reason());
        } else if (dialled != null && was != State.ENDING) {
            node.overlay().attemptFailed(this, failure.reason());
        }
    }

    @Override
    public void onStatus(Status status) {
        answer(status, Answers.status(node));
    }

    @Override
    public void onWho(Who who) {
        answer(who, Answers.who(node, who.after()));
    }

    private void answer(Message question, String text) {
        boolean mayAsk = dialled == null && (state == State.STRANGE || state == State.GREETED);
        if (!mayAsk) {
            onUnexpected(question);
        } else if (!link.remoteIp().isLoopback()) {
            violate(new ProtocolException(Reason.NOT_LOCAL, "only loopback may ask this"));
        } else {
            deadline = node.now() + LINE_MILLIS;
            node.waiting().add(this);
            node.effects().send(link, new Answer(text));
        }
    }

    @Override
    public void onUnexpected(Message message) {
        if (state != State.ENDING) {
            violate(PeerNode.unexpected(message));
        }
    }

    private void violate(ProtocolException violation) {
        State was = state;
        state = State.ENDING;
        forget();
        if (was == State.ENDING) {
            node.effects().close(link);
            return;
        }
        node.violated(link, violation);
        if (was == State.LINKED) {
            node.overlay().linkEnded(current(), violation.reason().word());
        } else if (dialled != null) {
            node.overlay().attemptFailed(this, violation.reason().word());
        }
    }

    private Neighbour current() {
        return Objects.requireNonNull(neighbour, "not a link");
    }

    private void forget() {
        node.waiting().remove(this);
        node.strangers().remove(this);
    }
}
