package grapevine.peer;

import grapevine.node.Fact;
import grapevine.peer.core.PeerLook;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.wire.Address;
import grapevine.wire.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A member of a network: hears every message the others publish, publishes its own, and knows who is around it.
 *
 * <pre>{@code
 * PeerConfig config = PeerConfig.builder().seeds("127.0.0.1:5000").build();
 * try (Peer peer = Peer.join(config, message -> System.out.println(message.text()))) {
 *     peer.ready().join();
 *     Outcome outcome = peer.publish("hello").join(); // NO_PEERS_YET if it is the first of the network
 * }
 * }</pre>
 *
 * <p>The peers of one process have a few threads in common and share nothing else: daemon threads whose names begin
 * with {@code grapevine-}, which end when the last peer is closed. Its log goes to the Log4j API, logger
 * {@code grapevine.peer.<port>}. The methods may be called from any thread, also by a listener; none of them waits
 * for the network but {@link #close}. Steps attached to a result run on the threads that call listeners, or in the
 * thread that attaches them or closes the peer.
 */
public final class Peer implements AutoCloseable {
    /** The longest payload, in bytes. */
    public static final int MAX_PAYLOAD = Limits.PAYLOAD;

    private final RunningPeer running;

    private final AtomicBoolean isLeaving = new AtomicBoolean();
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final CompletableFuture<Void> freed = new CompletableFuture<>();

    private Peer(RunningPeer running) {
        this.running = running;
    }

    /**
     * Joins a network without listening to it yet. See {@link #join(PeerConfig, Consumer)}.
     *
     * @throws IOException if the port or the data directory cannot be had
     */
    public static Peer join(PeerConfig config) throws IOException {
        return join(config, null);
    }

    /**
     * Joins a network. On return the peer listens on its port; it registers and links up meanwhile ({@link #ready}
     * tells when), and keeps trying while nobody answers. Each call makes another peer; two of one port cannot be.
     *
     * @param listener gets every message from the first on; as {@link #receive}
     * @throws IOException if the port or the data directory cannot be had; the message is one line for a person
     */
    public static Peer join(PeerConfig config, @Nullable Consumer<Received> listener) throws IOException {
        Objects.requireNonNull(config, "config");
        long epoch = System.currentTimeMillis();
        RunningPeer running = new RunningPeer(config);
        Peer peer = new Peer(running);
        if (listener != null) {
            peer.receive(listener);
        }
        running.start(config, epoch);
        return peer;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(
                running.address().ip().toInetAddress(), running.address().port());
    }

    /**
     * Completes when the peer first has its place in the network: it holds a link, or it is the first of all. A peer
     * that the seeds name nobody older to, or that was given neither seeds nor peers, is ready at once and alone, and
     * what it publishes is {@link Outcome#NO_PEERS_YET} until somebody comes, which {@link #watch} tells as
     * {@link PeerEvent.Joined}. Exceptionally if a bug ends it before, cancelled if it is closed before. Further steps
     * attached to the result never hold up the network.
     */
    public CompletableFuture<Void> ready() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        running.ready().whenComplete((ready, failure) -> {
            if (failure == null) {
                told.complete(null);
            } else {
                told.completeExceptionally(failure); // which a copy would wrap: it would not be cancelled
            }
        });
        return told;
    }

    /**
     * Completes when the peer has ended: normally once it has left, exceptionally if a bug ended it. Then it still
     * wants to be closed.
     */
    public CompletableFuture<Void> ended() {
        return running.ended().copy();
    }

    /**
     * Has it link with these peers too, whatever the seeds say, and try again whenever such a link is lost. Those it
     * was told of before, and this peer itself, are passed over; on a closed peer nothing happens.
     *
     * @param peers addresses as in {@link PeerConfig}, {@code 10.0.0.7:6001}; at most 256 in all, with those of the
     *     configuration
     * @throws IllegalArgumentException if one is no address, or they are too many; then none is taken
     */
    public void add(String... peers) {
        List<Address> addresses = PeerConfig.addresses("add", "peers", peers);
        if (!running.questions().await(now -> running.node().addContacts(now, addresses), true)) {
            throw new IllegalArgumentException("add: " + peers.length + " peers would make more than "
                    + PeerSettings.MOST_CONTACTS + " static neighbours");
        }
    }

    /** Publishes a text as UTF-8; see {@link #publish(byte[])}. */
    public CompletableFuture<Outcome> publish(String text) {
        return publish(Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Publishes a message to every other peer, now and without waiting. What the result says is decided here, not in
     * the network: whether the message was sent to all neighbours or to nobody. Further steps attached to the result
     * never hold up the network.
     *
     * @param payload 1..{@value #MAX_PAYLOAD} bytes; copied
     * @throws IllegalArgumentException if it is empty or longer
     */
    public CompletableFuture<Outcome> publish(byte[] payload) {
        Objects.requireNonNull(payload, "payload");
        if (payload.length == 0 || payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes is outside 1.." + MAX_PAYLOAD);
        }
        byte[] copy = payload.clone();
        return running.questions()
                .begin(now -> Outcome.of(running.node().publish(now, copy)), Outcome.THROTTLED, Outcome.CLOSED);
    }

    /**
     * Has a listener get every message of the other peers from now on, each once, one at a time and in order, never
     * on a thread of the network. One that throws is logged and goes on. It may block; one that is slow slows only
     * itself, but for a moment (50 ms) in which others may wait until there is another thread for them: up to 4,096
     * messages or 16 MiB wait for it; what comes then it gets out of the peer's log, in the same order, as it goes on.
     * It misses only what has left the log by then (10 minutes, 64 MiB, 262,144 messages), never the last, and
     * {@link Received#missedBefore} says how many these were: so whoever misses something is told, also where nothing
     * follows. {@code dropped_delivery_full} counts it.
     *
     * @throws IllegalStateException if 64 listeners and subscribers are there already
     */
    public void receive(Consumer<Received> listener) {
        Objects.requireNonNull(listener, "listener");
        running.messages().add(new Listening<>(listener, running.logger(), System::nanoTime), Received::after);
    }

    /**
     * Every message of the other peers, each once, for subscribers that say how many they can take. Each has a queue
     * of its own and is called by one thread at a time; what it is not ready for is bounded, and what it misses is
     * told, as with {@link #receive}. It is completed when the peer is closed and it has taken what waits (who asks
     * for nothing hears of no end). It gets an {@link IllegalStateException} if it takes too long with that, see
     * {@link #close}, or if it is the 65th subscriber or listener. One that throws is cancelled.
     */
    public Flow.Publisher<Received> messages() {
        return this::subscribe;
    }

    /**
     * Has a listener told what this peer notices of others, from now on, one event at a time. As with
     * {@link #receive}, but up to 4,096 events wait, and there is no log of them: of what comes then it gets the last
     * alone, and before it a {@link PeerEvent.EventsMissed} tells how many it missed.
     *
     * @throws IllegalStateException if 64 listeners watch already
     */
    public void watch(Consumer<PeerEvent> listener) {
        Objects.requireNonNull(listener, "listener");
        Listening<PeerEvent> listening = new Listening<>(listener, running.logger(), System::nanoTime);
        running.events().add(new Watching(listening), Feed.Delivery::new);
    }

    /**
     * The peers that this one knows of, neighbours or not: at most as many as the sampling rule says (30), never
     * itself, none twice, in no order that means anything. It begins with those the seeds and the first neighbours
     * named, fills and changes with every exchange, one a sampling period (30 s) that this peer begins and one on
     * average that others do, and tends to a random sample of the network. Empty once the peer is closed.
     */
    public List<ViewEntry> currentView() {
        return look(
                look -> look.view().stream()
                        .map(sample -> new ViewEntry(
                                Member.of(sample.peer()), sample.peer().degree(), sample.hops()))
                        .toList(),
                List.of());
    }

    /** The peers it holds a link to, in the order the links were made. Empty once the peer is closed. */
    public List<Neighbour> neighbours() {
        return look(
                look -> look.neighbours().stream()
                        .map(entry -> new Neighbour(Member.of(entry), Math.max(1, entry.degree()), look.isOlder(entry)))
                        .toList(),
                List.of());
    }

    /**
     * Everybody this peer has heard of lately: its neighbours, and the maker of every message that came here, or that
     * others were found to have, within the last 20 minutes. Who publishes nothing and is no neighbour is not among
     * them; a peer that has just come knows its neighbours, and the others as they publish or as it compares with a
     * neighbour what they have, within about half a minute. Never itself. Empty once the peer is closed.
     */
    public Set<Member> members() {
        return look(
                look -> {
                    Set<Member> all = new LinkedHashSet<>();
                    look.neighbours().forEach(entry -> all.add(Member.of(entry)));
                    look.origins(origin -> all.add(Member.of(origin)));
                    all.remove(Member.of(look.self()));
                    return Collections.unmodifiableSet(all);
                },
                Set.of());
    }

    /** Leaves as {@link #close} does, without waiting; the result completes when everything is freed. */
    public CompletableFuture<Void> leave() {
        if (isLeaving.compareAndSet(false, true)) {
            Thread leaving = new Thread(this::close, running.threadName("leave"));
            leaving.setDaemon(true);
            leaving.start();
        }
        return freed.copy();
    }

    /**
     * Leaves: neighbours and seeds are told, so that nobody takes it for a death, and for up to 1.5 s neighbours may
     * fetch what they lack of its messages ({@link #unheld} says what they did not); then frees the port and, if it is
     * the last of the process, ends the threads, within 2 s even if nobody answers. What waits for a listener is
     * handed over for another 0.2 s; then a listener that is still busy is interrupted, unless it is the one that
     * closes, and gets no more. A second call changes nothing and does not wait. Being interrupted shortens nothing;
     * the thread stays interrupted.
     */
    @Override
    public void close() {
        isLeaving.set(true);
        if (isClosing.compareAndSet(false, true)) {
            running.close();
            freed.complete(null);
        }
    }

    /**
     * How many of its own messages were, when it left, not known to be held by two neighbours, or by the only one; 0
     * until then, and where nobody else stayed. The log says which ({@code event=messages_not_held}).
     */
    public long unheld() {
        return running.unheld();
    }

    /** What is accepted here stands in the log of this peer, besides what it tells itself. */
    Consumer<Fact> log() {
        return running.log();
    }

    /** Leaves by itself as soon as what it made is held by others, or after so long. */
    void finish(Duration patience) {
        running.finish(patience.toMillis());
    }

    /** Completes when the operator was told of every message, or after so long; once it has {@link #ended}. */
    CompletableFuture<Void> told(Duration patience) {
        return running.told().copy().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many links it holds. */
    int links() {
        return running.neighbours();
    }

    /**
     * Where it listens and how it is: {@code Peer[127.0.0.1:6001 ready, neighbours=3]}; {@code joining},
     * {@code leaving}, {@code closed}, or {@code failed} if a bug ended it. Waits for nothing.
     */
    @Override
    public String toString() {
        return "Peer[" + running.address() + " " + state() + ", neighbours=" + running.neighbours() + "]";
    }

    private String state() {
        if (freed.isDone()) {
            return "closed";
        } else if (running.ended().isCompletedExceptionally()) {
            return "failed";
        } else if (isLeaving.get()) {
            return "leaving";
        }
        return running.ready().isDone() ? "ready" : "joining";
    }

    private void subscribe(Flow.Subscriber<? super Received> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        try {
            running.messages().add(subscriber, Received::after);
        } catch (IllegalStateException tooMany) {
            subscriber.onSubscribe(Feed.NOTHING);
            subscriber.onError(tooMany);
        }
    }

    private <T extends Collection<?>> T look(Function<PeerLook, T> question, T whenClosed) {
        return running.questions().await(now -> question.apply(running.node().look()), whenClosed);
    }

    static String version() {
        String version = Peer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
