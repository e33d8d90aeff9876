package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.graph.GraphPlan;
import grapevine.lab.graph.Numbers;
import grapevine.peer.Flood;
import grapevine.peer.PeerConfig;
import grapevine.peer.Published;
import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one network, in this process. Those of a {@link NetworkPlan.Kind#JOIN} network are introduced by seeds
 * and choose their neighbours; those of the others have exactly the links they are given. Safe for several threads; one
 * change at a time.
 */
public final class LiveNetwork implements AutoCloseable, LiveNode.Place {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration LINKED_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = 20_000_000;

    /** Neither looks for others nor is told of any. */
    private static final SamplingRule GIVEN_LINKS_ONLY =
            SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.NONE, ViewSelection.HEALER_SWAPPER);

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

    /** The links that were ever given: the lower number, and the higher ones. Empty where nodes choose. */
    private final Map<Integer, Set<Integer>> given = new ConcurrentSkipListMap<>();

    /** The links that are given now, from both ends. */
    private final Map<Integer, Set<Integer>> standing = new ConcurrentHashMap<>();

    private final Partition partition;
    private volatile int lastNumber;

    private LiveNetwork(NetworkPlan plan) throws LabException {
        this.plan = plan;
        this.store = plan.data() == null ? null : InboxStore.open(Path.of(plan.data()), what -> story.tell(0, what));
        try {
            this.seeds = plan.kind() == NetworkPlan.Kind.JOIN ? Seeds.start(nameFor(plan)) : Seeds.none();
        } catch (LabException e) {
            closeStore();
            throw e;
        }
        this.partition = new Partition(seeds);
    }

    /**
     * Starts all nodes and waits until each has its place.
     *
     * @param progress told how many nodes are ready
     * @throws UsageException if the plan is none
     * @throws LabException if a port or the file of inboxes cannot be had, or a node finds no place; nothing runs then
     */
    public static LiveNetwork start(NetworkPlan plan, Progress progress)
            throws UsageException, LabException, InterruptedException {
        plan.check();
        GraphPlan graph = plan.graph();
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
        neighbours.forEach(other -> give(number, other));
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
            Inbox inbox = store == null ? new Inbox() : store.inbox(number);
            LiveNode node = new LiveNode(number, config.build(), inbox, partition.beyond(number), this);
            nodes.put(number, node);
            partition.joined(node);
            story.tell(number, "started on 127.0.0.1:" + plan.port(number));
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
        return linksOf(node).keySet();
    }

    /** A node's neighbours as it sees them now, by number, and whether its link to each is an eager one. */
    public SortedMap<Integer, Boolean> linksOf(LiveNode node) {
        SortedMap<Integer, Boolean> links = new TreeMap<>();
        if (node.isAnswering()) {
            node.peer()
                    .neighbours()
                    .forEach(neighbour ->
                            links.put(numberAt(neighbour.member().address().getPort()), neighbour.eager()));
            links.remove(0);
        }
        return links;
    }

    @Override
    public int numberAt(int port) {
        int number = plan.kind() == NetworkPlan.Kind.STATIC ? port : port - plan.portsOrigin();
        return number >= 1 && number <= lastNumber ? number : 0;
    }

    private void give(int one, int other) {
        given.computeIfAbsent(Math.min(one, other), unused -> ConcurrentHashMap.newKeySet())
                .add(Math.max(one, other));
        standing.computeIfAbsent(one, unused -> ConcurrentHashMap.newKeySet()).add(other);
        standing.computeIfAbsent(other, unused -> ConcurrentHashMap.newKeySet()).add(one);
    }

    /** Where nodes choose their neighbours nobody knows all links that ever were: there it takes two nodes. */
    @Override
    public boolean mayLink(int one, int other) {
        boolean areTwo = one > 0 && other > 0 && one != other;
        return areTwo
                && (plan.kind() == NetworkPlan.Kind.JOIN
                        || given.getOrDefault(Math.min(one, other), Set.of()).contains(Math.max(one, other)));
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

    /**
     * Publishes a message at a node.
     *
     * @param how it is to go, null along the tree
     * @throws LabException if it did not go out
     */
    public MessageId publish(LiveNode node, byte[] payload, @Nullable Flood how)
            throws InterruptedException, LabException {
        if (!node.isAnswering()) {
            throw new LabException(node.name() + " did not send it: it is " + node.state());
        }
        try {
            CompletableFuture<Published> asked = how == null ? node.publish(payload) : node.publish(payload, how);
            Published published = asked.get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
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
            remove(added, false);
            throw new LabException(added.name() + " found no place within " + READY_WITHIN.toSeconds() + " s");
        }
    }

    /** Those with the fewest neighbours, of those that it can reach. */
    private Set<Integer> someOthers() {
        int wanted = plan.kind() == NetworkPlan.Kind.CIRCULAR ? 2 : Math.max(1, plan.degree());
        List<LiveNode> byDegree = new ArrayList<>(nodes.values());
        byDegree.removeIf(node -> !node.isAnswering() || partition.side().contains(node.number()));
        byDegree.sort((one, other) -> Integer.compare(
                one.peer().neighbours().size(), other.peer().neighbours().size()));
        Set<Integer> chosen = new TreeSet<>();
        byDegree.stream().limit(wanted).forEach(node -> chosen.add(node.number()));
        return chosen;
    }

    /** A node stands still; the others have to find out. */
    public synchronized void freeze(LiveNode node) {
        story.tell(node.number(), "stands still");
        node.freeze();
    }

    /** It goes on. */
    public synchronized void thaw(LiveNode node) {
        node.thaw();
        story.tell(node.number(), "goes on");
    }

    /** A node dies without a word, and is there no more than its inbox. */
    public synchronized void kill(LiveNode node) {
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
        List<LiveNode> cut = new ArrayList<>();
        for (int number : side) {
            cut.add(node(number).orElseThrow(() -> new LabException(absent(number))));
        }
        if (cut.isEmpty() || cut.size() == nodes.size()) {
            throw new LabException(
                    "a cut has two sides, and on one of these there is no node of " + Numbers.text(nodes.keySet()));
        }
        partition.cut(cut, nodes.values());
        story.tell(0, "cut in two: " + Numbers.text(side()) + " | " + Numbers.text(others()));
    }

    private Set<Integer> others() {
        Set<Integer> others = new TreeSet<>(nodes.keySet());
        others.removeAll(side());
        return others;
    }

    /** Makes the network whole; what still stands goes on. Nothing to do if it is. */
    public synchronized void mend() throws LabException, InterruptedException {
        if (!side().isEmpty()) {
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
        Set<Integer> orphans = givenTo(node.number());
        orphans.forEach(orphan -> unlink(orphan, node.number()));
        if (heals) {
            new Rewiring(links()).heal(orphans).forEach(this::link);
        }
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
        Rewiring.Change change = new Rewiring(links()).within(least, most, plan.seed());
        change.made().forEach(this::link);
        awaitLinks(change.made());
        change.taken().forEach(link -> unlink(link.one(), link.other()));
        story.tell(
                0, change.made().size() + " links were made, " + change.taken().size() + " taken away");
        return change.made().size() + change.taken().size();
    }

    private void awaitLinks(Collection<Rewiring.Link> made) {
        long deadline = System.nanoTime() + LINKED_WITHIN.toNanos();
        for (Rewiring.Link link : made) {
            while (!isLinked(link) && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private boolean isLinked(Rewiring.Link link) {
        return node(link.one()).map(this::neighbours).orElse(Set.of()).contains(link.other())
                || !node(link.one()).map(LiveNode::isAnswering).orElse(false)
                || !node(link.other()).map(LiveNode::isAnswering).orElse(false);
    }

    /** The links that are given now. */
    private Map<Integer, Set<Integer>> links() {
        Map<Integer, Set<Integer>> links = new TreeMap<>();
        nodes.keySet().forEach(number -> links.put(number, givenTo(number)));
        return links;
    }

    private Set<Integer> givenTo(int number) {
        return new TreeSet<>(standing.getOrDefault(number, Set.of()));
    }

    private void link(Rewiring.Link link) {
        give(link.one(), link.other());
        node(link.one()).ifPresent(node -> connect(node, List.of(link.other())));
        node(link.other()).ifPresent(node -> connect(node, List.of(link.one())));
    }

    private void unlink(int one, int other) {
        standing.getOrDefault(one, Set.of()).remove(other);
        standing.getOrDefault(other, Set.of()).remove(one);
        node(one).ifPresent(node -> node.peer().disconnect(addresses(List.of(other))));
        node(other).ifPresent(node -> node.peer().disconnect(addresses(List.of(one))));
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
