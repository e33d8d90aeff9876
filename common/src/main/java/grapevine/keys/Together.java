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

/** Does several things at once, as many as there are processors: a key takes long to make, and to read. */
final class Together {
    private static final long END_S = 10;

    private Together() {}

    /**
     * Does all of them.
     *
     * @param done told how many are
     * @return what came of each, in their order
     * @throws IOException as the first of them that fails; those that have not begun do not begin then, and none is
     *     under way any more
     */
    static <T> List<T> run(Collection<Callable<T>> things, IntConsumer done) throws IOException, KeysException {
        int threads = Math.min(things.size(), Runtime.getRuntime().availableProcessors());
        ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, threads));
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
        if (e.getCause() instanceof KeysException keys) {
            throw keys;
        }
        return e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }

    private static void end(ExecutorService executor) {
        executor.shutdownNow();
        try {
            executor.awaitTermination(END_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
