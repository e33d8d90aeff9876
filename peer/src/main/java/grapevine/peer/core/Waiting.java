package grapevine.peer.core;

import java.util.ArrayList;
import java.util.Set;

/** Every connection that has a deadline, in the order they came. */
final class Waiting implements Part {
    private final PeerNode node;
    private final Set<Timed> waiting = new Few<>();

    Waiting(PeerNode node) {
        this.node = node;
    }

    /** Also after a deadline was moved. */
    void add(Timed timed) {
        waiting.add(timed);
        node.wakeAt(timed.deadline());
    }

    void remove(Timed timed) {
        waiting.remove(timed);
    }

    void postpone(long byMillis) {
        waiting.forEach(timed -> timed.postpone(byMillis));
    }

    @Override
    public long due() {
        long due = NEVER;
        for (Timed timed : waiting) {
            due = Math.min(due, timed.deadline());
        }
        return due;
    }

    @Override
    public void onDue(long now) {
        for (Timed timed : new ArrayList<>(waiting)) {
            if (timed.deadline() <= now && waiting.remove(timed)) {
                timed.onDeadline(now);
            }
        }
    }
}
