package grapevine.runtime;

import java.time.Duration;
import java.time.Instant;

/** The clocks of a machine whose wall clock is wrong, and runs on. */
final class WrongClock extends MachineClocks {
    private volatile long ahead;

    /** Shows this time now. */
    static WrongClock at(Instant time) {
        WrongClock clock = new WrongClock();
        clock.set(time);
        return clock;
    }

    /** From now on it shows this one. */
    void set(Instant time) {
        ahead = Duration.between(Instant.now(), time).toMillis();
    }

    @Override
    long wallMillis() {
        return super.wallMillis() + ahead;
    }
}
