package grapevine.sim.net;

import java.time.Duration;

/**
 * What goes wrong on every connection, each with a probability for each thing sent. Order within a direction is kept
 * whatever happens: what is late holds up what comes behind it.
 *
 * @param late the probability of being late, 0..1
 * @param delay how late, >= 0
 * @param stall the probability that a segment is lost, 0..1: it, and all behind it, waits 200 ms until it is sent
 *     again, a second while the connection is made, twice as long when that is lost too, and so on: what loss is on TCP
 * @param breaks the probability that the connection is reset there, 0..1; both ends hear it
 * @param blackhole the probability that the connection is half-open from there on, 0..1: bytes vanish both ways, nobody
 *     is told
 * @param drop the probability that a message vanishes, 0..1, as if an overloaded node threw it away
 */
public record LinkFaults(double late, Duration delay, double stall, double breaks, double blackhole, double drop) {
    public static final LinkFaults NONE = new LinkFaults(0, Duration.ZERO, 0, 0, 0, 0);

    public LinkFaults {
        check("delay", late);
        check("stall", stall);
        check("break", breaks);
        check("blackhole", blackhole);
        check("drop", drop);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay=" + delay.toMillis() + " ms is below 0");
        }
    }

    /** Whether nothing ever goes wrong. */
    public boolean isNone() {
        return (late == 0 || delay.isZero()) && stall == 0 && breaks == 0 && blackhole == 0 && drop == 0;
    }

    private static void check(String name, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(name + "=" + probability + " is outside 0..1");
        }
    }
}
