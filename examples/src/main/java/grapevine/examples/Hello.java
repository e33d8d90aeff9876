package grapevine.examples;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.io.IOException;
import java.util.Arrays;

/**
 * Joins, sends, and prints what the others send, until its input ends: {@code Hello PORT [IP:PORT...]}, the port to listen on and
 * peers to begin with, which may be started later.
 */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) throws IOException {
        PeerConfig config = PeerConfig.builder()
                .port(Integer.parseInt(args[0]))
                .connect(Arrays.copyOfRange(args, 1, args.length))
                .build();
        try (Peer peer = Peer.join(config, message -> System.out.println("data - " + message.text()))) {
            peer.ready().thenRun(() -> peer.publish("some data from " + args[0]));
            while (System.in.read() >= 0) {
                // until the input ends
            }
        }
    }
}
