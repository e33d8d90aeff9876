package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.graph.GraphPlan;
import grapevine.lab.graph.Numbers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one network, in this process. Those of a {@link NetworkPlan.Kind#JOIN} network are introduced by seeds
 * and choose their neighbours; those of the others have exactly the links they are given. Safe for several threads; one
 * change at a time.
 */
public final class LiveNetwork implements AutoCloseable, LiveNode.Place {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    /** Told how far the start is. */
    public interface Progress {
        /** So many nodes have their place. */
        void ready(int nodes) throws LabException;
    }

    private final NetworkPlan plan;
    private final Instant startedAt = Instant.now();
    private final Seeds seeds;
    private final @Nullable InboxStore store;
    private final ConcurrentSkipListMap<Integer, LiveNode> nodes = new ConcurrentSkipListMap<>();
    private final Story story = new Story();
    private final Travels travels = new Travels();

    private final Starter starter;
    private final Wiring wiring;
    private final Partition partition;
    private volatile int lastNumber;

    private LiveNetwork(NetworkPlan plan) throws LabException {
        this.plan = plan;
        this.store = plan.data() == null ? null : InboxStore.open(Path.of(plan.data()), what -> story.tell(0, what));
        try {
            this.seeds = plan.kind() == NetworkPlan.Kind.JOIN ? Seeds.start(Starter.nameFor(plan)) : Seeds.none();
        } catch (LabException e) {
            closeStore();
            throw e;
        }
        this.starter = new Starter(plan, seeds, store);
        this.wiring = new Wiring(plan, this::node);
        this.partition = new Partition(seeds);
    }

    /**
     * Starts all nodes and waits until each has its place.
     *
     * @param progress told how many nodes are ready
     * @throws UsageException if the plan is none
     * @throws LabException if a port, the file of inboxes or enough open files cannot be had, or a node finds no place;
     *     nothing runs then
     */
    public static LiveNetwork start(NetworkPlan plan, Progress progress)
            throws UsageException, LabException, InterruptedException {
        plan.check();
        GraphPlan graph = plan.graph();
        OpenFiles.check(plan, graph);
        LiveNetwork network = new LiveNetwork(plan);
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

    private synchronized void startAll(GraphPlan graph) throws LabException {
        for (Map.Entry<Integer, Set<Integer>> each : graph.neighbours().entrySet()) {
            start(each.getKey(), each.getValue());
        }
        graph.nodes().forEach(wiring::tell);
    }

    private LiveNode start(int number, Collection<Integer> neighbours) throws LabException {
        wiring.give(number, neighbours);
        String[] links =
                wiring.addresses(neighbours.stream().filter(nodes::containsKey).toList());
        boolean isUp = false;
        try {
            LiveNode node = starter.start(number, links, partition.beyond(number), this);
            isUp = true;
            nodes.put(number, node);
            partition.joined(node);
            story.tell(number, "started on 127.0.0.1:" + node.port());
            lastNumber = Math.max(lastNumber, number);
            return node;
        } finally {
            if (!isUp) {
                wiring.remove(number, false);
            }
        }
    }

    private void awaitReady(Progress progress) throws LabException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        int ready = 0;
        for (LiveNode node : nodes.values()) {
            try {
                node.peer().ready().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                progress.ready(++ready);
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

    /** The nodes of the side that was cut off, ascending; none of a network that is whole. */
    public Set<Integer> side() {
        return partition.side();
    }

    /** What a person is told who asks for a node that is not there. */
    public String absent(int number) {
        return "there is no node " + number + " in " + plan.name() + " (there are " + Numbers.text(nodes.keySet())
                + ")";
    }

    /** The numbers of a node's neighbours, ascending, as it sees them now. */
    public Set<Integer> neighbours(LiveNode node) {
        return linksOf(node.look()).keySet();
    }

    /** A node's neighbours as it saw them then, by number, and whether its link to each is an eager one. */
    public SortedMap<Integer, Boolean> linksOf(LiveNode.Look look) {
        SortedMap<Integer, Boolean> links = new TreeMap<>();
        look.links().forEach((port, eager) -> links.put(numberAt(port), eager));
        links.remove(0);
        return links;
    }

    @Override
    public int numberAt(int port) {
        int number = plan.kind() == NetworkPlan.Kind.STATIC ? port : port - plan.portsOrigin();
        return number >= 1 && number <= lastNumber ? number : 0;
    }

    /** Where nodes choose their neighbours nobody knows all links that ever were: there it takes two nodes. */
    @Override
    public boolean mayLink(int one, int other) {
        boolean areTwo = one > 0 && other > 0 && one != other;
        return areTwo && (plan.kind() == NetworkPlan.Kind.JOIN || wiring.were(one, other));
    }

    @Override
    public void tell(int node, String what) {
        story.tell(node, what);
    }

    /** What happened. */
    public Story story() {
        return story;
    }

    /** By which links messages went. */
    @Override
    public Travels travels() {
        return travels;
    }

    // What is done

    /** One more node; in a network of given links it is linked with as many others as its kind has it. */
    public synchronized LiveNode add() throws LabException, InterruptedException {
        int number = lastNumber + 1;
        Set<Integer> neighbours = seeds.addresses().isEmpty() ? wiring.others(reachable()) : Set.of();
        LiveNode added = start(number, neighbours);
        neighbours.forEach(wiring::tell);
        try {
            added.peer().ready().get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return added;
        } catch (TimeoutException | ExecutionException e) {
            remove(added, false);
            throw new LabException(added.name() + " found no place within " + READY_WITHIN.toSeconds() + " s");
        }
    }

    /** By a node that is added. */
    private List<LiveNode> reachable() {
        return nodes.values().stream()
                .filter(node -> node.isAnswering() && !side().contains(node.number()))
                .toList();
    }

    /**
     * A node stands still; the others have to find out.
     *
     * @throws LabException if it is killed or removed
     */
    public synchronized void freeze(LiveNode node) throws LabException {
        checkLives(node);
        story.tell(node.number(), "stands still");
        node.freeze();
    }

    /**
     * It goes on.
     *
     * @throws LabException if it is killed or removed
     */
    public synchronized void thaw(LiveNode node) throws LabException {
        checkLives(node);
        node.thaw();
        wiring.tell(node.number());
        story.tell(node.number(), "goes on");
    }

    private void checkLives(LiveNode node) throws LabException {
        if (node(node.number()).orElse(null) != node || "killed".equals(node.state())) {
            throw new LabException(node.name() + " is " + (nodes.containsValue(node) ? "killed" : "gone"));
        }
    }

    /**
     * A node dies without a word, and is there no more than its inbox.
     *
     * @throws LabException if it is killed or removed
     */
    public synchronized void kill(LiveNode node) throws LabException {
        checkLives(node);
        node.kill();
        story.tell(node.number(), "was killed");
    }

    /**
     * Cuts the network in two: from now on nothing passes between these nodes and all others, to which the seeds
     * belong, and so do nodes that are added. A second cut takes the place of the first.
     *
     * @throws LabException if one of them is not there, or they are none or all
     */
    public synchronized void cut(Set<Integer> side) throws LabException, InterruptedException {
        for (int number : side) {
            if (node(number).isEmpty()) {
                throw new LabException(absent(number));
            }
        }
        if (side.isEmpty() || side.size() == nodes.size()) {
            throw new LabException(
                    "a cut has two sides, and on one of these there is no node of " + Numbers.text(nodes.keySet()));
        }
        partition.cut(side, nodes.values());
        Set<Integer> others = new TreeSet<>(nodes.keySet());
        others.removeAll(side);
        story.tell(0, "cut in two: " + Numbers.text(side()) + " | " + Numbers.text(others));
    }

    /** Makes the network whole; what still stands goes on. Nothing to do if it is. */
    public synchronized void mend() throws LabException, InterruptedException {
        if (!partition.isWhole()) {
            partition.mend();
            story.tell(0, "mended");
        }
    }

    /**
     * A node leaves, and says goodbye.
     *
     * @param heals whether in a network of given links those that lose it are linked with each other instead, so that
     *     they keep their number of links where that can be, and all stay connected
     */
    public synchronized void remove(LiveNode node, boolean heals) {
        nodes.remove(node.number(), node);
        wiring.remove(node.number(), heals);
        node.leave();
        if (store != null) {
            store.remove(node.number());
        }
        story.tell(node.number(), "was removed");
    }

    /**
     * Changes the links of a network that has given ones so that every node has at least and at most so many, and all
     * are connected all the while: links are made before others are taken away.
     *
     * @return how many links were made and taken away
     * @throws LabException if there is no such graph, or the nodes choose their links
     */
    public synchronized int restructure(int least, int most) throws LabException {
        if (plan.kind() == NetworkPlan.Kind.JOIN) {
            throw new LabException("the nodes of network " + plan.name() + " choose their links themselves");
        }
        if (!side().isEmpty()) {
            throw new LabException(
                    "network " + plan.name() + " is cut in two (./grapevine mend-network makes it whole)");
        }
        Rewiring.Change change = wiring.restructure(least, most);
        story.tell(
                0, change.made().size() + " links were made, " + change.taken().size() + " taken away");
        return change.made().size() + change.taken().size();
    }

    @Override
    public void close() {
        mendQuietly();
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
        closeStore();
    }

    private void closeStore() {
        if (store != null) {
            store.close();
        }
    }

    /** So that who leaves is heard, and no connection is left. */
    private void mendQuietly() {
        try {
            mend();
        } catch (LabException e) {
            // It ends all the same.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
