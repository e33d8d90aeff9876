package grapevine.peer.core.link;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is, or may become, a link to another peer. An accepted one starts as a stranger's, who may as well
 * be a seed that looks whether we live or a person who asks for our status. What is said on it is heard by the
 * {@link Hearers}, how it ends by the {@link LinkKeeper}.
 */
public final class PeerLink implements Conversation, Other {
    /** Where a connection stands. */
    public enum State {
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

    private final Connections connections;
    private final Link link;
    private final boolean isOurs;
    private boolean replaces;
    private boolean isEnding;

    /** It broke a rule, or is no more: nothing that still comes is heard. */
    private boolean isOver;

    /** Null from the moment this is a link. */
    private @Nullable Opening opening;

    private @Nullable Neighbour neighbour;

    private PeerLink(
            Connections connections, @Nullable Address dialled, LinkRequest.Purpose purpose, @Nullable Link accepted) {
        this.connections = connections;
        isOurs = dialled != null;
        replaces = purpose == LinkRequest.Purpose.REPLACE;
        opening = new Opening(connections, this, dialled, purpose);
        link = accepted != null ? accepted : connections.connect(Objects.requireNonNull(dialled), this);
        opening.giveTime(Opening.HELLO_MILLIS);
    }

    static PeerLink accepted(Connections connections, Link link) {
        return new PeerLink(connections, null, LinkRequest.Purpose.JOIN, link);
    }

    static PeerLink dial(Connections connections, Address to, LinkRequest.Purpose purpose, boolean mayNotKnow) {
        PeerLink dialling = new PeerLink(connections, to, purpose, null);
        dialling.hello(connections.ground().hello(mayNotKnow ? to.ip() : null, 0, true));
        return dialling;
    }

