package grapevine.lab.process;

import grapevine.lab.console.LabException;
import grapevine.lab.door.NetworkFile;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is left of a network whose host is gone: its file, and processes of nodes. A node ends with its host, but for
 * one that is stopped by a signal.
 */
public final class Leftovers {
    private static final Duration GONE_WITHIN = Duration.ofSeconds(10);
    private static final long EXIT_MILLIS = 500;

    private Leftovers() {}

    /**
     * Clears that away, if nobody holds the network, and waits until the processes are gone. Meanwhile nobody can start
     * it.
     *
     * @return whether there were any processes
     * @throws LabException if one does not end
     */
    public static boolean end(NetworkFile file) throws LabException, InterruptedException {
        Optional<FileLock> lock = file.take();
        if (lock.isEmpty()) {
            return false;
        }
        try {
            file.remove();
            return endAll(file);
        } finally {
            letGo(lock.get(), file);
        }
    }

    private static void letGo(FileLock lock, NetworkFile file) throws LabException {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new LabException("cannot let go of network " + file.name() + ": " + e.getMessage());
        }
    }

    private static boolean endAll(NetworkFile file) throws LabException, InterruptedException {
        String network = file.identity();
        List<ProcessHandle> left = Jvm.running(NodeMain.class, network);
        boolean wereAny = !left.isEmpty();
        long deadline = System.nanoTime() + GONE_WITHIN.toNanos();
        while (!left.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new LabException(
                        "process " + left.get(0).pid() + ", a node of network " + file.name() + ", does not end");
            }
            left.forEach(ProcessHandle::destroyForcibly);
            awaitExit(left);
            left = Jvm.running(NodeMain.class, network);
        }
        return wereAny;
    }

    /**
     * A little: one whose parent does not ask for its status stays as it is, and has neither a port nor arguments any
     * more.
     */
    private static void awaitExit(List<ProcessHandle> processes) throws InterruptedException {
        try {
            CompletableFuture.allOf(
                            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(EXIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The next look tells.
        }
    }
}
