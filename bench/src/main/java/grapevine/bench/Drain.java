package grapevine.bench;

/** Waits for what is under way when nobody publishes any more: until all is there, or nothing has come for a while. */
final class Drain {
    private static final long QUIET_NANOS = 10_000_000_000L;
    private static final long MOST_NANOS = 30_000_000_000L;

    private final Ledger ledger;
    private final Meter meter;
    private final long start = System.nanoTime();
    private long deliveries = -1;
    private long lastNanos;
    private long lastCpu;

    Drain(Ledger ledger, Meter meter) {
        this.ledger = ledger;
        this.meter = meter;
    }

    /** To be asked often: each call notes what has come, and when. */
    boolean isOver() {
        long now = System.nanoTime();
        long count = ledger.delivered();
        if (count != deliveries) {
            deliveries = count;
            lastNanos = now;
            lastCpu = meter.cpuNanos();
        }
        return ledger.missing() <= 0 || now - lastNanos > QUIET_NANOS || now - start > MOST_NANOS;
    }

    long deliveries() {
        return deliveries;
    }

    /** When the last came. */
    long lastNanos() {
        return lastNanos;
    }

    /** The CPU time used until then. */
    long lastCpu() {
        return lastCpu;
    }
}
