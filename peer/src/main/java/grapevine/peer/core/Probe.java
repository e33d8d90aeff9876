package grapevine.peer.core;

import grapevine.wire.Address;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import java.util.function.Consumer;

/** Looks whether a peer is there by a connection of its own: hello and one liveness request. */
final class Probe extends Exchange {
    /** What was seen. */
    enum Outcome {
        ALIVE("alive"),
        /** Nobody listens there, or somebody who started later. */
        GONE("gone"),
        /** No answer: proves nothing. */
        SILENT("silent");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private final long epoch;
    private final Consumer<Outcome> then;
    private boolean isGreeted;

    Probe(PeerNode node, Address target, long epoch, Consumer<Outcome> then) {
        super(node, target, node.settings().roundMillis());
        this.epoch = epoch;
        this.then = then;
        say(new LivenessRequest(node.effects().wallTime(), node.self().address().ip(), -1, -1));
    }

    @Override
    public void onHello(Hello hello) {
        isGreeted = hello.epoch() == epoch;
        if (!isGreeted) {
            done();
            then.accept(Outcome.GONE);
        }
    }

    @Override
    public void onLivenessReply(LivenessReply reply) {
        if (!isGreeted) {
            onUnexpected(reply);
            return;
        }
        done();
        then.accept(Outcome.ALIVE);
    }

    @Override
    void failed(Failure failure, String why) {
        then.accept(failure == Failure.GONE ? Outcome.GONE : Outcome.SILENT);
    }
}
