package grapevine.examples;

import grapevine.peer.Member;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.Received;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Prints who comes and goes: {@code Presence PORT NAME [IP:PORT...]}. Everybody says once a second that he is here. Who
 * says nothing for five seconds is gone; that a neighbour is gone is known sooner.
 */
public final class Presence {
    private static final Duration ABSENT = Duration.ofSeconds(5);

    private record Sighting(String name, Instant at) {}

    private final Map<Member, Sighting> here = new LinkedHashMap<>();

    private Presence() {}

    public static void main(String[] args) {
        if (args.length < 2) {
            System.err.println("usage: Presence PORT NAME [IP:PORT...]");
            System.exit(2);
        }
        Presence presence = new Presence();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (Peer peer = Peer.join(config(args), presence::seen, presence::noticed)) {
            clock.scheduleAtFixedRate(() -> peer.publish(args[1]), 0, 1, TimeUnit.SECONDS);
            clock.scheduleAtFixedRate(presence::look, 1, 1, TimeUnit.SECONDS);
            while (System.in.read() >= 0) {
                // until the input ends
            }
        } catch (IllegalArgumentException | IOException wrong) {
            System.err.println("Presence: " + wrong.getMessage());
            System.exit(2);
        } finally {
            clock.shutdownNow();
        }
    }

    private static PeerConfig config(String... args) {
        return PeerConfig.builder()
                .port(port(args[0]))
                .connect(Arrays.copyOfRange(args, 2, args.length))
                .build();
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("port \"" + text + "\" is not a number in 0..65535", e);
        }
    }

    private synchronized void seen(Peer self, Received message) {
        Sighting before = here.put(message.origin(), new Sighting(message.text(), Instant.now()));
        if (before == null) {
            System.out.println(message.text() + " is here");
        }
    }

    private synchronized void noticed(Peer self, PeerEvent event) {
        if (event instanceof PeerEvent.Left left) {
            gone(left.member(), "left");
        } else if (event instanceof PeerEvent.Dead dead) {
            gone(dead.member(), "died");
        }
    }

    private synchronized void look() {
        Instant limit = Instant.now().minus(ABSENT);
        List<Member> absent = new ArrayList<>();
        here.forEach((member, last) -> {
            if (last.at().isBefore(limit)) {
                absent.add(member);
            }
        });
        absent.forEach(member -> gone(member, "is not heard of any more"));
    }

    private void gone(Member member, String how) {
        Sighting last = here.remove(member);
        if (last != null) {
            System.out.println(last.name() + " " + how);
        }
    }
}
