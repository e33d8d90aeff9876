package grapevine.peer;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A program with two peers, loaded by a class loader of its own; see {@link ClassLoaderTest}. */
public final class Guest implements Runnable {
    private final Runnable beforeItEnds;

    /** @param beforeItEnds run while both peers are there */
    public Guest(Runnable beforeItEnds) {
        this.beforeItEnds = beforeItEnds;
    }

    @Override
    public void run() {
        CountDownLatch heard = new CountDownLatch(1);
        PeerConfig config = PeerConfig.builder().build();
        try (Peer one = Peer.join(config, (self, message) -> heard.countDown(), (self, event) -> {});
                Peer two = Peer.join(
                        config.toBuilder().connect(one.self().toString()).build())) {
            two.ready()
                    .thenRun(() -> two.publish("x").thenAccept(published -> {}))
                    .join();
            heard.await();
            beforeItEnds.run();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
