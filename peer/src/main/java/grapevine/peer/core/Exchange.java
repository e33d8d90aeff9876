package grapevine.peer.core;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;

/**
 * A short errand: dial, say who we are and what we want, hear the answer, go. It ends exactly once, in {@link #failed}
 * or with {@link #done}, at the latest after {@link #MOST_MILLIS}.
 */
abstract class Exchange implements Conversation, Message.Handler, Timed {
    /** From the dial to the answer. */
    static final long MOST_MILLIS = 3000;

    /** How an errand failed, as far as it tells of the other side. */
    enum Failure {
        /** Nobody listens there, or the connection was reset: the process is gone. */
        GONE,
        /** No answer in time, or no way there: proves nothing. */
        SILENT,
        /** It answered, but not what was asked. */
        TURNED_AWAY
    }

    final PeerNode node;
    final Address target;
    private final Link link;
    private long deadline;
    private boolean over;

    /** Starts at once. */
    Exchange(PeerNode node, Address target, long atMost) {
        this.node = node;
        this.target = target;
        link = node.effects().dial(target, this);
        deadline = node.now() + atMost;
        node.waiting().add(this);
        node.effects().send(link, node.self().hello());
    }

    public final Link link() {
        return link;
    }

    /** From now on it has so long (ms). */
    final void giveTime(long millis) {
        deadline = node.now() + millis;
        node.wakeAt(deadline);
    }

    /** Nothing came of it in time. */
    void timeUp() {
        fail(Failure.SILENT, "no answer");
    }

    /** The answer cannot come any more. */
    abstract void failed(Failure failure, String why);

    final void say(Message message) {
        node.effects().send(link, message);
    }

    /** The answer was heard: ends the connection in order. */
    final void done() {
        over = true;
        node.waiting().remove(this);
        node.effects().finish(link);
    }

    /** Drops the errand; nothing more is called. */
    final void abandon() {
        over = true;
        node.waiting().remove(this);
        node.effects().close(link);
    }

    @Override
    public final long deadline() {
        return deadline;
    }

    @Override
    public final void postpone(long byMillis) {
        deadline += byMillis;
    }

    @Override
    public final void onDeadline(long now) {
        timeUp();
    }

    @Override
    public final void onOpened(long now) {}

    @Override
    public final void onDialFailed(long now, DialFailure failure) {
        node.enter(now);
        node.count(Counter.DIALS_FAILED);
        boolean gone = failure == DialFailure.REFUSED || failure == DialFailure.RESET;
        fail(gone ? Failure.GONE : Failure.SILENT, PeerNode.word(failure));
    }

    @Override
    public final void onMessage(long now, Message message) {
        node.enter(now);
        if (!over) {
            message.accept(this);
        } else if (message instanceof Gossip) {
            node.count(Counter.DROPPED_LATE);
        }
    }

    @Override
    public final void onViolation(long now, ProtocolException violation) {
        node.enter(now);
        violated(violation);
    }

    @Override
    public final void onLost(long now, Loss loss) {
        node.enter(now);
        fail(loss == Loss.RESET ? Failure.GONE : Failure.TURNED_AWAY, "connection " + PeerNode.word(loss));
    }

    @Override
    public final void onFailure(Message.Failure failure) {
        node.effects().report(new Fact.TurnedAway(target, failure.reason(), failure.text()));
        fail(Failure.TURNED_AWAY, failure.reason());
    }

    @Override
    public final void onUnexpected(Message message) {
        violated(PeerNode.unexpected(message));
    }

    /** The connection ends in order, so that the other side hears why. */
    private void violated(ProtocolException violation) {
        node.violated(link, violation);
        if (!over) {
            over = true;
            node.waiting().remove(this);
            failed(Failure.TURNED_AWAY, violation.reason().word());
        }
    }

    private void fail(Failure failure, String why) {
        if (over) {
            return;
        }
        abandon();
        failed(failure, why);
    }
}
