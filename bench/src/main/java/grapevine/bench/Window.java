package grapevine.bench;

/**
 * How many broadcasts may be under way at once: published, and not yet with the slowest node. What is lost would close it
 * for good, so that it is written off when nothing has arrived for a while. From any thread.
 */
final class Window {
    static final long LOOK_EVERY_NANOS = 50_000;
    private static final long LOST_NANOS = 10_000_000_000L;

    private final Ledger ledger;
    private final int most;
    private volatile long allowed;
    private long progress;
    private long progressAt = System.nanoTime();

    Window(Ledger ledger, int most) {
        this.ledger = ledger;
        this.most = most;
    }

    /** Whether so many more may be published. */
    boolean hasRoom(int more) {
        return ledger.published() + more <= allowed || hasRoomNow(more);
    }

    private synchronized boolean hasRoomNow(int more) {
        long done = ledger.progress();
        long now = System.nanoTime();
        if (done != progress) {
            progress = done;
            progressAt = now;
        } else if (now - progressAt > LOST_NANOS && ledger.published() + more > done + most) {
            ledger.writeOff();
            progressAt = now;
        }
        allowed = done + most;
        return ledger.published() + more <= allowed;
    }
}
