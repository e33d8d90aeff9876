package grapevine.peer.core.health;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Exchange;
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
    static void round(Ground ground, Address target, long epoch, Consumer<Outcome> then) {
        attempt(ground, target, epoch, 1, then);
    }

    /** Looks one time, as long as a round takes. */
    static void once(Ground ground, Address target, long epoch, Consumer<Outcome> then) {
        new Probe(ground, target, epoch, ground.settings().roundMillis(), then);
    }

    private static void attempt(Ground ground, Address target, long epoch, int number, Consumer<Outcome> then) {
        long each = ground.settings().roundMillis() * 3 / 10;
        boolean isLast = number == TRIES;
        long atMost = isLast ? ground.settings().roundMillis() - (TRIES - 1) * each : each;
        new Probe(ground, target, epoch, atMost, outcome -> {
            if (outcome == Outcome.SILENT && !isLast && !ground.isLeaving()) {
                attempt(ground, target, epoch, number + 1, then);
            } else {
                then.accept(outcome);
            }
        });
    }

    private Probe(Ground ground, Address target, long epoch, long atMost, Consumer<Outcome> then) {
        super(ground, target, atMost);
        this.epoch = epoch;
        this.then = then;
    }

    @Override
    public void onHello(Hello hello) {
        done();
        then.accept(hello.epoch() == epoch ? Outcome.ALIVE : Outcome.GONE);
    }

    @Override
    protected void failed(Failure failure, String why) {
        then.accept(failure == Failure.GONE ? Outcome.GONE : Outcome.SILENT);
    }
}
