package grapevine.peer.core;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.ProtocolException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is, or may become, a link to another peer. An accepted one starts as a stranger's, who may as well
 * be a seed that looks whether we live or a person who asks for our status. What is said before the link counts is
 * heard by a {@link Handshake}, what is said on the link by a {@link LinkTalk}.
 */
final class PeerLink implements Conversation, Other {
    enum State {
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
    private final boolean isOurs;
    private Link link;
    private State state = State.STRANGE;

    /** Null from the moment this is a link. */
    private @Nullable Opening opening;

    private @Nullable Neighbour neighbour;

    private PeerLink(PeerNode node, @Nullable Address dialled, LinkRequest.Purpose purpose, @Nullable Link accepted) {
        this.node = node;
        isOurs = dialled != null;
        opening = new Opening(node, this, dialled, purpose);
        link = accepted != null ? accepted : node.effects().dial(Objects.requireNonNull(dialled), this);
        opening.giveTime(Opening.HELLO_MILLIS);
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

    @Override
    public Link link() {
        return link;
    }

    @Override
    public Address address() {
        return neighbour != null ? neighbour.address() : hello().self();
    }

    State state() {
        return state;
    }

    /** What the other end said of itself, from its hello until this is a link; then the {@link #neighbour} knows. */
    Hello hello() {
        return opening().hello();
    }

    private Opening opening() {
        return Objects.requireNonNull(opening, "a link already");
    }

    /** Whether we dialled. */
    boolean isOurs() {
        return isOurs;
    }

    /** The address we dialled, until this is a link; null on an accepted connection. */
    @Nullable
    Address dialled() {
        return opening().dialled();
    }

    /** The link this connection carries, or carried until we said our last word. */
    @Nullable
    Neighbour neighbour() {
        return neighbour;
    }

    // Where it stands

    /** The other side said who it is, and may ask. */
    void greetedBy(Hello said) {
        opening().greetedBy(said);
        state = State.GREETED;
        giveTime(Opening.LINE_MILLIS);
    }

    /** The other side is who we dialled: we ask it for a link. */
    void requestFrom(Hello said) {
        opening().greetedBy(said);
        state = State.REQUESTED;
        giveTime(Opening.ACCEPT_MILLIS);
        say(new LinkRequest(
                node.overlay().olderLinks(), node.overlay().degree(), opening().purpose()));
    }

    /** The other side is not whom we want: we go. */
    void letGo(Hello said, String why) {
        opening().greetedBy(said);
        bye(new Bye("done"));
        node.overlay().attemptFailed(this, why);
    }

    /** It has so long (ms) to get further. */
    void giveTime(long millis) {
        opening().giveTime(millis);
    }

    /** From here on this is a link. */
    void linked(Neighbour to) {
        neighbour = to;
        state = State.LINKED;
        forget();
        opening = null;
    }

    void say(Message message) {
        node.effects().send(link, message);
    }

    void refuse(LinkRefused refusal) {
        say(refusal);
        end();
    }

    void bye(Bye bye) {
        say(bye);
        end();
    }

    /** We leave. Who was asked for a link may have accepted it by now, and must not take this for a death. */
    void giveUp() {
        if (state == State.REQUESTED) {
            bye(new Bye("leaving"));
        } else {
            close();
        }
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
        if (state != State.ENDING) {
            message.accept(neighbour == null ? new Handshake(node, this) : new LinkTalk(node, this, neighbour));
        } else if (neighbour != null && message instanceof Gossip gossip) {
            node.gossiping().relayGossip(gossip, neighbour);
        } else if (message instanceof Gossip) {
            node.count(Counter.DROPPED_LATE);
        }
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
        } else if (isOurs && was != State.ENDING) {
            node.overlay().attemptFailed(this, "connection " + PeerNode.word(loss));
        }
    }

    /** The other side says nothing more. */
    void goodbye(Bye bye) {
        State was = state;
        end();
        if (was == State.LINKED) {
            node.overlay().byeSaid(this, bye);
        } else if (was == State.REQUESTED) {
            node.overlay().attemptEnded(this, bye);
        } else if (isOurs) {
            node.overlay().attemptFailed(this, bye.reason()); // it did not even say who it is
        }
    }

    /** The other side wants none of this. */
    void turnedAway(Message.Failure failure) {
        State was = state;
        Address from = neighbour != null ? neighbour.address() : opening().peer();
        node.effects()
                .report(
                        from != null
                                ? new Fact.TurnedAway(from, failure.reason(), failure.text())
                                : new Fact.ConnectionEnded(link.remoteIp(), failure.reason(), failure.text()));
        end();
        if (was == State.LINKED) {
            node.overlay().linkEnded(current(), failure.reason());
        } else if (isOurs) {
            node.overlay().attemptFailed(this, failure.reason());
        }
    }

    /** Somebody else's fault ends this connection, and says so once. */
    void violate(ProtocolException violation) {
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
        } else if (isOurs) {
            node.overlay().attemptFailed(this, violation.reason().word());
        }
    }

    private Neighbour current() {
        return Objects.requireNonNull(neighbour, "not a link");
    }

    private void forget() {
        if (opening != null) {
            opening.over();
        }
        node.strangers().remove(this);
    }
}