    private Ground ground() {
        return connections.ground();
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public Address address() {
        return neighbour != null ? neighbour.address() : hello().self();
    }

    @Override
    public Address place() {
        return isOurs ? address() : new Address(link.remoteIp().place(), 1);
    }

    @Override
    public boolean takesPieces() {
        return neighbour != null ? neighbour.takesPieces() : hello().takesPieces();
    }

    /** Where it stands. */
    public State state() {
        if (isEnding) {
            return State.ENDING;
        }
        return opening == null ? State.LINKED : opening.state();
    }

    /** What the other end said of itself, from its hello until this is a link; then the {@link #neighbour} knows. */
    public Hello hello() {
        return opening().hello();
    }

    /** Whether the other end said who it is. */
    public boolean isGreeted() {
        return opening == null || opening.isGreeted();
    }

    /** When the other end said so (ms): before that neither called this a link. */
    public long greetedAt() {
        return opening().greetedAt();
    }

    private Opening opening() {
        return Objects.requireNonNull(opening, "a link already");
    }

    @Override
    public boolean isOver() {
        return isOver;
    }

    /** Whether we dialled. */
    public boolean isOurs() {
        return isOurs;
    }

    /** Whether it was asked for in the place of a connection that carries nothing. */
    public boolean replaces() {
        return replaces;
    }

    /** The other side asks for it in the place of a connection that carries nothing. */
    public void replace() {
        replaces = true;
    }

    /** The address we dialled, until this is a link; null on an accepted connection. */
    public @Nullable Address dialled() {
        return opening().dialled();
    }

    /** The link this connection carries, or carried until we said our last word. */
    public @Nullable Neighbour neighbour() {
        return neighbour;
    }

    // Where it stands

    /** The other side said who it is, and may ask. */
    public void greetedBy(Hello said) {
        opening().greetedBy(said, State.GREETED);
        giveLineTime();
    }

    /** The other side is who we dialled: we ask it for a link. */
    public void requestFrom(Hello said) {
        opening().greetedBy(said, State.REQUESTED);
        opening().giveTime(Opening.ACCEPT_MILLIS);
        Neighbours neighbours = connections.neighbours();
        say(new LinkRequest(
                neighbours.olderLinks(), neighbours.degree(), opening().purpose()));
    }

    /** The other side is not whom we want: we go. */
    public void letGo(Hello said, String why) {
        opening().greetedBy(said, State.GREETED);
        bye(new Bye("done"));
        keeper().attemptFailed(this, why);
    }

    /** It was answered, and has as long as for a line to ask more. */
    public void giveLineTime() {
        opening().giveTime(Opening.LINE_MILLIS);
    }

    /** The visitor compares what was seen: we may ask it for messages. */
    public void comparisonBegins() {
        opening().begins();
    }

    /** Whether it does. */
    public boolean isComparing() {
        return opening().compares();
    }

    /** From here on this is a link. */
    public void linked(Neighbour to) {
        ground().home().linked(opening().hello(), opening().identitySaid());
        neighbour = to;
        forget();
        opening = null;
    }

    /** Says who we are. */
    public void hello(Hello ours) {
        opening().saidHello();
        say(ours);
    }

    /** Says something; ignored when it has ended. */
    public void say(Message message) {
        ground().send(link, message);
    }

    /** Says why not, and ends. */
    public void refuse(LinkRefused refusal) {
        say(refusal);
        end();
    }

    /** Says goodbye, and ends. */
    public void bye(Bye bye) {
        say(bye);
        end();
    }

    /** Says goodbye, and stays open: the other side may ask for what it lacks, and says what it holds. */
    public void farewell(Bye bye) {
        say(bye);
        isEnding = true;
    }

    /** We leave. Who was asked for a link may have accepted it by now, and must not take this for a death. */
    void giveUp() {
        if (state() == State.REQUESTED) {
            bye(new Bye("leaving"));
        } else {
            close();
        }
    }

    /** Says nothing more, hears what still comes. */
    public void end() {
        isEnding = true;
        ceases();
        ground().effects().finish(link);
    }

    /** Ends it now. */
    public void close() {
        isEnding = true;
        isOver = true;
        ceases();
        ground().effects().close(link);
    }

    // Events

    @Override
    public void onOpened(long now) {}

    @Override
    public void onDialFailed(long now, DialFailure failure) {
        ground().enter(now);
        ground().count(Counter.DIALS_FAILED);
        forget();
        if (!isEnding) {
            isEnding = true;
            keeper().attemptFailed(this, failure.word());
        }
    }

    @Override
    public void onMessage(long now, Message message) {
        ground().enter(now);
        Hearers hearers = connections.hearers();
        if (isOver) {
            if (message instanceof Gossip) {
                ground().count(Counter.DROPPED_LATE);
            }
        } else if (!isEnding) {
            message.accept(neighbour == null ? hearers.beforeLink(this) : hearers.onLink(this, neighbour));
        } else if (neighbour != null) {
            message.accept(hearers.afterBye(this, neighbour));
        } else if (message instanceof Gossip) {
            ground().count(Counter.DROPPED_LATE);
        }
    }

    @Override
    public void onViolation(long now, ProtocolException violation) {
        ground().enter(now);
        violate(violation);
    }

    @Override
    public void onLost(long now, Loss loss) {
        ground().enter(now);
        State was = state();
        isEnding = true;
        isOver = true;
        ceases();
        if (was == State.LINKED) {
            keeper().linkLost(this, loss.word());
        } else if (was == State.ENDING && neighbour != null) {
            connections.hearers().lostAfterBye(this);
        } else if (isOurs && was != State.ENDING) {
            keeper().attemptFailed(this, "connection " + loss.word());
        }
    }

    /** The other side says nothing more, or only what it is asked for; then this stays open. */
    public void goodbye(Bye bye) {
        State was = state();
        if (was == State.LINKED && bye.isFarewell()) {
            isEnding = true;
        } else {
            end();
        }
        if (was == State.LINKED) {
            keeper().byeSaid(this, bye);
        } else if (was == State.REQUESTED) {
            keeper().attemptEnded(this, bye);
        } else if (isOurs && was != State.ENDING) {
            keeper().attemptFailed(this, bye.reason()); // it did not even say who it is
        }
    }

    /** The other side wants none of this. */
    public void turnedAway(Message.Failure failure) {
        State was = state();
        Address from = neighbour != null ? neighbour.address() : opening().peer();
        ground().report(
                        from != null
                                ? new Fact.TurnedAway(
                                        from, isOurs ? null : link.remoteIp(), failure.reason(), failure.text())
                                : new Fact.ConnectionEnded(link.remoteIp(), failure.reason(), failure.text()));
        end();
        if (was == State.LINKED) {
            keeper().linkEnded(current(), failure.reason());
        } else if (isOurs && was != State.ENDING) {
            keeper().attemptFailed(this, failure.reason());
        }
    }

    /** Somebody else's fault ends this connection, and says so once. */
    @Override
    public void violate(ProtocolException violation) {
        State was = state();
        isEnding = true;
        isOver = true;
        ceases();
        if (was == State.ENDING) {
            ground().effects().close(link);
            return;
        }
        Violations.answer(ground(), link, violation);
        if (was == State.LINKED) {
            keeper().linkEnded(current(), violation.reason().word());
        } else if (isOurs) {
            keeper().attemptFailed(this, violation.reason().word());
        }
    }

    /** Whether the other end of that one has shown another name in its certificate, or none yet where this one has. */
    public boolean isOfAnother(PeerLink other) {
        return !Objects.equals(link.holder(), other.link.holder());
    }

    /** What is said to whoever claims an address at which this one is. */
    public static ProtocolException held(Address claimed, PeerLink by) {
        return new ProtocolException(Reason.NOT_CERTIFIED, claimed + " is held by " + by.link.holder());
    }

    /** Said where it has no business. */
    public void unexpected(Message message) {
        violate(Violations.unexpected(message));
    }

    private LinkKeeper keeper() {
        return connections.keeper();
    }

    private Neighbour current() {
        return Objects.requireNonNull(neighbour, "not a link");
    }

    /** Nothing more is heard on it but what came late, or the end of a link. */
    private void ceases() {
        Opening before = opening;
        forget();
        if (before != null && before.compares()) {
            connections.hearers().visitOver(this);
        }
    }

    private void forget() {
        if (opening != null) {
            opening.over();
        }
        connections.noStranger(this);
    }
}
