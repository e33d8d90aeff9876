package grapevine.peer;

import grapevine.node.Quoted;
import grapevine.runtime.AddressFile;
import grapevine.runtime.Deadline;
import grapevine.runtime.FileFault;
import grapevine.runtime.OwnThread;
import grapevine.wire.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;

/**
 * Keeps the addresses a peer knows for its next start, on a thread of its own so that a slow disk is not the network's
 * trouble. Only the newest list waits to be written.
 */
final class KnownAddresses implements AutoCloseable {
    private static final long CLOSE_MS = 200;

    private final AddressFile file;
    private final Path shown;
    private final Logger logger;
    private final AtomicReference<List<Address>> newest = new AtomicReference<>(List.of());
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread;
    private volatile boolean isClosed;
    private boolean isFailing;

    /**
     * @param directory made if it is missing
     * @throws IOException if it cannot be made
     */
    KnownAddresses(Path directory, int port, String threadName, Logger logger) throws IOException {
        Files.createDirectories(directory);
        shown = directory.resolve("peer-" + port + ".addresses");
        file = new AddressFile(shown);
        this.logger = logger;
        thread = OwnThread.of(threadName, this::serve);
    }

    /** What was kept; {@code doubts} is told what was skipped. */
    List<Address> load(Consumer<String> doubts) {
        return file.load(doubts);
    }

    void start() {
        thread.start();
    }

    /** Has these written soon, in place of what was given before. Never blocks. */
    void remember(List<Address> addresses) {
        newest.set(List.copyOf(addresses));
        changed.release();
    }

    /** Ends the thread after what it was given last is written; waits a little for it. */
    @Override
    public void close() {
        isClosed = true;
        changed.release();
        Deadline.in(CLOSE_MS).await(nanos -> TimeUnit.NANOSECONDS.timedJoin(thread, nanos));
    }

    private void serve() {
        while (!isClosed) {
            changed.acquireUninterruptibly();
            changed.drainPermits();
            saveNewest();
        }
        saveNewest(); // what came while the list before was being written
    }

    private void saveNewest() {
        List<Address> addresses = newest.getAndSet(List.of());
        if (!addresses.isEmpty()) {
            save(addresses);
        }
    }

    /** Told once when it starts to fail; the next list is tried all the same. */
    private void save(List<Address> addresses) {
        try {
            file.save(addresses);
            isFailing = false;
        } catch (IOException e) {
            if (!isFailing) {
                logger.warn("event=addresses_not_kept file={} why={}", shown, Quoted.of(FileFault.reason(e)));
            }
            isFailing = true;
        }
    }
}
