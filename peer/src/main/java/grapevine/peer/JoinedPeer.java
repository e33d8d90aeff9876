package grapevine.peer;

import grapevine.node.Fact;
import grapevine.node.Release;
import grapevine.peer.core.PeerLook;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.join.Departure;
import grapevine.peer.hosting.HostedPeer;
import grapevine.runtime.Deadline;
import grapevine.runtime.LoneNode;
import grapevine.runtime.NodeHost;
import grapevine.runtime.Place;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A peer with sockets. What the application asks of it is checked here, and done by what runs. */
final class JoinedPeer implements HostedPeer {
    /** What closing takes at most besides the time that it is given (ms). */
    private static final long CLOSING_BESIDE_MS = 500;

    static final Duration LONGEST_PATIENCE = Duration.ofDays(30);

    private final RunningPeer running;

    private final AtomicBoolean isLeaving = new AtomicBoolean();
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final Milestone<List<MessageRange>> freed = new Milestone<>();

    /** The thread that closes it, while it does. */
    private volatile @Nullable Thread closing;

    private JoinedPeer(RunningPeer running) {
        this.running = running;
    }

    static JoinedPeer join(
            PeerConfig config,
            @Nullable BiConsumer<? super Peer, ? super Received> messages,
            @Nullable BiConsumer<? super Peer, ? super PeerEvent> events)
            throws IOException {
        return join(config, messages, events, LoneNode::listen);
    }

    static JoinedPeer join(
            PeerConfig config,
            @Nullable BiConsumer<? super Peer, ? super Received> messages,
            @Nullable BiConsumer<? super Peer, ? super PeerEvent> events,
            NodeHost.Maker hosting)
            throws IOException {
        Objects.requireNonNull(config, "config");
        RunningPeer running = RunningPeer.listen(config, hosting);
        try {
            JoinedPeer peer = new JoinedPeer(running);
            if (messages != null) {
                running.listen(message -> messages.accept(peer, message), messages);
            }
            if (events != null) {
                running.watch(event -> events.accept(peer, event), events);
            }
            running.start(config);
            return peer;
        } catch (Throwable failure) { // whatever it was, nothing is left of the peer
            running.close();
            throw failure;
        }
    }

    // What it is

    @Override
    public Member self() {
        Origin self = running.look(PeerLook::self);
        if (!self.address().ip().isUnspecified()) {
            return Member.of(self);
        }
        return Member.of(new Address(Ip.LOOPBACK, self.address().port()), self.epoch());
    }

    @Override
    public InetSocketAddress address() {
        return self().address();
    }

    @Override
    public PeerState state() {
        if (freed.isDone()) {
            return PeerState.CLOSED;
        } else if (running.hasFailed()) {
            return PeerState.FAILED;
        } else if (isLeaving.get()) {
            return PeerState.LEAVING;
        }
        return running.isReady() ? PeerState.READY : PeerState.JOINING;
    }

    @Override
    public Health health() {
        return lookWhileOpen(
                look -> new Health(
                        state(), look.degree(), look.olderLinks(), look.leases(), look.quorum(), look.hasContacts()),
                () -> new Health(state(), 0, 0, 0, 0, false));
    }

    @Override
    public Map<String, Long> counters() {
        return running.counters();
    }

    @Override
    public CompletableFuture<Void> ready() {
        return running.ready();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return running.ended();
    }

    @Override
    public String toString() {
        return "Peer[" + running.address() + " " + state().name().toLowerCase(Locale.ROOT) + ", neighbours="
                + running.neighbours() + "]";
    }

    // What it says

    @Override
    public void connect(String... peers) {
        List<Place> places = PeerConfig.places("connect", "peers", Place::parse, peers);
        if (!running.questions().await(now -> running.contacts().connect(now, places), true)) {
            throw new IllegalArgumentException("connect: " + peers.length + " peers would make more than "
                    + PeerSettings.MOST_CONTACTS + " static neighbours");
        }
    }

    @Override
    public void disconnect(String... peers) {
        List<Place> places = PeerConfig.places("disconnect", "peers", Place::parse, peers);
        running.questions().await(now -> running.contacts().disconnect(now, places), false);
    }

    @Override
    public CompletableFuture<Published> publish(String text) {
        return publish(bytes(text));
    }

    @Override
    public CompletableFuture<Published> publish(byte[] payload) {
        return running.publications().now(checked(payload));
    }

    @Override
    public CompletableFuture<Published> publish(String text, Duration patience) {
        return publish(bytes(text), patience);
    }

    @Override
    public CompletableFuture<Published> publish(byte[] payload, Duration patience) {
        Objects.requireNonNull(patience, "patience");
        if (patience.isNegative() || patience.isZero() || patience.compareTo(LONGEST_PATIENCE) > 0) {
            throw new IllegalArgumentException("patience of " + patience + " is not more than 0 and at most "
                    + LONGEST_PATIENCE.toDays() + " days");
        }
        return running.publications().soon(checked(payload), patience);
    }

    @Override
    public CompletableFuture<Published> publish(String text, Flood how) {
        return publish(bytes(text), how);
    }

