package grapevine.peer.core.link;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Timed;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;

/**
 * A short errand: dial, say who we are and what we want, hear the answer, go. It ends exactly once, in {@link #failed}
 * or with {@link #done}, at the latest after {@link #MOST_MILLIS}. It is made with small segments: it has no time to
 * find out that full ones are lost on the way.
 */
public abstract class Exchange implements Conversation, Message.Handler, Timed {
    /** From the dial to the answer. */
    public static final long MOST_MILLIS = 3000;

    /** How an errand failed, as far as it tells of the other side. */
    public enum Failure {
        /** Nobody listens there, or the connection was reset: the process is gone. */
        GONE,
        /** No answer in time, or no way there: proves nothing. */
        SILENT,
        /** It answered, but not what was asked. */
        TURNED_AWAY
    }

    protected final Ground ground;

    /** Whom it calls on. */
    protected final Address target;

    private final Link link;
    private long deadline;
    private boolean over;

    /** Starts at once, and is over after {@code atMost} ms. */
    protected Exchange(Ground ground, Address target, long atMost) {
        this(ground, target, atMost, ground.hello());
    }

    /** The same with another first word. */
    protected Exchange(Ground ground, Address target, long atMost, Message.Hello hello) {
        this.ground = ground;
        this.target = target;
        link = ground.effects().dialSmall(target, this);
        deadline = ground.now() + atMost;
        ground.waiting().add(this);
        ground.send(link, hello);
    }

    /** The connection it is made on. */
    public final Link link() {
        return link;
    }

    /** Whether nothing that is said on it is heard any more. */
    public final boolean isOver() {
        return over;
    }

    /** From now on it has so long (ms). */
    protected final void giveTime(long millis) {
        deadline = ground.now() + millis;
        ground.wakeAt(deadline);
    }

    /** Nothing came of it in time. */
    protected void timeUp() {
        fail(Failure.SILENT, "no answer");
    }

    /** The answer cannot come any more. */
    protected abstract void failed(Failure failure, String why);

    protected final void say(Message message) {
        ground.send(link, message);
    }

    /** The answer was heard: ends the connection in order. */
    protected final void done() {
        over = true;
        ground.waiting().remove(this);
        ground.effects().finish(link);
    }

    /** Drops the errand; nothing more is called. */
    final void abandon() {
        over = true;
        ground.waiting().remove(this);
        ground.effects().close(link);
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
        ground.enter(now);
        ground.count(Counter.DIALS_FAILED);
        boolean gone = failure == DialFailure.REFUSED || failure == DialFailure.RESET;
        fail(gone ? Failure.GONE : Failure.SILENT, failure.word());
    }

    @Override
    public final void onMessage(long now, Message message) {
        ground.enter(now);
        if (!over) {
            message.accept(this);
        } else if (message instanceof Gossip) {
            ground.count(Counter.DROPPED_LATE);
        }
    }

    @Override
    public final void onViolation(long now, ProtocolException violation) {
        ground.enter(now);
        violated(violation);
    }

    @Override
    public final void onLost(long now, Loss loss) {
        ground.enter(now);
        fail(loss == Loss.RESET ? Failure.GONE : Failure.TURNED_AWAY, "connection " + loss.word());
    }

    @Override
    public final void onFailure(Message.Failure failure) {
        ground.report(new Fact.TurnedAway(target, null, failure.reason(), failure.text()));
        fail(Failure.TURNED_AWAY, failure.reason());
    }

    @Override
    public final void onUnexpected(Message message) {
        violated(Violations.unexpected(message));
    }

    /** The connection ends in order, so that the other side hears why. */
    protected final void violated(ProtocolException violation) {
        Violations.answer(ground, link, violation);
        if (!over) {
            over = true;
            ground.waiting().remove(this);
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
