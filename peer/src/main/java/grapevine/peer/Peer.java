package grapevine.peer;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.PeerSettings;
import grapevine.runtime.FileFault;
import grapevine.runtime.ListenException;
import grapevine.runtime.LoneNode;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Limits;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A member of a network: hears every message the others publish, and publishes its own.
 *
 * <pre>{@code
 * PeerConfig config = PeerConfig.builder().seeds("127.0.0.1:5000").build();
 * try (Peer peer = Peer.join(config, message -> System.out.println(message.text()))) {
 *     peer.ready().join();
 *     peer.publish("hello").join();
 * }
 * }</pre>
 *
 * <p>Two peers of one process share nothing. Each has its own threads, all daemon threads named {@code grapevine-peer-...},
 * and all gone after {@link #close}. Its log goes to the Log4j API, logger {@code grapevine.peer.<port>}. The methods may
 * be called from any thread; none of them waits for the network but {@link #close}.
 */
public final class Peer implements AutoCloseable {
    /** The longest payload, in bytes. */
    public static final int MAX_PAYLOAD = Limits.PAYLOAD;

    private final LoneNode host;
    private final Delivery delivery;
    private final @Nullable KnownAddresses known;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Set<CompletableFuture<Outcome>> undecided = ConcurrentHashMap.newKeySet();
    private volatile @Nullable PeerNode node;

    private Peer(PeerConfig config) throws IOException {
        host = listen(config);
        int port = host.localAddress().port();
        Logger logger = LogManager.getLogger("grapevine.peer." + port);
        delivery = new Delivery("grapevine-peer-" + port + "-delivery", logger, System::nanoTime);
        known = keeper(config.data(), port, logger);
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
     * Joins a network. On return the peer listens on its port; it registers and links up meanwhile ({@link #ready} tells
     * when), and keeps trying while nobody answers.
     *
     * @param listener gets every message from the first on; as {@link #receive}
     * @throws IOException if the port or the data directory cannot be had; the message is one line for a person
     */
    public static Peer join(PeerConfig config, @Nullable Consumer<Received> listener) throws IOException {
        long epoch = System.currentTimeMillis();
        Peer peer = new Peer(config);
        if (listener != null) {
            peer.receive(listener);
        }
        peer.start(config, epoch);
        return peer;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(
                host.localAddress().ip().toInetAddress(), host.localAddress().port());
    }

    /** Completes when the peer first has its place in the network; cancelled if it is closed before. */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /** Completes when the peer has ended: normally once it has left, exceptionally if a bug ended it. */
    public CompletableFuture<Void> ended() {
        return host.ended().copy();
    }

    /** Publishes a text as UTF-8; see {@link #publish(byte[])}. */
    public CompletableFuture<Outcome> publish(String text) {
        return publish(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Publishes a message to every other peer, now and without waiting. What the result says is decided here, not in the
     * network: whether the message was sent to all neighbours or to nobody. Further steps attached to the result never
     * hold up the network.
     *
     * @param payload 1..{@value #MAX_PAYLOAD} bytes; copied
     * @throws IllegalArgumentException if it is empty or longer
     */
    public CompletableFuture<Outcome> publish(byte[] payload) {
        if (payload.length == 0 || payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes is outside 1.." + MAX_PAYLOAD);
        }
        byte[] copy = payload.clone();
        Thread caller = Thread.currentThread();
        CompletableFuture<Outcome> result = new CompletableFuture<>();
        boolean willRun = host.execute(now -> {
            Outcome outcome = Outcome.of(Objects.requireNonNull(node).publish(now, copy));
            if (Thread.currentThread() == caller) {
                result.complete(outcome); // nobody has it yet, so nothing of the caller's runs here
            } else {
                result.completeAsync(() -> outcome);
            }
        });
        if (!willRun) {
            result.complete(host.ended().isDone() ? Outcome.CLOSED : Outcome.THROTTLED);
        } else if (!result.isDone()) {
            decideAtTheEnd(result);
        }
        return result;
    }

    /**
     * Has a listener get every message of the other peers from now on, each once. All listeners run one after the other on
     * a thread of this peer that does nothing else. One that throws is logged and goes on; while one is slow, up to 4,096
     * messages or 16 MiB wait, what comes then is lost to all listeners and counted ({@code dropped_delivery_full}).
     */
    public void receive(Consumer<Received> listener) {
        delivery.add(listener);
    }

    /**
     * Leaves: neighbours and seeds are told, so that nobody takes it for a death; then frees the port and ends all threads,
     * within 2 s even if nobody answers. Messages that wait for a listener are dropped. A second call changes nothing.
     */
    @Override
    public void close() {
        host.close();
        delivery.close();
        if (known != null) {
            known.close();
        }
        ready.cancel(false);
        decideWhatIsLeft();
    }

    private void start(PeerConfig config, long epoch) {
        config.doubts().forEach(this::doubt);
        List<Address> remembered = known == null ? List.of() : known.load(this::doubt);
        PeerSettings settings;
        try {
            settings = config.settings(host.localAddress(), epoch, version(), remembered);
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
        delivery.start();
        if (known != null) {
            known.start();
        }
        host.ended().whenComplete((left, bug) -> decideWhatIsLeft());
        host.run(effects -> {
            PeerNode made = new PeerNode(settings, new SplittableRandom(new SecureRandom().nextLong()), effects);
            node = made;
            return made;
        });
    }

    private void doubt(String sentence) {
        host.report(new Fact.SettingDoubtful(sentence));
    }

    private void onFact(Fact fact) {
        if (fact instanceof Fact.Ready) {
            ready.completeAsync(() -> null);
        }
    }

    private void onMessage(Gossip message) {
        deliver(message, false);
    }

    private void onEarlyMessage(Gossip message) {
        deliver(message, true);
    }

    private void deliver(Gossip message, boolean isEarly) {
        if (!delivery.offer(message, isEarly)) {
            Objects.requireNonNull(node).counters().add(Counter.DROPPED_DELIVERY_FULL);
        }
    }

    private void onRemember(List<Address> addresses) {
        if (known != null) {
            known.remember(addresses);
        }
    }

    /** A job that waits when the node ends does not run any more; whoever waits for its result is told then. */
    @SuppressWarnings("CollectionUndefinedEquality") // this very future is meant
    private void decideAtTheEnd(CompletableFuture<Outcome> result) {
        undecided.add(result);
        result.whenComplete((outcome, failure) -> undecided.remove(result));
        if (host.ended().isDone()) {
            decideWhatIsLeft();
        }
    }

    private void decideWhatIsLeft() {
        undecided.forEach(result -> result.completeAsync(() -> Outcome.CLOSED));
    }

    private LoneNode listen(PeerConfig config) throws IOException {
        try {
            return LoneNode.listen(new LoneNode.Plan(
                    "peer",
                    config.bind(),
                    config.port(),
                    config.workers(),
                    config.messageLevel(),
                    this::onFact,
                    this::onMessage,
                    this::onEarlyMessage,
                    this::onRemember));
        } catch (ListenException e) {
            BindException refused = new BindException(e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    private @Nullable KnownAddresses keeper(@Nullable Path directory, int port, Logger logger) throws IOException {
        if (directory == null) {
            return null;
        }
        try {
            return new KnownAddresses(directory, port, "grapevine-peer-" + port + "-addresses", logger);
        } catch (IOException e) {
            host.close();
            throw new IOException("cannot write to " + directory + ": " + FileFault.reason(e), e);
        }
    }

    static String version() {
        String version = Peer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
