package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.NetworkKeys;
import grapevine.keys.NodeKeys;
import grapevine.lab.archive.Archives;
import grapevine.lab.console.LabException;
import grapevine.wire.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.awaitility.core.ThrowingRunnable;

/**
 * Seeds and peers as a test needs them: the jars as built, in processes of their own, with short periods. Closing it
 * ends all of them, and so does the end of the test's JVM.
 */
public final class RealNetwork implements AutoCloseable {
    /** Where the build left the jars. */
    public static final Path ROOT =
            Path.of(System.getProperty("grapevine.root", "..")).toAbsolutePath();

    /** A machine that runs four such tests at once starts a JVM slowly; whatever works is far quicker. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final List<String> SEED = List.of("--lease", "5s");
    private static final List<String> PEER = List.of("--lease", "5s", "--ping-period", "1s", "--gossip-count", "0");

    private final Network network;
    private final List<String> seedOptions;
    private final List<String> peerOptions;
    private final Map<Integer, NodeProcess> seeds = new TreeMap<>();
    private final List<NodeProcess> peers = new ArrayList<>();
    private Question question = new Question(ANSWER);
    private NetworkKeys keys;
    private int started;

    private RealNetwork(int seeds, List<String> seedOptions, List<String> peerOptions) throws LabException {
        this.network = Network.of(ROOT, seeds, false, (node, line) -> {});
        network.useArchives(Archives.folder());
        this.seedOptions = seedOptions;
        this.peerOptions = peerOptions;
    }

    /**
     * A network with this many seeds in its configuration, none of them started; peers make no messages of their own.
     */
    static RealNetwork withSeeds(int count) throws LabException {
        return new RealNetwork(count, SEED, PEER);
    }

    /** The same with the leases of the product, for peers that are kept from renewing for a while. */
    static RealNetwork withLongLeases(int seeds) throws LabException {
        return new RealNetwork(seeds, List.of(), PEER);
    }

    /** The same with the periods of the product. */
    static RealNetwork withFullPeriods(int seeds) throws LabException {
        return new RealNetwork(seeds, List.of(), List.of("--gossip-count", "0"));
    }

    /** What the JVM of each node that is started from now on is told besides. */
    RealNetwork tellJvms(String... options) {
        network.tellJvms(options);
        return this;
    }

    /** Each node that is started from now on is what follows this command. */
    RealNetwork startBy(String... command) {
        network.startBy(command);
        return this;
    }

    /** Each node that is started from now on has a key of this network, and so has who asks them. */
    RealNetwork giveKeys(NetworkKeys authority) throws Exception {
        keys = authority;
        question = new Question(ANSWER, NodeKeys.read(key("ops", KeyRole.OPERATOR)));
        return this;
    }

    private Path key(String name, KeyRole role) throws LabException {
        try {
            return keys.makeNode(new Holder(name, role, List.of(), List.of()), 30);
        } catch (KeysException e) {
            throw new LabException(e.getMessage());
        }
    }

    private List<String> withKey(String name, KeyRole role, List<String> options) throws LabException {
        List<String> all = new ArrayList<>(options);
        if (keys != null) {
            all.addAll(List.of("--keys", key(name, role).toString()));
        }
        return all;
    }

    Path folder() {
        return network.folder();
    }

    List<Address> seedAddresses() {
        return network.seeds();
    }

    /** The peers started and not taken out since. */
    List<NodeProcess> peers() {
        return List.copyOf(peers);
    }

    /** The seeds started and not taken out since. */
    List<NodeProcess> seeds() {
        return List.copyOf(seeds.values());
    }

    /** The seed with this number, from 1. */
    NodeProcess seed(int number) {
        return seeds.get(number);
    }

