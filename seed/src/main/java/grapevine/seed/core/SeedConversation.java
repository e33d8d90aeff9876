package grapevine.seed.core;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;

/** A conversation of a seed: each event is a turn, and whoever breaks the protocol is told once and hears no more. */
abstract class SeedConversation implements Conversation {
    final SeedState seed;
    private final Turn turn;
    private boolean over;

    SeedConversation(SeedState seed, Turn turn) {
        this.seed = seed;
        this.turn = turn;
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
        if (turn.begin(now)) {
            if (!over) {
                heard(message);
            }
            turn.end();
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
        if (turn.begin(now)) {
            event.run();
            turn.end();
        }
    }

    abstract Link link();

    void opened() {}

    void dialFailed(DialFailure failure) {}

    /** The other side said something, and we have not ended the conversation. */
    abstract void heard(Message message);

    /** The connection is gone, also when we ended our side of it before. */
    abstract void lost(Loss loss);

    /** We ended our side; called once. */
    abstract void ended();

    void say(Message message) {
        seed.effects.send(link(), message);
    }

    /** Ends it for a broken rule: counted, told to the operator, told to the other side. */
    void end(Reason reason, String text) {
        end(reason, Counter.of(reason), text);
    }

    /** As {@link #end(Reason, String)}, counted under a name of its own. */
    void end(Reason reason, Counter counter, String text) {
        if (over) {
            return;
        }
        seed.counters.add(counter);
        seed.effects.report(new Fact.ConnectionEnded(remote(), reason.word(), text));
        say(new Message.Failure(reason.word(), text));
        finish();
    }

    /** Ends our side in order. */
    void finish() {
        if (!over) {
            over = true;
            seed.effects.finish(link());
            ended();
        }
    }

    /** Ends it now. */
    void close() {
        over = true;
        seed.effects.close(link());
    }

    Ip remote() {
        return link().remoteIp();
    }
}
