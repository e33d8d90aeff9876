package grapevine.keys;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Does several things at once, as many as there are processors, and at most {@value #MOST}: a key takes long to make,
 * and to read.
 */
final class Together {
    private static final int MOST = 8;

    private static final long END_S = 10;

    private Together() {}

    /**
     * Does all of them.
     *
     * @param done told how many are
     * @return what came of each, in their order
     * @throws IOException as the first of them that fails; those that have not begun do not begin then, and those
     *     under way are interrupted and waited for, 10 s at most
     */
    static <T> List<T> run(Collection<Callable<T>> things, IntConsumer done) throws IOException, KeysException {
        int threads = Math.min(MOST, Runtime.getRuntime().availableProcessors());
        ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, things.size())));
        try {
            List<Future<T>> begun = new ArrayList<>();
            things.forEach(each -> begun.add(executor.submit(each)));
            List<T> results = new ArrayList<>();
            for (Future<T> each : begun) {
                results.add(each.get());
                done.accept(results.size());
            }
            return results;
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            end(executor);
        }
    }

    private static IOException failure(ExecutionException e) throws KeysException {
        Throwable cause = e.getCause();
        if (cause instanceof KeysException keys) {
            throw keys;
        }
        if (cause instanceof RuntimeException bug) {
            throw bug;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    /** Whoever is interrupted waits all the same, and hears of it after that. */
    private static void end(ExecutorService executor) {
        executor.shutdownNow();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_S);
        boolean isInterrupted = Thread.interrupted();
        boolean isWaiting = true;
        while (isWaiting) {
            try {
                executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                isWaiting = false;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
