package grapevine.lab.demo;

import grapevine.lab.console.LabException;
import grapevine.lab.network.LogLine;
import grapevine.lab.network.Network;
import grapevine.lab.network.NodeProcess;
import grapevine.lab.network.Overlay;
import grapevine.lab.network.OverlayChecker;
import grapevine.lab.network.Question;
import grapevine.wire.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The nodes of a demonstration, and the waiting for them: while something is waited for, what the nodes log is told.
 * All of it happens on the thread of the caller; the readers of the logs only hand over lines.
 */
final class Stage implements AutoCloseable {
    /** Lines that wait to be told; above that a node's reader waits too. */
    private static final int WAITING = 10_000;

    /** How often a condition is looked at while no line comes. */
    private static final long LOOK_MILLIS = 100;

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Network network;
    private final Narrator narrator;
    private final BlockingQueue<Line> waiting;
    private final Cast cast;
    private final Question question;
    private final List<NodeProcess> seeds = new ArrayList<>();
    private final List<NodeProcess> peers = new ArrayList<>();
    private final Set<NodeProcess> mayEnd = new HashSet<>();

    /** Something that becomes true. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    private record Line(NodeProcess node, String text) {}

    private Stage(Network network, Cast cast, Narrator narrator, BlockingQueue<Line> waiting) throws LabException {
        this.cast = cast;
        this.question = new Question(ANSWER, cast.operator());
        this.network = network;
        this.narrator = narrator;
        this.waiting = waiting;
    }

    /** A stage on which nobody is yet. */
    static Stage of(Path jars, int seeds, Cast cast, boolean keeps, Narrator narrator) throws LabException {
        BlockingQueue<Line> waiting = new LinkedBlockingQueue<>(WAITING);
        Network network = Network.of(jars, seeds, keeps, (node, text) -> {
            try {
                waiting.put(new Line(node, text));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return new Stage(network, cast, narrator, waiting);
    }

    Path folder() {
        return network.folder();
    }

    /** The seeds that are up. */
    List<NodeProcess> seeds() {
        return List.copyOf(seeds);
    }

    /** The peers that are up. */
    List<NodeProcess> peers() {
        return List.copyOf(peers);
    }

    /** Starts the next seed of the configuration. */
    void startSeed(String... options) throws LabException {
        int number = seeds.size() + 1;
        narrator.name(network.seeds().get(number - 1), "s" + number);
        seeds.add(network.startSeed(number, options("s" + number, options)));
    }

    /** Starts one more peer. */
    NodeProcess startPeer(String... options) throws LabException {
        int number = peers.size() + 1;
        Address address = Network.freeAddress();
        narrator.name(address, "p" + number);
        NodeProcess peer = network.startPeer(number, address, options("p" + number, options));
        peers.add(peer);
        return peer;
    }

    private String[] options(String node, String... others) {
        return Stream.concat(Stream.of(others), cast.options(node).stream()).toArray(String[]::new);
    }

    /** Types a line at a node's terminal. */
    void type(NodeProcess node, String text) throws LabException {
        try {
            node.type(text);
        } catch (IOException e) {
            throw new LabException(node + " takes no input: " + e.getMessage());
        }
    }

    /** Takes a peer away without a word. */
    void kill(NodeProcess peer) {
        peers.remove(peer);
        mayEnd.add(peer);
        peer.kill();
    }

    /** Asks nodes to leave, and tells what they log until all are gone; the exit status is for the caller to see. */
    void terminate(List<NodeProcess> nodes, Duration patience) throws LabException, InterruptedException {
        mayEnd.addAll(nodes);
        nodes.forEach(NodeProcess::terminate);
        await(
                "all that were asked to leave are gone",
                patience,
                () -> nodes.stream().noneMatch(NodeProcess::isAlive));
        for (NodeProcess node : nodes) {
            node.awaitEnd(patience);
        }
        tellWaiting();
    }

    /**
     * Tells what the nodes log until something is true.
     *
     * @param what for the one line that says it did not become true in time
     * @throws LabException if it did not, or if a node ended that should not have
     */
    void await(String what, Duration patience, Condition condition) throws LabException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            tellWaiting();
            if (holds(condition)) {
                tellWaiting();
                return;
            }
            seeThatAllLive();
            if (System.nanoTime() > deadline) {
                throw new LabException("waited " + patience.toSeconds() + " s in vain: " + what);
            }
            Line next = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (next != null) {
                tell(next);
            }
        }
    }

    /** The overlay as the peers that are up tell it themselves. */
    Overlay overlay() throws IOException {
        List<OverlayChecker.Answers> answers = new ArrayList<>();
        for (NodeProcess peer : peers) {
            answers.add(new OverlayChecker.Answers(question.status(peer.address()), question.who(peer.address())));
        }
        return OverlayChecker.check(answers);
    }

    /** The degree of each peer that a seed lists. */
    SortedMap<Address, Integer> listedBy(NodeProcess seed) throws IOException {
        SortedMap<Address, Integer> degrees = new TreeMap<>();
        question.who(seed.address()).lines().map(OverlayChecker::fields).forEach(row -> {
            if (row.containsKey("peer")) {
                degrees.put(Address.parse(row.getOrDefault("peer", "")), degree(row));
            }
        });
        return degrees;
    }

    private static int degree(Map<String, String> row) {
        return Integer.parseInt(row.getOrDefault("degree", "-1"));
    }

    @Override
    public void close() {
        network.close();
    }

    private void tellWaiting() throws LabException {
        for (Line line = waiting.poll(); line != null; line = waiting.poll()) {
            tell(line);
        }
    }

    private void tell(Line line) throws LabException {
        LogLine parsed = LogLine.parse(line.text()).orElse(null);
        if (parsed != null) {
            narrator.on(line.node().name(), parsed);
        }
    }

    /** A node that cannot be asked yet, or that changes while it is asked, is asked again. */
    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException e) {
            return false;
        }
    }

    private void seeThatAllLive() throws LabException, InterruptedException {
        for (List<NodeProcess> nodes : List.of(seeds, peers)) {
            for (NodeProcess node : nodes) {
                if (!node.isAlive() && !mayEnd.contains(node)) {
                    node.awaitEnd(Duration.ofSeconds(1));
                    if (network.isEnding()) {
                        throw new LabException("interrupted");
                    }
                    List<String> errors = node.errors();
                    String why = errors.isEmpty() ? "no reason given" : errors.get(errors.size() - 1);
                    throw new LabException(
                            node + " ended with status " + node.process().exitValue() + ": " + why);
                }
            }
        }
    }
}