    @Override
    public CompletableFuture<Published> publish(byte[] payload, Flood how) {
        Objects.requireNonNull(how, "how");
        return running.publications().flood(checked(payload, Flood.MAX_PAYLOAD), how);
    }

    private static byte[] bytes(String text) {
        return Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8);
    }

    /** A copy of it. */
    static byte[] checked(byte[] payload) {
        return checked(payload, MAX_PAYLOAD);
    }

    private static byte[] checked(byte[] payload, int most) {
        Objects.requireNonNull(payload, "payload");
        if (payload.length == 0 || payload.length > most) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes is outside 1.." + most);
        }
        return payload.clone();
    }

    // What it hears

    @Override
    public ListenerHandle messages(Consumer<? super Received> listener) {
        return running.listen(Objects.requireNonNull(listener, "listener"), listener);
    }

    @Override
    public Flow.Publisher<Received> messages() {
        return subscriber -> subscribe(subscriber, () -> running.messages().add(subscriber, Received::after));
    }

    @Override
    public ListenerHandle copies(Consumer<? super CopyArrived> listener) {
        return running.hearCopies(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public Flow.Publisher<CopyArrived> copies() {
        return subscriber -> subscribe(subscriber, () -> running.addHearer(subscriber));
    }

    @Override
    public ListenerHandle events(Consumer<? super PeerEvent> listener) {
        return running.watch(Objects.requireNonNull(listener, "listener"), listener);
    }

    @Override
    public Flow.Publisher<PeerEvent> events() {
        return subscriber -> subscribe(subscriber, () -> running.addWatcher(subscriber, RunningPeer::after));
    }

    private static void subscribe(Flow.Subscriber<?> subscriber, Runnable adding) {
        Objects.requireNonNull(subscriber, "subscriber");
        try {
            adding.run();
        } catch (IllegalStateException tooMany) {
            subscriber.onSubscribe(Feed.NOTHING);
            subscriber.onError(tooMany);
        }
    }

    // Whom it knows

    @Override
    public List<ViewEntry> currentView() {
        return lookWhileOpen(
                look -> look.view().stream()
                        .map(sample -> new ViewEntry(
                                Member.of(sample.peer()), sample.peer().degree(), sample.hops()))
                        .toList(),
                List::of);
    }

    @Override
    public List<Neighbour> neighbours() {
        return lookWhileOpen(JoinedPeer::neighbours, List::of);
    }

    private static List<Neighbour> neighbours(PeerLook look) {
        return look.neighbours().stream()
                .map(entry -> new Neighbour(
                        Member.of(entry),
                        Math.max(1, entry.degree()),
                        look.isOlder(entry),
                        look.isEager(entry.address())))
                .toList();
    }

    @Override
    public Look look() {
        return lookWhileOpen(
                look -> new Look(neighbours(look), running.countersNow()),
                () -> new Look(List.of(), running.counters()));
    }

    @Override
    public Set<Member> members() {
        return lookWhileOpen(look -> running.around(), Set::of);
    }

    private <T> T lookWhileOpen(Function<PeerLook, T> question, Supplier<T> whenClosed) {
        return running.questions()
                .await(now -> Optional.of(question.apply(running.node().look())), Optional.<T>empty())
                .orElseGet(whenClosed);
    }

    // How it ends

    @Override
    public CompletableFuture<List<MessageRange>> leave() {
        if (isLeaving.compareAndSet(false, true)) {
            ContextLoader asked = ContextLoader.seen();
            running.aside("leave", () -> asked.during(this::close));
        }
        return freed;
    }

    @Override
    public void close() {
        close(leaveTime());
    }

    @Override
    public List<MessageRange> close(Duration patience) {
        Objects.requireNonNull(patience, "patience");
        if (patience.isNegative() || patience.compareTo(PeerSettings.MOST_LEAVE_TIME) > 0) {
            throw new IllegalArgumentException(
                    "patience of " + patience + " is outside 0.." + PeerSettings.MOST_LEAVE_TIME);
        }
        isLeaving.set(true);
        if (isClosing.compareAndSet(false, true)) {
            closing = Thread.currentThread();
            try {
                running.close(patience.toMillis());
            } finally {
                freed.reach(running.unheld());
                closing = null;
            }
        } else if (closing != Thread.currentThread()) { // in a step of the first call: it would wait for itself
            long millis = Math.max(patience.toMillis(), Departure.SEED_MILLIS) + CLOSING_BESIDE_MS;
            running.await(() -> awaitFreed(millis));
        }
        return freed.getNow(running.unheld());
    }

    private void awaitFreed(long millis) {
        Deadline.in(millis).await(nanos -> {
            try {
                freed.get(nanos, TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // Somebody else closes it, and gave it more time.
            }
        });
    }

    // For the daemon

    /** How long it waits for others when it is closed. */
    Duration leaveTime() {
        return running.leaveTime();
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

    /** How many of its own messages it left with without knowing that others hold them. */
    long unheld() {
        return running.unheld().stream().mapToLong(MessageRange::size).sum();
    }

    static String version() {
        return Release.of(Peer.class);
    }
}
