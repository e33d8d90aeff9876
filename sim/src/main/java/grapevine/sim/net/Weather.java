package grapevine.sim.net;

import grapevine.sim.net.Segment.Kind;
import java.util.random.RandomGenerator;

/** Decides, for each thing sent, what goes wrong with it on the way; whoever looks on may ask what that can be. */
public final class Weather {
    /** How long TCP waits before it sends a lost segment again, ms; doubled each time in a row. */
    static final long RETRANSMISSION = 200;

    /** The same while the connection is being made: nothing is known of the way yet (RFC 6298). */
    static final long FIRST_RETRANSMISSION = 1000;

    /** Then TCP has waited for minutes; whoever watches the link has given it up long before. */
    private static final int MOST_LOSSES_IN_A_ROW = 10;

    private final LinkFaults faults;
    private final RandomGenerator random;
    private final boolean isFair;

    Weather(LinkFaults faults, RandomGenerator random) {
        this.faults = faults;
        this.random = random;
        isFair = faults.isNone();
    }

    /** Whether nothing ever goes wrong: nothing need be asked then. */
    public boolean isFair() {
        return isFair;
    }

    boolean has(LinkFaults these) {
        return faults.equals(these);
    }

    /** Whether messages may vanish on connections that stay. */
    public boolean losesMessages() {
        return faults.drop() > 0 || faults.blackhole() > 0;
    }

    boolean drops() {
        return strikes(faults.drop());
    }

    boolean breaks() {
        return strikes(faults.breaks());
    }

    boolean blackholes() {
        return strikes(faults.blackhole());
    }

    /** How much later than usual this arrives, ms. */
    long lateness(Kind kind) {
        long wait = strikes(faults.late()) ? faults.delay().toMillis() : 0;
        long timeout = kind == Kind.SYN || kind == Kind.OPENED ? FIRST_RETRANSMISSION : RETRANSMISSION;
        for (int lost = 0; lost < MOST_LOSSES_IN_A_ROW && strikes(faults.stall()); lost++) {
            wait += timeout;
            timeout *= 2;
        }
        return wait;
    }

    private boolean strikes(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }
}
