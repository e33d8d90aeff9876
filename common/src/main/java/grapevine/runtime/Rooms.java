package grapevine.runtime;

import grapevine.node.Budget;
import grapevine.wire.Limits;

/** What the connections of one node may take together: of what goes out, and of what comes in. */
final class Rooms {
    /** The largest word there is, and the next. */
    private static final long LEAST_CONTROL = 2L * (Limits.BODY + Limits.LINE);

    /** Messages that were sent and are not written. */
    final Room gossip;

    /** Other words that were sent and are not written. */
    final Room control;

    /** What came whole and was not handled. */
    final Room input;

    /** Bytes of messages that came in part, at most. */
    private volatile long parts;

    Rooms(Budget budget) {
        gossip = new Room(0);
        control = new Room(0);
        input = new Room(0);
        resize(budget);
    }

    void resize(Budget budget) {
        long ofControl = Math.max(LEAST_CONTROL, budget.backlogs() / 4);
        gossip.resize(budget.backlogs() - ofControl);
        control.resize(ofControl);
        input.resize(budget.input() / 2);
        parts = budget.input() / 2;
    }

    long parts() {
        return parts;
    }
}
