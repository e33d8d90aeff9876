package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.graph.GraphPlan;
import grapevine.peer.PeerConfig;
import grapevine.peer.Published;
import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * The nodes of one network, in this process. Those of a {@link NetworkPlan.Kind#JOIN} network are introduced by seeds
 * and choose their neighbours; those of the others have exactly the links they are given. Safe for several threads; one
 * change at a time.
 */
public final class LiveNetwork implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    /** Neither looks for others nor is told of any. */
    private static final SamplingRule GIVEN_LINKS_ONLY =
            SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.NONE, ViewSelection.HEALER_SWAPPER);

    private final NetworkPlan plan;
    private final Instant startedAt = Instant.now();
    private final Seeds seeds;
    private final ConcurrentSkipListMap<Integer, LiveNode> nodes = new ConcurrentSkipListMap<>();
    private int lastNumber;

    private LiveNetwork(NetworkPlan plan, Seeds seeds) {
        this.plan = plan;
        this.seeds = seeds;
    }

    /**
     * Starts all nodes and waits until each has its place.
     *
     * @param progress told how many nodes are ready
     * @throws UsageException if the plan is none
     * @throws LabException if a port cannot be had or a node finds no place; nothing runs then
     */
    public static LiveNetwork start(NetworkPlan plan, IntConsumer progress)
            throws UsageException, LabException, InterruptedException {
        plan.check();
        GraphPlan graph = plan.graph();
        LiveNetwork network =
                new LiveNetwork(plan, plan.kind() == NetworkPlan.Kind.JOIN ? Seeds.start(nameFor(plan)) : Seeds.none());
        boolean isUp = false;
        try {
            network.startAll(graph);
            network.awaitReady(progress);
            isUp = true;
            return network;
        } finally {
            if (!isUp) {
                network.close();
            }
        }
    }

    /** Networks of the laboratory do not meet. */
    private static String nameFor(NetworkPlan plan) {
        return "lab-" + plan.name();
    }

    private synchronized void startAll(GraphPlan graph) throws LabException {
        for (Map.Entry<Integer, Set<Integer>> each : graph.neighbours().entrySet()) {
            start(each.getKey(), each.getValue());
        }
        // Each end knows of each of its links, whichever started first: so whoever comes back is linked again.
        graph.neighbours().forEach((number, others) -> connect(node(number).orElseThrow(), others));
    }

    private LiveNode start(int number, Collection<Integer> neighbours) throws LabException {
        PeerConfig.Builder config = PeerConfig.builder()
                .port(plan.port(number))
                .network(nameFor(plan))
                .receiveOwn(true);
        if (seeds.addresses().isEmpty()) {
            config.sampling(GIVEN_LINKS_ONLY)
                    .connect(addresses(
                            neighbours.stream().filter(nodes::containsKey).toList()));
        } else {
            config.seeds(seeds.addresses().toArray(String[]::new));
        }
        try {
            LiveNode node = new LiveNode(number, config.build());
            nodes.put(number, node);
            lastNumber = Math.max(lastNumber, number);
            return node;
        } catch (IOException e) {
            throw new LabException(LiveNode.nameOf(number) + " cannot start: " + e.getMessage());
        }
    }

    private void connect(LiveNode node, Collection<Integer> others) {
        if (!others.isEmpty()) {
            node.peer().connect(addresses(others));
        }
    }

    private String[] addresses(Collection<Integer> numbers) {
        return numbers.stream().map(number -> "127.0.0.1:" + plan.port(number)).toArray(String[]::new);
    }

    private void awaitReady(IntConsumer progress) throws LabException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        int ready = 0;
        for (LiveNode node : nodes.values()) {
            try {
                node.peer().ready().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                progress.accept(++ready);
            } catch (TimeoutException | ExecutionException e) {
                throw new LabException(node.name() + " found no place within " + READY_WITHIN.toSeconds() + " s");
            }
        }
    }

    // What is there

    /** What was wanted. */
    public NetworkPlan plan() {
        return plan;
    }

    /** When it was started. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Where its seeds listen; none but of one that joins. */
    public List<String> seeds() {
        return seeds.addresses();
    }

    /** All nodes there are, by number. */
    public Collection<LiveNode> nodes() {
        return nodes.values();
    }

    /** The one with this number. */
    public Optional<LiveNode> node(int number) {
        return Optional.ofNullable(nodes.get(number));
    }

    /** The numbers of a node's neighbours, ascending, as it sees them now. */
    public Set<Integer> neighbours(LiveNode node) {
        Set<Integer> numbers = new TreeSet<>();
        node.peer()
                .neighbours()
                .forEach(neighbour ->
                        numberAt(neighbour.member().address().getPort()).ifPresent(numbers::add));
        return numbers;
    }

    /** The number of the node that listens on this port. */
    public Optional<Integer> numberAt(int port) {
        int number = plan.port(0) == 0 ? port : port - plan.portsOrigin();
        return nodes.containsKey(number) ? Optional.of(number) : Optional.empty();
    }

    // What is done

    /**
     * Publishes a message at a node.
     *
     * @throws LabException if it did not go out
     */
    public MessageId publish(LiveNode node, byte[] payload) throws InterruptedException, LabException {
        if (!node.isAnswering()) {
            throw new LabException(node.name() + " did not send it: it is " + node.state());
        }
        try {
            Published published = node.publish(payload).get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return published
                    .id()
                    .orElseThrow(() ->
                            new LabException(node.name() + " did not send it: " + LiveNode.word(published.outcome())));
        } catch (ExecutionException | TimeoutException e) {
            throw new LabException(node.name() + " did not take the message: " + e.getMessage());
        }
    }

    /** One more node; in a network of given links it is linked with as many others as its kind has it. */
    public synchronized LiveNode add() throws LabException, InterruptedException {
        int number = lastNumber + 1;
        Set<Integer> neighbours = seeds.addresses().isEmpty() ? someOthers() : Set.of();
        LiveNode added = start(number, neighbours);
        for (int neighbour : neighbours) {
            node(neighbour).ifPresent(other -> connect(other, List.of(number)));
        }
        try {
            added.peer().ready().get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return added;
        } catch (TimeoutException | ExecutionException e) {
            remove(added);
            throw new LabException(added.name() + " found no place within " + READY_WITHIN.toSeconds() + " s");
        }
    }

    /** Those with the fewest neighbours. */
    private Set<Integer> someOthers() {
        int wanted = plan.kind() == NetworkPlan.Kind.CIRCULAR ? 2 : Math.max(1, plan.degree());
        List<LiveNode> byDegree = new ArrayList<>(nodes.values());
        byDegree.removeIf(node -> !node.isAnswering());
        byDegree.sort((one, other) -> Integer.compare(
                one.peer().neighbours().size(), other.peer().neighbours().size()));
        Set<Integer> chosen = new TreeSet<>();
        byDegree.stream().limit(wanted).forEach(node -> chosen.add(node.number()));
        return chosen;
    }

    /** A node stands still; the others have to find out. */
    public synchronized void freeze(LiveNode node) {
        node.freeze();
    }

    /** It goes on. */
    public synchronized void thaw(LiveNode node) {
        node.thaw();
    }

    /** A node dies without a word, and is there no more than its inbox. */
    public synchronized void kill(LiveNode node) {
        node.kill();
    }

    /** A node leaves, and says goodbye. */
    public synchronized void remove(LiveNode node) {
        nodes.remove(node.number(), node);
        node.leave();
    }

    @Override
    public void close() {
        ExecutorService leaving = Executors.newFixedThreadPool(Math.max(1, Math.min(32, nodes.size())));
        nodes.values().forEach(node -> leaving.execute(node::leave));
        leaving.shutdown();
        try {
            if (!leaving.awaitTermination(10, TimeUnit.SECONDS)) {
                leaving.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        seeds.close();
    }
}
