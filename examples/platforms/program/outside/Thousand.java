package outside;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A thousand threads of a program, virtual ones where Java has them: each publishes and waits for what came of it. */
public final class Thousand {
    private static final int THREADS = 1_000;
    private static final int EACH = 20;
    private static final Duration LONG = Duration.ofSeconds(60);

    private Thousand() {}

    public static void main(String[] args) throws Exception {
        Set<String> heard = ConcurrentHashMap.newKeySet();
        CountDownLatch lacking = new CountDownLatch(THREADS * EACH);
        ExecutorService threads = threads();
        PeerConfig config = PeerConfig.builder().build();
        try (Peer listener = Peer.join(config, (self, message) -> {
                    heard.add(message.text());
                    lacking.countDown();
                });
                Peer publisher = Peer.join(
                        config.toBuilder().connect(listener.self().toString()).build())) {
            List<Future<Boolean>> done = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String name = "thread " + i + ", ";
                done.add(threads.submit(() -> publishAll(publisher, name)));
            }
            for (Future<Boolean> each : done) {
                if (!each.get(LONG.toSeconds(), TimeUnit.SECONDS)) {
                    System.err.println("a message was not accepted");
                }
            }
            lacking.await(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        threads.shutdownNow();
        System.out.println("heard " + heard.size());
    }

    private static boolean publishAll(Peer publisher, String name) {
        boolean isVirtual = Thread.currentThread().toString().startsWith("VirtualThread");
        boolean isGood = isVirtual == Runtime.version().feature() >= 21;
        for (int i = 1; i <= EACH; i++) {
            isGood &= publisher.publish(name + i, LONG).join().isAccepted();
        }
        return isGood;
    }

    private static ExecutorService threads() throws ReflectiveOperationException {
        return Runtime.version().feature() < 21
                ? Executors.newFixedThreadPool(THREADS)
                : (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
    }
}
