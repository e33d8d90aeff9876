package grapevine.lab.live;

import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.Published;
import grapevine.peer.Received;
import grapevine.peer.hosting.PeerHosting;
import grapevine.runtime.LoneNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One node: a peer with its inbox, an ordinary application of the library. Safe for several threads. */
public final class LiveNode {
    /** How long a message may wait for room before it is refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final int number;
    private final Instant startedAt = Instant.now();
    private final Inbox inbox = new Inbox();
    private final Peer peer;
    private final LoneNode process;
    private final int port;
    private volatile boolean isFrozen;
    private volatile boolean isKilled;

    /**
     * Starts it; it links up meanwhile.
     *
     * @throws IOException if its port cannot be had; the message is one line for a person
     */
    LiveNode(int number, PeerConfig config) throws IOException {
        this.number = number;
        LoneNode[] listening = new LoneNode[1];
        peer = PeerHosting.join(config, (self, message) -> receive(message), null, (plan, application) -> {
            listening[0] = LoneNode.listen(plan, application);
            return listening[0];
        });
        process = listening[0];
        port = process.localAddress().port();
    }

    private void receive(Received message) {
        inbox.put(new Inbox.Letter(
                message.id(),
                message.origin().address(),
                message.payload(),
                message.sentAt(),
                Instant.now(),
                false,
                List.of()));
    }

    /** By which commands call it. */
    public int number() {
        return number;
    }

    /** As it is called on the screen. */
    public String name() {
        return nameOf(number);
    }

    static String nameOf(int number) {
        return "Gossip-Node-" + number;
    }

    /** Where it listens on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** What it has received and made. */
    public Inbox inbox() {
        return inbox;
    }

    /** The peer itself. */
    public Peer peer() {
        return peer;
    }

    /** When it was started. */
    public Instant startedAt() {
        return startedAt;
    }

    /** One of joining, ready, leaving, closed, failed, frozen, killed. */
    public String state() {
        if (isKilled) {
            return "killed";
        }
        return isFrozen ? "frozen" : peer.state().name().toLowerCase(Locale.ROOT);
    }

    /** Whether it can be asked anything. */
    boolean isAnswering() {
        return !isFrozen && !isKilled;
    }

    // Faults

    /** Stands still, as a process that is stopped by a signal. */
    synchronized void freeze() {
        isFrozen = !isKilled;
        process.freeze();
    }

    /** Goes on. */
    synchronized void thaw() {
        isFrozen = false;
        process.thaw();
    }

    /** Dies without a word; its inbox can be read. */
    synchronized void kill() {
        isKilled = true;
        isFrozen = false;
        process.kill();
    }

    /** What it counted, by name; nothing while it stands still. */
    public Map<String, Long> counters() {
        return isAnswering() ? peer.counters() : Map.of();
    }

    /** Publishes a message; a node without neighbours says so. */
    CompletableFuture<Published> publish(byte[] payload) {
        return peer.publish(payload, PATIENCE);
    }

    /** Leaves the network in order. */
    void leave() {
        if (isFrozen) {
            kill();
        }
        peer.close();
    }

    /** What a person is told of a message that did not go out. */
    static String word(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> "accepted";
            case THROTTLED -> "its links cannot take more now; try again";
            case NO_PEERS_YET -> "it has no neighbour";
            case CLOSED -> "it is leaving";
        };
    }
}
