package grapevine.peer.core.ground;

/** Every connection that has a deadline, in the order they came. */
public final class Waiting implements Part {
    private final Ground ground;
    private Few<Timed> waiting = Few.none();

    Waiting(Ground ground) {
        this.ground = ground;
    }

    /** Also after a deadline was moved. */
    public void add(Timed timed) {
        waiting = waiting.with(timed);
        ground.wakeAt(timed.deadline());
    }

    /** It awaits nothing any more. */
    public void remove(Timed timed) {
        waiting = waiting.without(timed);
    }

    /** The node stood still for so long (ms): all get their time anew. */
    public void postpone(long byMillis) {
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
