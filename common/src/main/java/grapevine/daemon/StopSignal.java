package grapevine.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wish that a daemon ends: SIGTERM, Ctrl-C, or a test that says so. */
public final class StopSignal {
    /** What a daemon may take to end besides the time in which it leaves. */
    private static final long BESIDE_MS = 1_500;

    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final boolean isOfProcess;

    /** Also of one that is still starting. */
    private volatile long leaveMillis = 2_000;

    private volatile int status;

    private StopSignal(boolean isOfProcess) {
        this.isOfProcess = isOfProcess;
    }

    /** SIGTERM, SIGINT and SIGHUP to this process. */
    public static StopSignal ofProcess() {
        return new StopSignal(true);
    }

    /** Only {@link #ask}: for a daemon that runs inside another program. */
    public static StopSignal byCaller() {
        return new StopSignal(false);
    }

    /** Completes when the daemon is to end. */
    CompletableFuture<Void> asked() {
        return asked;
    }

    /** Asks the daemon to end in order. */
    public void ask() {
        asked.complete(null);
    }

    /**
     * From now on a signal to this process is the wish to end. Called once.
     *
     * <p>A JVM that ends by a signal has status 143 or 130, whatever its shutdown hooks did. To leave in order is not a
     * failure, so the hook, once the daemon has ended, halts the JVM itself with the daemon's own status. A second
     * signal changes nothing; a daemon that does not end within the time it has for leaving and another 1.5 s is halted
     * with status 1.
     */
    void watch() {
        if (isOfProcess) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::endAndHalt, "grapevine-stop"));
        }
    }

    /** What runs now may take so long to leave. */
    void allow(Duration leaving) {
        leaveMillis = leaving.toMillis();
    }

    /** The daemon has ended, with this exit status. */
    void ended(int withStatus) {
        status = withStatus;
        ended.countDown();
    }

    private void endAndHalt() {
        ask();
        boolean inTime = false;
        try {
            inTime = ended.await(leaveMillis + BESIDE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // nobody interrupts a shutdown hook; if somebody did, the daemon has not ended
        }
        Runtime.getRuntime().halt(inTime ? status : 1);
    }
}