    /** Starts all seeds of the configuration and waits until each knows the others. */
    RealNetwork startSeeds() throws Exception {
        for (int i = 1; i <= network.seeds().size(); i++) {
            launchSeed(i);
        }
        for (NodeProcess seed : seeds()) {
            awaitLine(seed, "event=ready");
        }
        eventually(() -> {
            for (NodeProcess seed : seeds()) {
                assertThat(status(seed)).containsEntry("seeds_connected", String.valueOf(seeds.size() - 1));
            }
        });
        return this;
    }

    /** Starts a seed, with these options besides the usual ones, and waits for nothing. */
    NodeProcess launchSeed(int number, String... options) throws LabException {
        List<String> all = new ArrayList<>(seedOptions);
        all.addAll(List.of(options));
        NodeProcess seed = network.startSeed(
                number, withKey("seed" + number, KeyRole.SEED, all).toArray(String[]::new));
        seeds.put(number, seed);
        return seed;
    }

    /** Starts a seed at this address, whatever the configuration names, and waits for nothing. */
    NodeProcess launchSeedAt(Address address, String... options) throws Exception {
        int number = seeds.size() + 1;
        Path logs = Files.createDirectory(network.folder().resolve("seed" + number));
        List<String> all = new ArrayList<>(seedOptions);
        all.addAll(List.of(options));
        all.addAll(List.of("--log-dir", logs.toString()));
        NodeProcess seed = network.startSeedAt(number, address, all.toArray(String[]::new));
        seeds.put(number, seed);
        return seed;
    }

    /** Starts a peer on a port of its own and waits for nothing; later options win over the usual ones. */
    NodeProcess launchPeer(String... options) throws LabException {
        return launchPeerAt(Network.freeAddress(), options);
    }

    /** Starts a peer at this address and waits for nothing. */
    NodeProcess launchPeerAt(Address address, String... options) throws LabException {
        started++;
        NodeProcess peer =
                network.startPeer(started, address, merged(withKey("peer" + started, KeyRole.PEER, List.of(options))));
        peers.add(peer);
        return peer;
    }

    /** Starts a peer and waits until it is ready. */
    NodeProcess startPeer(String... options) throws Exception {
        NodeProcess peer = launchPeer(options);
        awaitLine(peer, "event=ready");
        return peer;
    }

    /** Starts peers one after the other, each ready before the next. */
    RealNetwork startPeers(int count, String... options) throws Exception {
        for (int i = 0; i < count; i++) {
            startPeer(options);
        }
        return this;
    }

    /** From now on this node is not asked any more; it is for the test to end it. */
    void forget(NodeProcess node) {
        peers.remove(node);
        seeds.values().remove(node);
    }

    /** Ends a node without a word, and waits until it is gone. */
    void kill(NodeProcess node) throws InterruptedException {
        forget(node);
        node.kill();
        assertThat(node.awaitEnd(PATIENCE)).as("%s is gone", node).isTrue();
    }

    /** Waits for a line that has this text. */
    static void awaitLine(NodeProcess node, String text) throws InterruptedException {
        assertThat(node.awaitLine(line -> line.contains(text), PATIENCE))
                .as("%s says %s; it said %s and %s", node, text, node.lines(), node.errors())
                .isTrue();
    }

    /** The lines of a node about an event. */
    static List<LogLine> facts(NodeProcess node, String event) {
        return node.lines().stream()
                .flatMap(line -> LogLine.parse(line).stream())
                .filter(line -> line.event().equals(event))
                .toList();
    }

    /** How a node says it is. */
    Map<String, String> status(NodeProcess node) throws IOException {
        return OverlayChecker.fields(question.status(node.address()));
    }

    /** A count of a node; 0 if it does not name it. */
    long count(NodeProcess node, String counter) throws IOException {
        return Long.parseLong(status(node).getOrDefault(counter, "0"));
    }

    /** The rows of a node's answer to Who, by address. */
    SortedMap<Address, Map<String, String>> who(NodeProcess node) throws IOException {
        SortedMap<Address, Map<String, String>> rows = new TreeMap<>();
        question.who(node.address()).lines().map(OverlayChecker::fields).forEach(row -> {
            String address = row.getOrDefault("peer", row.get("neighbour"));
            rows.put(Address.parse(address), row);
        });
        return rows;
    }

