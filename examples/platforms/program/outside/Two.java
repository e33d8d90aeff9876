package outside;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A program that has nothing in common with the library's build: two peers, and one says something to the other, whose
 * listener publishes and waits for the outcome, on a virtual thread where Java has them. With two directories of keys
 * both have keys.
 */
public final class Two {
    private static final int SECONDS = 30;

    private Two() {}

    public static void main(String[] args) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (Peer one = Peer.join(config(args, 0).build());
                Peer two = Peer.join(
                        withVirtualThreads(config(args, 1).connect(one.self().toString()))
                                .build(),
                        (self, message) -> {
                            checkThread();
                            self.publish("thanks", Duration.ofSeconds(SECONDS)).join();
                            heard.complete(message.text());
                        })) {
            two.ready().get(SECONDS, TimeUnit.SECONDS);
            one.publish("hello", Duration.ofSeconds(SECONDS)).get();
            System.out.println("heard " + heard.get(SECONDS, TimeUnit.SECONDS));
        }
    }

    private static PeerConfig.Builder config(String[] keys, int number) {
        PeerConfig.Builder config = PeerConfig.builder();
        return keys.length == 0 ? config : config.keys(Path.of(keys[number]));
    }

    private static PeerConfig.Builder withVirtualThreads(PeerConfig.Builder config) throws Exception {
        return Runtime.version().feature() < 21
                ? config
                : config.executor((Executor) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null));
    }

    private static void checkThread() {
        boolean isVirtual = Thread.currentThread().toString().startsWith("VirtualThread");
        if (isVirtual != Runtime.version().feature() >= 21) {
            System.err.println("a listener is called on " + Thread.currentThread());
        }
    }
}
