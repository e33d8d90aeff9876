package grapevine.peer.core.health;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Exchange;
import grapevine.wire.Address;
import grapevine.wire.Message.Hello;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a peer is there by a connection of its own. Its hello is the answer: a process that stands still says
 * none, though its system may take the connection.
 */
final class Probe extends Exchange {
    /** What was seen. */
    enum Outcome {
        ALIVE("alive"),
        /** Nobody listens there. */
        GONE("gone"),
        /** Somebody else does: who started later or, with keys, has another name. */
        REPLACED("gone"),
        /** No answer: proves nothing. */
        SILENT("silent");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** Whether the process that was looked for is there no more. */
        boolean isGone() {
            return this == GONE || this == REPLACED;
        }
    }

    private static final int TRIES = 3;

    private final long epoch;
    private final @Nullable String holder;
    private final Consumer<Outcome> then;

    /**
     * Looks up to three times, one after the other, in the time of a liveness round; {@code then} is called once.
     *
     * @param holder the name in the certificate of who is looked for, null where it is not known or there are no keys
     */
    static void round(Ground ground, Address target, long epoch, @Nullable String holder, Consumer<Outcome> then) {
        attempt(ground, target, epoch, holder, 1, then);
    }

    /** Looks one time, as long as a round takes. */
    static void once(Ground ground, Address target, long epoch, @Nullable String holder, Consumer<Outcome> then) {
        new Probe(ground, target, epoch, holder, ground.settings().roundMillis(), then);
    }

    private static void attempt(
            Ground ground, Address target, long epoch, @Nullable String holder, int number, Consumer<Outcome> then) {
        long each = ground.settings().roundMillis() * 3 / 10;
        boolean isLast = number == TRIES;
        long atMost = isLast ? ground.settings().roundMillis() - (TRIES - 1) * each : each;
        new Probe(ground, target, epoch, holder, atMost, outcome -> {
            if (outcome == Outcome.SILENT && !isLast && !ground.isLeaving()) {
                attempt(ground, target, epoch, holder, number + 1, then);
            } else {
                then.accept(outcome);
            }
        });
    }

    private Probe(
            Ground ground, Address target, long epoch, @Nullable String holder, long atMost, Consumer<Outcome> then) {
        super(ground, target, atMost);
        this.epoch = epoch;
        this.holder = holder;
        this.then = then;
    }

    @Override
    public void onHello(Hello hello) {
        done();
        boolean isIt = hello.epoch() == epoch && (holder == null || holder.equals(link().holder()));
        then.accept(isIt ? Outcome.ALIVE : Outcome.REPLACED);
    }

    @Override
    protected void failed(Failure failure, String why) {
        then.accept(failure == Failure.GONE ? Outcome.GONE : Outcome.SILENT);
    }
}
