package grapevine.bench;

import java.time.Duration;

/**
 * How many broadcasts may be under way at once: published, and not yet with the slowest node. What is lost would
 * close it for good, so that it is written off when nothing has arrived for a while. From any thread.
 */
final class Window {
    static final long LOOK_EVERY_NANOS = 50_000;
    private static final long LOST_NANOS = 10_000_000_000L;

    /** A system so slow is given so much more time. */
    private static final long SLOW_NANOS = 20_000_000_000L;

    private final Ledger ledger;
    private final int most;
    private final long end;
    private volatile long allowed;
    private long progress;
    private long progressAt = System.nanoTime();

    /** @param duration how long to publish; longer where next to nothing was published by then */
    Window(Ledger ledger, int most, Duration duration) {
        this.ledger = ledger;
        this.end = System.nanoTime() + duration.toNanos();
        this.most = most;
    }

    /** Whether to publish no more. */
    boolean isOver() {
        long late = System.nanoTime() - end;
        return late >= 0 && (ledger.published() >= most / 16 || late > SLOW_NANOS);
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
