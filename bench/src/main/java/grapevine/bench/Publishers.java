package grapevine.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The threads that publish. */
final class Publishers {
    /** How long after all should have ended they are waited for: as long as a system may block a publisher. */
    private static final long MOST_SECONDS = 60;

    private Publishers() {}

    /** Publishes for the nodes it is given until it is time. */
    interface Publisher {
        void publishFor(List<Integer> nodes) throws Exception;
    }

    /** Runs one thread a share and waits for all; fails as the first that fails. */
    static void run(List<List<Integer>> shares, Publisher publisher) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(shares.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (List<Integer> nodes : shares) {
                running.add(threads.submit(() -> {
                    publisher.publishFor(nodes);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(MOST_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new TimeoutException("a publisher was blocked for more than " + MOST_SECONDS + " s");
        } finally {
            threads.shutdownNow();
        }
    }
}
