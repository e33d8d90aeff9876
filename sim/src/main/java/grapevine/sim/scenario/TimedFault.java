package grapevine.sim.scenario;

import java.time.Duration;

/**
 * A fault and its moment.
 *
 * @param at counted from the moment the network has formed
 */
public record TimedFault(Duration at, Fault fault) {
    /** When it is over, counted like {@code at}. */
    public Duration end() {
        return at.plus(fault.lasts());
    }

    @Override
    public String toString() {
        return Times.text(at) + " " + fault;
    }
}
