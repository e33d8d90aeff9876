package grapevine.peer.core;

/** Every connection that has a deadline, in the order they came. */
final class Waiting implements Part {
    private final PeerNode node;
    private Few<Timed> waiting = Few.none();

    Waiting(PeerNode node) {
        this.node = node;
    }

    /** Also after a deadline was moved. */
    void add(Timed timed) {
        waiting = waiting.with(timed);
        node.wakeAt(timed.deadline());
    }

    void remove(Timed timed) {
        waiting = waiting.without(timed);
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
        for (Timed timed : waiting) {
            if (timed.deadline() <= now && waiting.contains(timed)) {
                remove(timed);
                timed.onDeadline(now);
            }
        }
    }
}