    /** The overlay as its peers tell it. */
    Overlay overlay() throws IOException {
        List<OverlayChecker.Answers> answers = new ArrayList<>();
        for (NodeProcess peer : peers) {
            answers.add(new OverlayChecker.Answers(question.status(peer.address()), question.who(peer.address())));
        }
        return OverlayChecker.check(answers);
    }

    /** Waits until the peers are one component of agreed links and every seed lists them with their true degrees. */
    Overlay awaitWhole() {
        List<Overlay> last = new ArrayList<>();
        eventually(() -> {
            Overlay overlay = overlay();
            assertThat(overlay.isWhole()).as("%s", overlay).isTrue();
            Map<Address, Integer> degrees = new LinkedHashMap<>();
            peers.forEach(peer -> degrees.put(peer.address(), overlay.degree(peer.address())));
            for (NodeProcess seed : seeds()) {
                assertThat(degreesAt(seed))
                        .as("degrees listed by %s", seed)
                        .containsExactlyInAnyOrderEntriesOf(degrees);
            }
            last.add(overlay);
        });
        return last.get(last.size() - 1);
    }

    /** The peer with the most links. */
    NodeProcess biggestHub() {
        Address hub = awaitWhole().biggestHub();
        return peers.stream()
                .filter(peer -> peer.address().equals(hub))
                .findFirst()
                .orElseThrow();
    }

    /** Waits, for as long as a slow machine may need, until the assertions hold. */
    static void eventually(ThrowingRunnable assertions) {
        within(PATIENCE, assertions);
    }

    /** Waits until the assertions hold. */
    static void within(Duration time, ThrowingRunnable assertions) {
        await().pollInterval(Duration.ofMillis(50))
                .pollDelay(Duration.ZERO)
                .atMost(time)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(assertions);
    }

    /** Now, as {@link LogLine#at} counts. */
    static long logTime() {
        return System.currentTimeMillis();
    }

    /** Waits until a node says that it has been up for so much longer than now: time as a node measures it. */
    void awaitUptime(NodeProcess witness, Duration longer) throws IOException {
        long until = Long.parseLong(status(witness).get("uptime_ms")) + longer.toMillis();
        within(
                longer.plus(PATIENCE),
                () -> assertThat(Long.parseLong(status(witness).get("uptime_ms")))
                        .isGreaterThanOrEqualTo(until));
    }

    /** Stops a process where it stands. */
    static void freeze(NodeProcess node) throws Exception {
        signal(node, "-STOP");
    }

    /** Lets a stopped process go on. */
    static void thaw(NodeProcess node) throws Exception {
        signal(node, "-CONT");
    }

    @Override
    public void close() {
        network.close();
    }

    private Map<Address, Integer> degreesAt(NodeProcess seed) throws IOException {
        Map<Address, Integer> degrees = new LinkedHashMap<>();
        who(seed).forEach((peer, row) -> degrees.put(peer, Integer.valueOf(row.get("degree"))));
        return degrees;
    }

    private String[] merged(List<String> options) {
        Map<String, String> all = new LinkedHashMap<>();
        for (List<String> some : List.of(peerOptions, options)) {
            for (int i = 0; i < some.size(); ) {
                boolean hasValue = i + 1 < some.size() && !some.get(i + 1).startsWith("--");
                all.put(some.get(i), hasValue ? some.get(i + 1) : "");
                i += hasValue ? 2 : 1;
            }
        }
        List<String> merged = new ArrayList<>();
        all.forEach((name, value) -> merged.addAll(value.isEmpty() ? List.of(name) : List.of(name, value)));
        return merged.toArray(String[]::new);
    }

    private static void signal(NodeProcess node, String signal) throws Exception {
        Process kill =
                new ProcessBuilder("kill", signal, String.valueOf(node.process().pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
