package grapevine.lab.live;

import grapevine.node.Quoted;
import grapevine.peer.CopyArrived;
import grapevine.peer.Flood;
import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.Published;
import grapevine.peer.Received;
import grapevine.peer.hosting.PeerHosting;
import grapevine.runtime.LoneNode;
import grapevine.wire.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** One node: a peer with its inbox, an ordinary application of the library. Safe for several threads. */
public final class LiveNode {
    /** How long a message may wait for room before it is refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The network around a node, as far as it matters to it. */
    interface Place {
        /** The number of the node that listens on this port, also of one that is gone; 0 if there never was one. */
        int numberAt(int port);

        /** Whether these two are or were linked, as far as is known. */
        boolean mayLink(int one, int other);

        /** A node did something that a person may want to see. */
        void tell(int node, String what);

        /** Where it is noted by which links messages go. */
        Travels travels();
    }

    private final int number;
    private final Place place;
    private final Instant startedAt = Instant.now();
    private final Inbox inbox;
    private final Peer peer;
    private final LoneNode process;
    private final int port;
    private volatile boolean isFrozen;
    private volatile boolean isKilled;

    /**
     * Starts it; it links up meanwhile.
     *
     * @param inbox where its messages go
     * @param beyond what it is cut off from
     * @throws IOException if its port cannot be had; the message is one line for a person
     */
    LiveNode(int number, PeerConfig config, Inbox inbox, Predicate<Address> beyond, Place place) throws IOException {
        this.number = number;
        this.inbox = inbox;
        this.place = place;
        LoneNode[] listening = new LoneNode[1];
        peer = PeerHosting.join(config, (self, message) -> receive(message), null, (plan, application) -> {
            listening[0] = LoneNode.listen(plan, new Traced(application, place, number));
            listening[0].cutOff(beyond);
            return listening[0];
        });
        peer.copies(this::copied);
        process = listening[0];
        port = process.localAddress().port();
    }

    private void receive(Received message) {
        List<Integer> way = way(message.path());
        inbox.put(new Inbox.Letter(
                message.id(),
                numberOf(message.origin().address()),
                message.payload(),
                message.sentAt(),
                Instant.now(),
                false,
                way.isEmpty() ? List.of() : List.of(way)));
        if (!message.path().isEmpty()) {
            InetSocketAddress from = message.path().get(message.path().size() - 1);
            place.tell(number, "Received message: '" + textOf(message) + "'. From [" + numberOf(from) + "]");
        }
        if (!message.onward().isEmpty()) {
            place.tell(
                    number,
                    "Now forwarding to: "
                            + message.onward().stream().map(this::numberOf).toList());
        }
    }

    private void copied(CopyArrived copy) {
        List<Integer> way = way(copy.path());
        if (!way.isEmpty()) {
            inbox.came(copy.id(), way);
        }
    }

    private static String textOf(Received message) {
        return Quoted.inLine(message.text());
    }

    /** The way from node to node to this one; empty if it is not one along links of this network. */
    private List<Integer> way(List<InetSocketAddress> path) {
        List<Integer> way = new ArrayList<>();
        for (InetSocketAddress each : path) {
            way.add(numberOf(each));
        }
        if (way.isEmpty()) {
            return way;
        }
        way.add(number);
        for (int i = 0; i + 1 < way.size(); i++) {
            if (!place.mayLink(way.get(i), way.get(i + 1))) {
                place.tell(number, "refused a way that is none: " + way);
                return List.of();
            }
        }
        return way;
    }

    private int numberOf(InetSocketAddress address) {
        return place.numberAt(address.getPort());
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

    /** Cuts it off from these addresses, and from no others; complete when that is so. */
    CompletableFuture<Void> cutOff(Predicate<Address> beyond) {
        return process.cutOff(beyond);
    }

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

    /** The same for a message that shows its ways. */
    CompletableFuture<Published> publish(byte[] payload, Flood how) {
        return peer.publish(payload, how);
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
