package grapevine.examples;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.Received;
import grapevine.policy.Clocks;
import java.io.IOException;
import java.util.Arrays;

/**
 * Joins, sends something whenever somebody comes, and prints what it and the others send, each with its clock, until
 * its input ends: {@code Hello PORT [IP:PORT...]}, the port to listen on and peers to begin with, which may be started
 * later.
 */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        if (args.length == 0) {
            System.err.println("usage: Hello PORT [IP:PORT...]");
            System.exit(2);
        }
        try (Peer peer = Peer.join(config(args), Hello::print, Hello::greet)) {
            peer.ready().thenRun(() -> System.out.println("ready: " + peer.self()));
            while (System.in.read() >= 0) {
                // until the input ends
            }
        } catch (IllegalArgumentException | IOException wrong) {
            System.err.println("Hello: " + wrong.getMessage());
            System.exit(2);
        }
    }

    private static PeerConfig config(String... args) {
        return PeerConfig.builder()
                .port(port(args[0]))
                .connect(Arrays.copyOfRange(args, 1, args.length))
                .receiveOwn(true)
                .clocks(Clocks.ON)
                .build();
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("port \"" + text + "\" is not a number in 0..65535", e);
        }
    }

    private static void greet(Peer self, PeerEvent event) {
        if (event instanceof PeerEvent.Joined) {
            self.publish("some data from " + self.address().getPort());
        }
    }

    private static void print(Peer self, Received message) {
        System.out.println("data - " + message.text());
        message.stamp().ifPresent(stamp -> System.out.println("event clock for this packet - " + stamp.clock()));
    }
}
