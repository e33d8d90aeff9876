package grapevine.sim.net;

import grapevine.node.Conversation;
import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.sim.net.Segment.Kind;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.PieceMessage;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection. What it sends arrives at the other end in order. Each direction ends by itself: an end that
 * hears the other's FIN has nothing more to read and ends too, as a socket without half-closure does. Whoever looks on
 * from outside may ask who is at the other end, and nothing else.
 */
public final class VirtualLink extends Endpoint {
    private @Nullable Conversation conversation;

    private boolean open;
    private boolean finished;
    private boolean hasDropped;

    /** The limit of the dial, then of the finish; null when neither runs. */
    private @Nullable LinkEnding limit;

    /** Null until it has ended. */
    private @Nullable Ended ended;

    /** What was sent before the dial succeeded. */
    private @Nullable ArrayDeque<Message> unsent;

    private VirtualLink(long number, Address remote) {
        super(number, remote);
    }

    /** Starts a connection; returns the dialling end. */
    static VirtualLink dial(VirtualHost owner, Address to, Conversation conversation, long firstNumber) {
        VirtualLink near = new VirtualLink(firstNumber, to);
        VirtualLink far = new VirtualLink(firstNumber + 1, owner.address());
        near.other = far;
        far.other = near;
        near.owner = owner;
        near.conversation = conversation;
        near.transmit(Kind.SYN, null);
        near.limit = LinkEnding.schedule(near, LinkEnding.Cause.CONNECT_LIMIT);
        return near;
    }

    /** As soon as the other process stands still, without the second that it takes to see it. */
    @Override
    public boolean isStalled() {
        return backlog() > 0 && other().owner != null && other().owner().isFrozen();
    }

    @Override
    public boolean hasDropped() {
        boolean had = hasDropped;
        hasDropped = false;
        return had;
    }

    /** How many messages wait here for the dial to succeed. */
    int unsent() {
        return unsent == null ? 0 : unsent.size();
    }

    /**
     * Whether a message of this end is lost: one that a partition held when the socket was closed, or that never left.
     */
    boolean abandons(long sentAt, boolean wasHeld) {
        return ended != null && ended.abandons(sentAt, wasHeld);
    }

    @Override
    boolean isEnded() {
        return ended != null;
    }

    /** Whether the node at this end knows of the connection that there is. */
    boolean isMet() {
        return open && conversation != null;
    }

    /** Whether there is a connection, or was. */
    boolean isOpen() {
        return open;
    }

    @Override
    void send(Message message) {
        Keyring keys = network().keys();
        if (keys == null) {
            sendAsItIs(message);
        } else {
            keys.send(this, message);
        }
    }

    void sendAsItIs(Message message) {
        send(message, false);
    }

    /** Before other gossip that waits here. */
    @Override
    void sendAhead(Gossip message) {
        send(message, true);
    }

    private void send(Message message, boolean isAhead) {
        if (ended != null || finished) {
            return;
        }
        network().watcher().sent(owner(), remote(), message);
        if (owner().losesGossip(message)) {
            hasDropped = true;
            dropped(message, Drop.OVERLOADED);
            return;
        }
        if (!takeRoom(message)) {
            hasNoRoomFor(message);
            return;
        }
        if (open) {
            Message written = network().carrier().throughWire(message);
            if (!network().waiting().takes(this, written, isAhead)) {
                transmit(Kind.MESSAGE, written);
            }
        } else {
            if (unsent == null) {
                unsent = new ArrayDeque<>();
            }
            unsent.add(message);
        }
    }

    /** A message or a piece of one is lost; without any other word nothing goes on, and the connection breaks. */
    private void hasNoRoomFor(Message message) {
        dropped(message, Drop.NO_ROOM);
        if (message instanceof Gossip || message instanceof PieceMessage.Piece) {
            hasDropped |= message instanceof Gossip;
            owner().node().counters().add(Counter.DROPPED_BACKLOG_FULL);
        } else {
            finished = true;
            breakOff();
        }
    }

    @Override
    void finish() {
        if (ended != null || finished) {
            return;
        }
        finished = true;
        if (open && !network().waiting().takesEnd(this)) {
            transmit(Kind.FIN, null);
        }
        LinkEnding finishLimit = LinkEnding.schedule(this, LinkEnding.Cause.FINISH_LIMIT);
        limit = open ? finishLimit : limit; // of a dial that is finished before it succeeds both run
    }

    @Override
    void close() {
        if (ended == null) {
            Ended end = end(open && network().chances().closesInOrder() ? Kind.FIN : Kind.RST);
            if (!finished) {
                end.closeAt(network().now());
            }
        }
    }

    /** The kernel closes it, because the process ended or because time is up. */
    Ended end(Kind lastWord) {
        boolean endWaits = network().waiting().isEndWaiting(this);
        Ended end = forget();
        if (isCutOff()) {
            end.abandonHeld();
        }
        if (lastWord == Kind.RST || !finished || endWaits) {
            transmit(lastWord, null);
        }
        return end;
    }

    /** It vanishes with its host; nobody is told. */
    Ended forget() {
        Ended end = new Ended();
        ended = end;
        giveBackRoom();
        cancelLimit();
        unsentIsLost();
        owner().unlist(this);
        Keyring keys = network().keys();
        if (keys != null) {
            keys.ended(this);
        }
        network().narrows().forget(this);
        network().waiting().forget(this);
        network().watcher().ended(owner(), remote());
        return end;
    }

