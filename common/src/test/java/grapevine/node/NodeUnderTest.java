package grapevine.node;

import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;

/**
 * Brings events to a node as a runner would: one at a time, each with the time, and never one that the contract of
 * {@link Conversation} rules out. Time passes only when the test says so; the wall clock goes with it.
 */
public final class NodeUnderTest {
    private static final int TIMERS_AT_ONE_INSTANT = 10_000;

    private final Node node;
    private final RecordingEffects effects;
    private long now;

    /** @param now the time to begin with, ms; not the wall clock, and best not near it */
    public NodeUnderTest(Node node, RecordingEffects effects, long now) {
        this.node = node;
        this.effects = effects;
        this.now = now;
    }

    public NodeUnderTest start() {
        node.onStart(now);
        return this;
    }

    public void leave() {
        node.onLeave(now);
    }

    public long now() {
        return now;
    }

    public RecordingEffects effects() {
        return effects;
    }

    public long count(Counter counter) {
        return node.counters().get(counter);
    }

    /** Somebody connects from this ip. */
    public FakeLink accept(Ip remoteIp) {
        FakeLink link = effects.accepted(remoteIp);
        link.conversation = node.onAccepted(now, link);
        return link;
    }

    /** A dial succeeds. */
    public FakeLink open(FakeLink link) {
        require(link.to() != null && !link.open && !link.ended, link, "is not being dialled");
        link.open = true;
        link.conversation.onOpened(now);
        return link;
    }

    /** A dial fails. */
    public void failDial(FakeLink link, Conversation.DialFailure failure) {
        require(link.to() != null && !link.open && !link.ended, link, "is not being dialled");
        link.ended = true;
        link.conversation.onDialFailed(now, failure);
    }

    /** The other side says these, one after another; what comes after the node closed the link is lost. */
    public void feed(FakeLink link, Message... messages) {
        require(link.open, link, "is not open");
        for (Message message : messages) {
            if (!link.ended) {
                link.conversation.onMessage(now, message);
            }
        }
    }

    /** The other side breaks the protocol. */
    public void violate(FakeLink link, ProtocolException.Reason reason, String message) {
        require(link.isOpen(), link, "is not open");
        link.conversation.onViolation(now, new ProtocolException(reason, message));
    }

    /** The connection is gone; nothing happens if the node closed it itself. */
    public void lose(FakeLink link, Conversation.Loss loss) {
        require(link.open, link, "was never open");
        if (!link.ended) {
            link.ended = true;
            link.conversation.onLost(now, loss);
        }
    }

    /** The node may fill so much memory from now on. */
    public void budget(Budget part) {
        node.onBudget(now, part);
    }

    /** There is a later list of revoked certificates. */
    public void revoked() {
        node.onRevoked(now);
    }

    /** What the node wants done aside is done, the first of it. */
    public void computeOne() {
        effects.computeOne(now);
    }

    /** All of it is. */
    public void compute() {
        while (effects.toCompute() > 0) {
            computeOne();
        }
    }

    /** Time passes; the timer comes each time exactly when it was asked for. */
    public void advance(long ms) {
        long end = now + ms;
        long lastInstant = now;
        int atOneInstant = 0;
        while (effects.armed() <= end) {
            passTo(Math.max(now, effects.armed()));
            atOneInstant = now == lastInstant ? atOneInstant + 1 : 0;
            lastInstant = now;
            if (atOneInstant > TIMERS_AT_ONE_INSTANT) {
                throw new AssertionError("the node asks for its timer at " + now + " again and again");
            }
            fireTimer();
        }
        passTo(end);
    }

    /** Time passes to the next timer, which comes. */
    public void advanceToTimer() {
        require(effects.armed() != RecordingEffects.NEVER, null, "no timer is armed");
        advance(Math.max(0, effects.armed() - now));
    }

    /** The node stands still: time passes, then a timer that was due meanwhile comes, late. */
    public void freeze(long ms) {
        passTo(now + ms);
        if (effects.armed() <= now) {
            fireTimer();
        }
    }

    /** Time passes and no timer comes: what is fed next arrives before a late timer does. */
    public void freezeWithoutTimer(long ms) {
        passTo(now + ms);
    }

    private void fireTimer() {
        effects.disarm();
        node.onTimer(now);
    }

    private void passTo(long then) {
        effects.setWallTime(effects.wallTime() + then - now);
        now = then;
    }

    private static void require(boolean condition, FakeLink link, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(link + " " + otherwise);
        }
    }
}
