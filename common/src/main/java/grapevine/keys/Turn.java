package grapevine.keys;

import grapevine.node.Quoted;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Who may change a directory of keys, of several commands at once: one after the other, and none waits for ever. */
final class Turn {
    /** So often it is tried again, ms. */
    private static final long EACH_MS = 20;

    private final PrintStream told;
    private final Duration patience;

    /**
     * Whoever waits.
     *
     * @param told where it is said that somebody does
     * @param patience how long it waits at most
     */
    Turn(PrintStream told, Duration patience) {
        this.told = told;
        this.patience = patience;
    }

    /**
     * Takes the lock on this file, which ends when the file is closed.
     *
     * @throws KeysException if another process has not given it back by then
     */
    void take(FileChannel lock, Path directory) throws IOException, KeysException {
        if (lock.tryLock() != null) {
            return;
        }
        told.println("waits for another command that changes " + Quoted.inLine(directory.toString()));
        long until = System.nanoTime() + patience.toNanos();
        while (lock.tryLock() == null) {
            if (System.nanoTime() >= until) {
                throw KeysException.of(
                        directory, "is being changed by another command, for " + patience.toSeconds() + " s already");
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(EACH_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
