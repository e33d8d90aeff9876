package grapevine.testkit;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.PeerState;
import grapevine.peer.Received;
import grapevine.peer.hosting.PeerHosting;
import grapevine.runtime.HostPort;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.WirePassage;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
    private static final Duration LONG = Duration.ofMinutes(2);

    private final VirtualNetwork network;
    private final VirtualHosting hosting;
    private boolean areFailuresExpected;
    private final Seeds seeds;
    private final List<Peer> peers = new ArrayList<>();
    private final Map<Peer, Address> addresses = new HashMap<>();
    private final Map<String, List<Ip>> names = new HashMap<>();

    private TestNetwork(long seed) {
        network = new VirtualNetwork(seed).withoutDiaries().sendThrough(new WirePassage());
        hosting = new VirtualHosting(network);
        hosting.names = this::lookUp;
        seeds = new Seeds(hosting);
        seeds.startAll();
    }

    /**
     * So many peers, all of them linked.
     *
     * @param peers 0..1,000
     * @throws IllegalArgumentException if they are fewer or more
     */
    public static TestNetwork of(int peers) {
        return of(peers, 1);
    }

    /**
     * The same with another seed number: other latencies, other choices, the same for the same number.
     *
     * @param peers 0..1,000
     * @throws IllegalArgumentException if they are fewer or more
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
        return PeerConfig.builder().seeds(seeds.addresses());
    }

    /** One more peer, with defaults; it finds its place as time passes. */
    public Peer join() {
        return join(config().build(), null, null);
    }

    /**
     * One more peer.
     *
     * @param config as {@link #config} begins it
     * @throws IllegalArgumentException if it has keys, an executor, a data directory or an address to advertise, which
     *     a network in memory has no use for
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
     * @throws IllegalArgumentException if the time is negative
     */
    public void run(Duration time) {
        hosting.runUntil(this::hasFailed, millis(time, "time"));
        throwFailures();
    }

    /**
     * Lets time pass until something holds.
     *
     * @param atMost so much time, >= 0
     * @throws AssertionError if it does not hold by then, or as soon as a listener throws something
     * @throws IllegalArgumentException if the time is negative
     */
    public void runUntil(BooleanSupplier condition, Duration atMost) {
        Objects.requireNonNull(condition, "condition");
        boolean holds = hosting.runUntil(() -> hasFailed() || condition.getAsBoolean(), millis(atMost, "atMost"));
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
     * Does something, in which listeners may throw what they like; also if it throws itself, they are done with.
     *
     * @return what they threw, in that order
     * @throws AssertionError if one has thrown something before
     */
    public List<Throwable> failures(Runnable meanwhile) {
        Objects.requireNonNull(meanwhile, "meanwhile");
        throwFailures();
        boolean before = areFailuresExpected;
        int earlier = hosting.failures.size();
        List<Throwable> thrown = new ArrayList<>();
        areFailuresExpected = true;
        try {
            meanwhile.run();
        } finally {
            areFailuresExpected = before;
            List<Throwable> since = hosting.failures.subList(earlier, hosting.failures.size());
            thrown.addAll(since);
            since.clear();
        }
        return Collections.unmodifiableList(thrown);
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

    private static long millis(Duration time, String name) {
        Objects.requireNonNull(time, name);
        if (time.isNegative()) {
            throw new IllegalArgumentException("time of " + time + " must be >= 0");
        }
        return time.toMillis();
    }

    // What goes wrong

    /**
     * The process is killed: its connections break, its address refuses, and it is closed here.
     *
     * @throws IllegalArgumentException if the peer is not of this network
     */
    public void crash(Peer peer) {
        Address address = address(peer);
        hosting.operate(operator -> operator.kill(address));
        peer.close();
    }

    /**
     * The machine goes silent: nothing is answered, and nobody is told; the peer is closed here.
     *
     * @throws IllegalArgumentException if the peer is not of this network
     */
    public void powerOff(Peer peer) {
        Address address = address(peer);
        hosting.operate(operator -> operator.powerOff(address));
        peer.close();
    }

    /**
     * The process stands still: its machine accepts connections and bytes, it takes in nothing. What it was about to do
     * it does when it goes on. To call it before that is an {@link IllegalStateException}, since the caller would
     * stand still too; it may be closed, and asked for its {@link Peer#state}.
     *
     * @throws IllegalArgumentException if the peer is not of this network
     */
    public void freeze(Peer peer) {
        Address address = address(peer);
        hosting.operate(operator -> operator.freeze(address));
    }

    /**
     * It goes on.
     *
     * @throws IllegalArgumentException if the peer is not of this network
     */
    public void thaw(Peer peer) {
        Address address = address(peer);
        hosting.operate(operator -> operator.thaw(address));
    }

    /**
     * The wall clock of the machine goes ahead of the others' from now on.
     *
     * @param ahead by so much; behind them if it is negative, with them again if it is zero
     * @throws IllegalArgumentException if the peer is not of this network
     */
    public void shiftClock(Peer peer, Duration ahead) {
        network.shiftWallClock(
                address(peer), Objects.requireNonNull(ahead, "ahead").toMillis());
    }

    /**
     * Cuts these off from all others, seeds among them, until {@link #heal}. Replaces an earlier cut.
     *
     * @throws IllegalArgumentException if one of them is not of this network
     */
    public void cutOff(Collection<Peer> side) {
        Set<Address> part = addresses(side, "side");
        hosting.operate(operator -> operator.isolate(part));
    }

    /**
     * The ways of these machines to all others are thin, until {@link #heal}; no others are.
     *
     * @param bitsPerSecond what passes each way, > 0
     * @throws IllegalArgumentException if it is not, or one of them is not of this network
     */
    public void limitBandwidth(Collection<Peer> behind, long bitsPerSecond) {
        Set<Address> part = addresses(behind, "behind");
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("bitsPerSecond=" + bitsPerSecond + " must be > 0");
        }
        hosting.operate(operator -> operator.thin(part, bitsPerSecond));
    }

    /**
     * No full packet passes between these and all others, and none of the others' ways is so, until {@link #heal}: a
     * connection that has had one to send carries nothing more that way, ever, and is not ended by that.
     *
     * @throws IllegalArgumentException if one of them is not of this network
     */
    public void dropFullPackets(Collection<Peer> behind) {
        Set<Address> part = addresses(behind, "behind");
        hosting.operate(operator -> operator.narrow(part));
    }

    /** Ends the cut, and all ways are wide again. */
    public void heal() {
        hosting.operate(operator -> {
            operator.heal();
            operator.thin(Map.of());
            operator.narrow(List.of());
        });
    }

    /**
     * Something on the way breaks all connections between these two; both notice.
     *
     * @throws IllegalArgumentException if one of them is not of this network
     */
    public void reset(Peer one, Peer another) {
        Address from = address(one, "one");
        Address to = address(another, "another");
        hosting.operate(operator -> operator.reset(from, to));
    }

    /**
     * This peer loses a share of the messages that it should pass on, as one without room does.
     *
     * @param share 0..1
     * @throws IllegalArgumentException if it is outside of that, or the peer is not of this network
     */
    public void lose(Peer peer, double share) {
        Address address = address(peer);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share=" + share + " is outside 0..1");
        }
        hosting.operate(operator -> operator.loseGossip(address, share));
    }

    /**
     * A seed is killed.
     *
     * @param number 0..2
     * @throws IllegalArgumentException if it is none of these
     * @throws IllegalStateException if it does not run
     */
    public void stopSeed(int number) {
        seeds.stop(number);
    }

    /**
     * It is started again, and knows nobody.
     *
     * @param number 0..2
     * @throws IllegalArgumentException if it is none of these
     * @throws IllegalStateException if it runs
     */
    public void startSeed(int number) {
        seeds.start(number);
    }

    /**
     * From now on a name leads here. Before that it leads nowhere; peers look again every 10 s.
     *
     * @param name in letters of any case, without a port, as in {@code connect("one.test:6001")}
     * @param ips numeric; none if it is to lead nowhere
     * @throws IllegalArgumentException if one is not, or is nobody's to dial, as 0.0.0.0 is
     */
    public void addHost(String name, String... ips) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(ips, "ips");
        List<Ip> all = new ArrayList<>();
        for (String ip : ips) {
            all.add(HostPort.parseDialled(Objects.requireNonNull(ip, "ips[" + all.size() + "]")));
        }
        names.put(name.toLowerCase(Locale.ROOT), all);
    }

    private List<Ip> lookUp(String name) throws UnknownHostException {
        List<Ip> all = names.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        if (all.isEmpty()) {
            throw new UnknownHostException(name + ": the network was not told where that leads");
        }
        return all;
    }

    private Set<Address> addresses(Collection<Peer> some, String name) {
        List<Address> all = new ArrayList<>();
        for (Peer peer : Objects.requireNonNull(some, name)) {
            all.add(address(peer, name + "[" + all.size() + "]"));
        }
        return new LinkedHashSet<>(all);
    }

    private Address address(Peer peer) {
        return address(peer, "peer");
    }

    private Address address(Peer peer, String name) {
        Address address = addresses.get(Objects.requireNonNull(peer, name));
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
