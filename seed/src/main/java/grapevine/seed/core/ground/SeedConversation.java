package grapevine.seed.core.ground;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;

/** A conversation of a seed: each event is a turn, and whoever breaks the protocol is told once and hears no more. */
public abstract class SeedConversation implements Conversation {
    protected final Ground ground;
    private boolean over;

    protected SeedConversation(Ground ground) {
        this.ground = ground;
    }

    @Override
    public final void onOpened(long now) {
        inTurn(now, this::opened);
    }

    @Override
    public final void onDialFailed(long now, DialFailure failure) {
        inTurn(now, () -> dialFailed(failure));
    }

    @Override
    public final void onMessage(long now, Message message) {
        if (ground.turn().begin(now)) {
            if (!over) {
                heard(message);
            }
            ground.turn().end();
        }
    }

    @Override
    public final void onViolation(long now, ProtocolException violation) {
        inTurn(now, () -> end(violation.reason(), String.valueOf(violation.getMessage())));
    }

    @Override
    public final void onLost(long now, Loss loss) {
        inTurn(now, () -> {
            over = true;
            lost(loss);
        });
    }

    private void inTurn(long now, Runnable event) {
        if (ground.turn().begin(now)) {
            event.run();
            ground.turn().end();
        }
    }

    /** The connection itself. */
    public abstract Link link();

    /** There is a connection, and what was said before is on its way. */
    protected void opened() {}

    /** The dial came to nothing; only what this seed dialled itself hears of it. */
    protected void dialFailed(DialFailure failure) {}

    /** The other side said something, and we have not ended the conversation. */
    protected abstract void heard(Message message);

    /** The connection is gone, also when we ended our side of it before. */
    protected abstract void lost(Loss loss);

    /** We ended our side; called once. */
    protected abstract void ended();

    /** Says something, unless the connection has ended. */
    public void say(Message message) {
        ground.send(link(), message);
    }

    /** Ends it for a broken rule: counted, told to the operator, told to the other side. */
    public void end(Reason reason, String text) {
        end(reason, Counter.of(reason), text);
    }

    /** As {@link #end(Reason, String)}, counted under a name of its own. */
    public void end(Reason reason, Counter counter, String text) {
        if (over) {
            return;
        }
        ground.count(counter);
        ground.report(new Fact.ConnectionEnded(remote(), reason.word(), text));
        say(new Message.Failure(reason.word(), text));
        finish();
    }

    /** Ends our side in order. */
    public void finish() {
        if (!over) {
            over = true;
            ground.effects().finish(link());
            ended();
        }
    }

    /** Ends it now. */
    public void close() {
        over = true;
        ground.effects().close(link());
    }

    /** Where the other side is. */
    public Ip remote() {
        return link().remoteIp();
    }
}