    private void unsentIsLost() {
        if (unsent != null) {
            unsent.forEach(message -> dropped(message, Drop.NOT_CONNECTED));
            unsent = null;
        }
    }

    void dropped(Message message, Drop why) {
        network().watcher().dropped(owner(), remote(), message, why);
    }

    /** A request to connect arrives at this end's address. */
    void reachListener(Segment syn) {
        VirtualHost listener = network().hostAt(local());
        if (listener == null || listener.isExited()) {
            transmit(Kind.REFUSED, null);
        } else if (!listener.isOff()) {
            owner = listener;
            listener.list(this);
            open = true;
            if (network().keys() == null) {
                transmit(Kind.OPENED, null);
            } // else the process has to do its part of the handshake first
            listener.takeIn(syn);
        }
    }

    /** Anything else arrives at this end's host. */
    void reachOwner(Segment segment) {
        if (owner == null || owner.isExited()) {
            segment.lost();
            return;
        }
        owner.takeIn(segment);
        if (owner.isOff() && network().hostAt(local()) != owner && !other().isEnded()) {
            transmit(Kind.RST, null);
        }
    }

    void accept() {
        if (ended != null) {
            return;
        }
        Keyring keys = network().keys();
        if (keys != null) {
            transmit(Kind.OPENED, null);
            String refusal = keys.refusal(this);
            if (refusal != null) {
                keys.refused(this);
                tellRefusal(refusal);
                return;
            }
        }
        conversation = owner().accept(this);
    }

    /** The other one hears why, and nothing else; whoever reads no such words sees the end. */
    private void tellRefusal(String why) {
        sendAsItIs(new Message.Failure(Reason.NOT_CERTIFIED.word(), why));
        finish();
    }

    void open() {
        if (ended != null) {
            return;
        }
        open = true;
        Keyring keys = network().keys();
        String refusal = keys == null ? null : keys.refusal(this);
        if (keys != null && refusal != null) {
            keys.refused(this);
            unsentIsLost();
            cancelLimit();
            tellRefusal(refusal);
            fail(DialFailure.UNREACHABLE);
            return;
        }
        cancelLimit();
        if (unsent != null) {
            unsent.forEach(message -> transmit(Kind.MESSAGE, network().carrier().throughWire(message)));
            unsent = null;
        }
        if (finished) {
            transmit(Kind.FIN, null);
        }
        network().note(this, "open", "");
        network().watcher().opened(owner(), remote());
        owner().enter(now -> present(conversation).onOpened(now));
    }

    /** The dial took too long. */
    void timeOut() {
        if (!open && ended == null) {
            fail(DialFailure.TIMED_OUT);
            present(ended).abandonHeld();
            transmit(Kind.RST, null);
        }
    }

    void finishLimitReached() {
        if (ended != null) {
            return;
        }
        boolean isHeard = isHeard();
        end(Kind.RST);
        if (isHeard) {
            tellLoss(Loss.RESET);
        }
    }

    /** Whether the node is told what comes here: not of one that was refused, nor once a rule beneath it was broken. */
    private boolean isHeard() {
        Keyring keys = network().keys();
        return keys == null || !keys.isOver(this);
    }

    /** What this end sent has arrived at the other. */
    void arrived(Message message, boolean intact) {
        leftSockets(message);
        if (intact) {
            other().receive(message);
        } else {
            dropped(message, Drop.NEVER_LEFT);
        }
    }

    private void receive(Message message) {
        Keyring keys = network().keys();
        if (ended != null || !isHeard()) {
            other().dropped(message, Drop.LINK_CLOSED);
        } else {
            network().watcher().arrived(owner(), other().owner(), message);
            network().note(this, "<-", message);
            if (keys == null || keys.isForNode(this, message)) {
                owner().enter(now -> present(conversation).onMessage(now, message));
            }
        }
    }

    /** The other side has broken a rule that is kept beneath the node. */
    void violated(ProtocolException violation) {
        owner().enter(now -> present(conversation).onViolation(now, violation));
    }

    void lose(boolean broken) {
        if (ended != null) {
            return;
        }
        if (!open) {
            fail(DialFailure.RESET);
            return;
        }
        boolean isHeard = isHeard();
        forget();
        if (!broken && !finished) {
            transmit(Kind.FIN, null);
        }
        if (isHeard) {
            tellLoss(broken ? Loss.RESET : Loss.ENDED);
        }
    }

    /** Something on the way broke it off; both ends hear it. */
    void breakOff() {
        LinkEnding.schedule(this, LinkEnding.Cause.BROKEN);
        LinkEnding.schedule(other(), LinkEnding.Cause.BROKEN);
    }

    void reachOwner(LinkEnding ending) {
        if (ended == null && owner != null) {
            owner.takeIn(ending);
        }
    }

    private void cancelLimit() {
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
    }

    private void tellLoss(Loss loss) {
        network().note(this, "lost", loss);
        owner().enter(now -> present(conversation).onLost(now, loss));
    }

    void fail(DialFailure failure) {
        if (ended == null) {
            forget();
            network().note(this, "dial failed", failure);
            owner().enter(now -> present(conversation).onDialFailed(now, failure));
        }
    }

    /** Sends it on its way now. */
    void transmit(Kind kind, @Nullable Message message) {
        Drop drop = network().carrier().carry(this, kind, message);
        if (drop != null && message != null) {
            if (drop == Drop.OVERLOADED) {
                leftSockets(message);
            }
            dropped(message, drop);
        }
    }
}
