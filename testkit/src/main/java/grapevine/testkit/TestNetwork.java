package grapevine.testkit;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.PeerState;
import grapevine.peer.Received;
import grapevine.peer.hosting.PeerHosting;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.WirePassage;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Peers as the library has them, in memory and in virtual time, and everything that may go wrong with them.
 *
 * <pre>{@code
 * try (TestNetwork network = TestNetwork.of(5)) {
 *     List<String> heard = new ArrayList<>();
 *     network.peer(4).messages(message -> heard.add(message.text()));
 *     network.await(network.peer(0).publish("hello"));
 *     network.run(Duration.ofSeconds(2));
 *     assertEquals(List.of("hello"), heard);
 * }
 * }</pre>
 *
 * <p>What a listener or a subscriber throws, an assertion for one, ends the test: {@link #run}, {@link #runUntil},
 * {@link #await} or else {@link #close} throws an {@link AssertionError} with it as the cause, once; {@link #failures}
 * is for tests of such ones. Steps attached to a result keep what they throw in theirs, which {@link #await} throws.
 *
 * <p>A listener that wants its peer to leave calls {@link Peer#leave}: {@link Peer#close} waits, in real time, for the
 * listener that calls it.
 *
 * <p>Time passes only in {@link #run}, {@link #runUntil}, {@link #await} and while a peer is closed; a minute takes
 * milliseconds. Listeners, and steps attached to results, run in the thread that called whatever led to them; the same
 * calls with the same seed number give the same run. The code of the peers is that of real ones, but for sockets and
 * threads; three seeds introduce them. For one thread.
 */
public final class TestNetwork implements AutoCloseable {
    private static final int SEEDS = 3;
    private static final int FIRST_SEED_PORT = 5000;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final VirtualNetwork network;
    private final VirtualHosting hosting;
    private boolean areFailuresExpected;
    private final List<String> seeds = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final Map<Peer, Address> addresses = new HashMap<>();

    private TestNetwork(long seed) {
        network = new VirtualNetwork(seed).withoutDiaries().sendThrough(new WirePassage());
        hosting = new VirtualHosting(network);
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < SEEDS; i++) {
            addresses.add(new Address(Ip.LOOPBACK, FIRST_SEED_PORT + i));
        }
        for (Address address : addresses) {
            seeds.add(address.toString());
            network.add(
                    address,
                    effects -> new SeedNode(
                            SeedSettings.at(address, network.wallTime())
                                    .seeds(addresses)
                                    .build(),
                            network.random("seed " + address),
                            effects));
        }
    }

    /**
     * So many peers, all of them linked.
     *
     * @param peers 0..1,000
     */
    public static TestNetwork of(int peers) {
        return of(peers, 1);
    }

    /**
     * The same with another seed number: other latencies, other choices, the same for the same number.
     *
     * @param peers 0..1,000
     */
    public static TestNetwork of(int peers, long seed) {
        if (peers < 0 || peers > 1000) {
            throw new IllegalArgumentException("peers=" + peers + " is outside 0..1000");
        }
        TestNetwork network = new TestNetwork(seed);
        for (int i = 0; i < peers; i++) {
            network.join();
        }
        network.runUntil(() -> network.peers.stream().allMatch(peer -> peer.state() == PeerState.READY), LONG);
        return network;
    }

    // Peers

    /** What a configuration begins with whose peer is to find this network. */
    public PeerConfig.Builder config() {
        return PeerConfig.builder().seeds(seeds.toArray(String[]::new));
    }

    /** One more peer, with defaults; it finds its place as time passes. */
    public Peer join() {
        return join(config().build(), null, null);
    }

    /**
     * One more peer.
     *
     * @param config as {@link #config} begins it
     * @throws IllegalArgumentException if it has keys, an executor or a data directory, which a network in memory has
     *     no use for
     */
    public Peer join(PeerConfig config) {
        return join(config, null, null);
    }

    /**
     * One more peer that is listened to from the first message on, as with {@link Peer#join}.
     *
     * @throws IllegalArgumentException as without listeners
     */
    public Peer join(
            PeerConfig config,
            @Nullable BiConsumer<? super Peer, ? super Received> messages,
            @Nullable BiConsumer<? super Peer, ? super PeerEvent> events) {
        Objects.requireNonNull(config, "config");
        Unsuited.check(config);
        try {
            Peer peer = PeerHosting.join(config, messages, events, hosting);
            peers.add(peer);
            addresses.put(
                    peer,
                    new Address(
                            Ip.of(peer.address().getAddress()), peer.address().getPort()));
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** All peers that joined, in that order, also those that have left. */
    public List<Peer> peers() {
        return Collections.unmodifiableList(peers);
    }

    /** The one that joined as number {@code i}, from 0. */
    public Peer peer(int i) {
        return peers.get(i);
    }

    // Time

    /** How much time has passed since the network began. */
    public Duration time() {
        return Duration.ofMillis(network.now());
    }

    /**
     * Lets time pass.
     *
     * @param time >= 0
     * @throws AssertionError as soon as a listener throws something
     */
    public void run(Duration time) {
        hosting.runUntil(this::hasFailed, millis(time));
        throwFailures();
    }

    /**
     * Lets time pass until something holds.
     *
     * @param atMost so much time
     * @throws AssertionError if it does not hold by then, or as soon as a listener throws something
     */
    public void runUntil(BooleanSupplier condition, Duration atMost) {
        Objects.requireNonNull(condition, "condition");
        boolean holds = hosting.runUntil(() -> hasFailed() || condition.getAsBoolean(), millis(atMost));
        throwFailures();
        if (!holds) {
            throw new AssertionError("it does not hold after " + atMost);
        }
    }

    /**
     * Lets time pass until there is a result.
     *
     * @return the result
     * @throws AssertionError if there is none within two minutes of virtual time, or as soon as a listener throws
     *     something
     * @throws java.util.concurrent.CompletionException if it completes exceptionally
     */
    public <T> T await(CompletableFuture<T> result) {
        Objects.requireNonNull(result, "result");
        runUntil(result::isDone, LONG);
        return result.join();
    }

    /**
     * Does something, in which listeners may throw what they like.
     *
     * @return what they threw, in that order
     * @throws AssertionError if one has thrown something before
     */
    public List<Throwable> failures(Runnable meanwhile) {
        Objects.requireNonNull(meanwhile, "meanwhile");
        throwFailures();
        boolean before = areFailuresExpected;
        areFailuresExpected = true;
        try {
            meanwhile.run();
        } finally {
            areFailuresExpected = before;
        }
        List<Throwable> thrown = List.copyOf(hosting.failures);
        hosting.failures.clear();
        return thrown;
    }

    private boolean hasFailed() {
        return !areFailuresExpected && !hosting.failures.isEmpty();
    }

    private void throwFailures() {
        if (hasFailed()) {
            List<Throwable> thrown = List.copyOf(hosting.failures);
            hosting.failures.clear();
            AssertionError error = new AssertionError("a listener threw " + thrown.get(0), thrown.get(0));
            thrown.stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
    }

    private static long millis(Duration time) {
        Objects.requireNonNull(time, "time");
        if (time.isNegative()) {
            throw new IllegalArgumentException("time of " + time + " must be >= 0");
        }
        return time.toMillis();
    }

    // What goes wrong

    /** The process is killed: its connections break, its address refuses, and it is closed here. */
    public void crash(Peer peer) {
        hosting.kill(address(peer));
        peer.close();
    }

    /**
     * The process stands still: its machine accepts connections and bytes, it takes in nothing. What it was about to do
     * it does when it goes on; to call it before that is refused, since the caller would stand still too.
     */
    public void freeze(Peer peer) {
        network.operator().freeze(address(peer));
    }

    /** It goes on. */
    public void thaw(Peer peer) {
        network.operator().thaw(address(peer));
    }

    /** Cuts these off from all others, seeds among them, until {@link #heal}. */
    public void cutOff(Collection<Peer> side) {
        Set<Address> part = new LinkedHashSet<>();
        side.forEach(peer -> part.add(address(peer)));
        network.operator().isolate(part);
    }

    /** Ends the cut. */
    public void heal() {
        network.operator().heal();
    }

    /**
     * This peer loses a share of the messages that it should pass on, as one without room does.
     *
     * @param share 0..1
     */
    public void lose(Peer peer, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share=" + share + " is outside 0..1");
        }
        network.operator().loseGossip(address(peer), share);
    }

    private Address address(Peer peer) {
        Address address = addresses.get(Objects.requireNonNull(peer, "peer"));
        if (address == null) {
            throw new IllegalArgumentException(peer + " is not of this network");
        }
        return address;
    }

    /**
     * All peers are gone at once.
     *
     * @throws AssertionError if a listener threw something that nobody was told of
     */
    @Override
    public void close() {
        for (Peer peer : peers) {
            if (peer.state() != PeerState.CLOSED) {
                crash(peer);
            }
        }
        throwFailures();
    }
}
