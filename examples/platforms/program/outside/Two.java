package outside;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that has nothing in common with the library's build: two peers, and one says something to the other. */
public final class Two {
    private static final int SECONDS = 30;

    private Two() {}

    public static void main(String[] args) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (Peer one = Peer.join(PeerConfig.builder().build());
                Peer two = Peer.join(
                        PeerConfig.builder().connect(one.self().toString()).build(),
                        (self, message) -> heard.complete(message.text()))) {
            two.ready().get(SECONDS, TimeUnit.SECONDS);
            one.publish("hello", Duration.ofSeconds(SECONDS)).get();
            System.out.println("heard " + heard.get(SECONDS, TimeUnit.SECONDS));
        }
    }
}
