package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.peer.Flood;
import grapevine.peer.Neighbour;
import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.Published;
import grapevine.peer.hosting.HostedPeer;
import grapevine.peer.hosting.PeerHosting;
import grapevine.runtime.LoneNode;
import grapevine.wire.Address;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One node: a peer with its inbox, an ordinary application of the library. Safe for several threads. */
public final class LiveNode {
    /** How long a message may wait for room before it is refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);

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
    private final Instant startedAt = Instant.now();
    private final Inbox inbox;
    private final HostedPeer peer;
    private final LoneNode process;
    private final int port;

    /** Shared by those who ask the peer; whoever changes whether it answers has it alone. */
    private final ReadWriteLock asking = new ReentrantReadWriteLock();

    private volatile boolean isFrozen;
    private volatile boolean isKilled;
    private volatile Map<String, Long> counted = Map.of();

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
        Reception reception = new Reception(number, inbox, place);
        LoneNode[] listening = new LoneNode[1];
        peer = PeerHosting.join(config, (self, message) -> reception.received(message), null, (plan, application) -> {
            listening[0] = LoneNode.listen(plan, new Traced(application, place, number));
            listening[0].cutOff(beyond);
            return listening[0];
        });
        peer.copies(reception::copied);
        process = listening[0];
        port = process.localAddress().port();
    }

    /** By which commands call it. */
    public int number() {
        return number;
    }

    /** As it is called on the screen. */
    public String name() {
        return NodeName.of(number);
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

    /**
     * Asks the peer, which answers at once unless it stands still: then it is not asked. It does not begin to stand
     * still before it has answered.
     */
    <T> T ask(Function<HostedPeer, T> question, T whenSilent) {
        asking.readLock().lock();
        try {
            return isAnswering() ? question.apply(peer) : whenSilent;
        } finally {
            asking.readLock().unlock();
        }
    }

    /** The ports of its neighbours now, and whether its link to each is an eager one; none while it is frozen. */
    Map<Integer, Boolean> links() {
        return look().links();
    }

    /**
     * How a node stands at one moment, as {@link #links} and {@link #counters} say.
     *
     * @param links by the ports of its neighbours
     */
    public record Look(Map<Integer, Boolean> links, Map<String, Long> counters) {}

    /** Asks the node once for both. */
    public Look look() {
        return ask(
                asked -> {
                    HostedPeer.Look look = asked.look();
                    counted = look.counters();
                    return new Look(
                            look.neighbours().stream()
                                    .collect(Collectors.toMap(
                                            neighbour ->
                                                    neighbour.member().address().getPort(),
                                            Neighbour::eager)),
                            look.counters());
                },
                new Look(Map.of(), Map.of()));
    }

    /** The ports of its neighbours. */
    Set<Integer> neighbourPorts() {
        return links().keySet();
    }

    /** Has it link with these too; nothing while it stands still. */
    void connect(String... addresses) {
        if (addresses.length > 0) {
            ask(
                    asked -> {
                        asked.connect(addresses);
                        return true;
                    },
                    false);
        }
    }

    /** Has it link with these no more; nothing while it stands still. */
    void disconnect(String... addresses) {
        if (addresses.length > 0) {
            ask(
                    asked -> {
                        asked.disconnect(addresses);
                        return true;
                    },
                    false);
        }
    }

    // Faults

    /** Cuts it off from these addresses, and from no others; complete when that is so. */
    CompletableFuture<Void> cutOff(Predicate<Address> beyond) {
        return process.cutOff(beyond);
    }

    /** Stands still, as a process that is stopped by a signal. */
    void freeze() {
        look();
        change(() -> {
            isFrozen = !isKilled;
            process.freeze();
        });
    }

    /** Goes on. */
    void thaw() {
        change(() -> {
            isFrozen = false;
            process.thaw();
        });
    }

    /** Dies without a word; its inbox can be read. */
    void kill() {
        look();
        change(() -> {
            isKilled = true;
            isFrozen = false;
            process.kill();
        });
    }

    private void change(Runnable how) {
        asking.writeLock().lock();
        try {
            how.run();
        } finally {
            asking.writeLock().unlock();
        }
    }

    /** What it counted, by name; nothing while it stands still. */
    public Map<String, Long> counters() {
        return look().counters();
    }

    /** What it had counted when it last was asked and answered, by name. */
    public Map<String, Long> counted() {
        return counted;
    }

    /**
     * Publishes a message.
     *
     * @param how it is to go, null along the tree
     * @throws LabException if it did not go out
     */
    public MessageId publish(byte[] payload, @Nullable Flood how) throws InterruptedException, LabException {
        if (!isAnswering()) {
            throw new LabException(name() + " did not send it: it is " + state());
        }
        try {
            CompletableFuture<Published> asked =
                    how == null ? peer.publish(payload, PATIENCE) : peer.publish(payload, how);
            Published published = asked.get(TAKEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return published
                    .id()
                    .orElseThrow(() -> new LabException(name() + " did not send it: " + word(published.outcome())));
        } catch (TimeoutException e) {
            throw new LabException(
                    name() + " did not take it within " + TAKEN_WITHIN.toSeconds() + " s: it is " + state());
        } catch (ExecutionException e) {
            throw new LabException(name() + " did not take it: " + e.getMessage());
        }
    }

    /** Leaves the network in order. */
    void leave() {
        if (isFrozen) {
            kill();
        }
        peer.close();
    }

    /** What a person is told of a message that did not go out. */
    private static String word(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> "accepted";
            case THROTTLED -> "its links cannot take more now; try again";
            case NO_PEERS_YET -> "it has no neighbour";
            case CLOSED -> "it is leaving";
        };
    }
}
