package grapevine.examples;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.Received;
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
        try (Peer peer = Peer.join(config(args), Hello::print)) {
            peer.watch(event -> {
                if (event instanceof PeerEvent.Joined) {
                    peer.publish("some data from " + args[0]);
                }
            });
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
                .clocks("on")
                .build();
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("port \"" + text + "\" is not a number in 0..65535", e);
        }
    }

    private static void print(Received message) {
        System.out.println("data - " + message.text());
        message.stamp().ifPresent(stamp -> System.out.println("event clock for this packet - " + stamp.clock()));
    }
}
