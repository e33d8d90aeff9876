package grapevine.runtime;

import grapevine.node.Budget;

/** What the connections of one node may take together: of what goes out, and of what comes in. */
final class Rooms {
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
        gossip.resize(budget.gossip());
        control.resize(budget.backlogs() - budget.gossip());
        input.resize(budget.input() / 2);
        parts = budget.input() / 2;
    }

    long parts() {
        return parts;
    }
}
