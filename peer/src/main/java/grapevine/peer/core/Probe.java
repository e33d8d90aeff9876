package grapevine.peer.core;

import grapevine.wire.Address;
import grapevine.wire.Message.Hello;
import java.util.function.Consumer;

/**
 * Looks whether a peer is there by a connection of its own. Its hello is the answer: a process that stands still says
 * none, though its system may take the connection.
 */
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

    private static final int TRIES = 3;

    private final long epoch;
    private final Consumer<Outcome> then;

    /** Looks up to three times, one after the other, in the time of a liveness round; {@code then} is called once. */
    static void round(PeerNode node, Address target, long epoch, Consumer<Outcome> then) {
        attempt(node, target, epoch, 1, then);
    }

    private static void attempt(PeerNode node, Address target, long epoch, int number, Consumer<Outcome> then) {
        long each = node.settings().roundMillis() * 3 / 10;
        boolean isLast = number == TRIES;
        long atMost = isLast ? node.settings().roundMillis() - (TRIES - 1) * each : each;
        new Probe(node, target, epoch, atMost, outcome -> {
            if (outcome == Outcome.SILENT && !isLast && !node.isLeaving()) {
                attempt(node, target, epoch, number + 1, then);
            } else {
                then.accept(outcome);
            }
        });
    }

    private Probe(PeerNode node, Address target, long epoch, long atMost, Consumer<Outcome> then) {
        super(node, target, atMost);
        this.epoch = epoch;
        this.then = then;
    }

    @Override
    public void onHello(Hello hello) {
        done();
        then.accept(hello.epoch() == epoch ? Outcome.ALIVE : Outcome.GONE);
    }

    @Override
    void failed(Failure failure, String why) {
        then.accept(failure == Failure.GONE ? Outcome.GONE : Outcome.SILENT);
    }
}
