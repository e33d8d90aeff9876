package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.lab.graph.GraphPlan;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jgrapht.Graph;
import org.jgrapht.graph.DefaultEdge;

/**
 * Has the nodes of a network hold the links that they are given. Whoever stands still is told when it goes on. One
 * change at a time.
 */
final class Wiring {
    /** A link that is given stands within that time, also on a slow machine. */
    static final Duration LINKED_WITHIN = Duration.ofSeconds(10);

    private static final long LOOK_NANOS = 20_000_000;

    /** For a word that is under way on this machine. */
    private static final long GOODBYE_NANOS = 2_000_000_000;

    private final GivenLinks given;
    private final NetworkPlan plan;
    private final IntFunction<Optional<LiveNode>> nodes;
    private final Duration linkedWithin;

    /** Those that are being added, of which nobody knows yet whether they find a place. */
    private final Set<Integer> coming = new TreeSet<>();

    /**
     * Over these nodes.
     *
     * @param nodes those there are, by number
     * @param linkedWithin how long a new link may take to stand
     */
    Wiring(NetworkPlan plan, GivenLinks given, IntFunction<Optional<LiveNode>> nodes, Duration linkedWithin) {
        this.plan = plan;
        this.given = given;
        this.nodes = nodes;
        this.linkedWithin = linkedWithin;
    }

    /** The links of a node; nobody is told yet. */
    void give(int node, Collection<Integer> others) {
        given.give(node, others);
    }

    /**
     * Tells a node, as it stands now. Each end is told of each link, whichever started first: so whoever comes back is
     * linked again.
     */
    void tell(int number) {
        nodes.apply(number).ifPresent(node -> {
            node.connect(addresses(given.of(number)));
            node.disconnect(addresses(given.formerOf(number)));
        });
    }

    /** Tells those that are linked with that one. */
    void tellNeighbours(int number) {
        given.of(number).forEach(this::tell);
    }

    /** With whom a node is linked; nobody where nodes choose. */
    Set<Integer> of(int number) {
        return given.of(number);
    }

    private void tellEnds(Collection<Link> changed) {
        Set<Integer> ends = new TreeSet<>();
        for (Link link : changed) {
            ends.add(link.one());
            ends.add(link.other());
        }
        ends.forEach(this::tell);
    }

    /** A node that has just been given its links looks for its place. Until it has come nothing is built upon it. */
    void comes(int number) {
        coming.add(number);
    }

    /** It has its place, or will never have it. */
    void hasCome(int number) {
        coming.remove(number);
    }

    /** Whether it looks for its place. */
    boolean isComing(int number) {
        return coming.contains(number);
    }

    /** With whom of these one more node is to be linked: those with the fewest neighbours, as many as its kind has. */
    Set<Integer> others(Collection<LiveNode> among) {
        int wanted = plan.kind() == NetworkPlan.Kind.CIRCULAR ? 2 : Math.max(1, plan.degree());
        Map<Integer, Integer> degrees = new TreeMap<>();
        LiveNode.looks(among).forEach((node, look) -> {
            if (node.isAnswering()) { // which may show when it is asked
                degrees.put(node.number(), look.links().size());
            }
        });
        return degrees.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(wanted)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where these listen. */
    List<String> addresses(Collection<Integer> numbers) {
        return numbers.stream().map(number -> "127.0.0.1:" + plan.port(number)).toList();
    }

    /**
     * A node is about to go: those that are linked with it and live are linked with each other besides.
     *
     * @return the links that were made
     */
    List<Link> heal(int node) {
        Graph<Integer, DefaultEdge> staying =
                given.among(number -> number != node && carries(number)); // asked once: one may die meanwhile
        List<Link> made = new Rewiring(staying)
                .heal(given.of(node).stream().filter(staying::containsVertex).toList());
        make(made);
        return made;
    }

    /** The links of a node with those that can be asked now. */
    List<Link> answeringLinks(int node) {
        return given.of(node).stream()
                .filter(other ->
                        nodes.apply(other).filter(LiveNode::isAnswering).isPresent())
                .map(other -> Link.of(node, other))
                .toList();
    }

    /** Whether these stand; waits for that. From any thread, while others change the links. */
    boolean stand(Collection<Link> links) throws InterruptedException {
        return awaited(links).isEmpty();
    }

    /**
     * Takes these links away, but for those without which the network would be parted.
     *
     * @return which were taken
     */
    List<Link> spare(Collection<Link> links) {
        List<Link> spared = new Rewiring(given.among(this::carries)).spare(links);
        take(spared);
        return spared;
    }

    /** One that said goodbye has left: waits a moment until those that are linked with it have heard so. */
    void awaitGoodbye(int node) {
        long deadline = System.nanoTime() + GOODBYE_NANOS;
        while (given.of(node).stream().anyMatch(orphan -> sees(orphan, node))
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** A node is gone: those that were linked with it look for it no more. */
    void remove(int node) {
        Set<Integer> orphans = given.of(node);
        given.remove(node);
        orphans.forEach(this::tell);
    }

    /** Nothing goes through the dead, or through who is yet to come: nobody is reached by a way through them. */
    private boolean carries(int number) {
        return !isComing(number)
                && nodes.apply(number).filter(node -> !node.isDead()).isPresent();
    }

    private void make(Collection<Link> links) {
        links.forEach(given::give);
        tellEnds(links);
    }

    private void take(Collection<Link> links) {
        links.forEach(given::take);
        tellEnds(links);
    }

    /**
     * Changes the links so that every node that lives has at least and at most so many among these, and all are
     * connected all the while: links are made, and stand, before others are taken away.
     *
     * @throws LabException if there is no such graph, or a new link does not come to stand; the links are as they were
     *     then
     * @throws InterruptedException if the thread is interrupted while it waits; the links are as they were then, too
     */
    Rewiring.Change restructure(int least, int most) throws LabException, InterruptedException {
        Rewiring.Change change = new Rewiring(given.among(this::carries)).within(least, most, plan.seed());
        checkRoom(change.made());
        make(change.made());
        boolean stand = false;
        try {
            checkStand(change.made());
            stand = true;
        } finally {
            if (!stand) {
                take(change.made());
            }
        }
        take(change.taken());
        return change;
    }

    private void checkStand(Collection<Link> made) throws LabException, InterruptedException {
        List<Link> failed = awaited(made);
        if (!failed.isEmpty()) {
            throw new LabException(NodeName.of(failed.get(0).one()) + " and "
                    + NodeName.of(failed.get(0).other()) + " did not link within " + linkedWithin.toMillis() / 1000.0
                    + " s; the links are as they were");
        }
    }

    /** While the new links stand beside the old ones a node has more than before and after. */
    private void checkRoom(Collection<Link> made) throws LabException {
        Map<Integer, Integer> links = new TreeMap<>();
        for (Link link : made) {
            for (int end : List.of(link.one(), link.other())) {
                if (links.merge(end, 1, Integer::sum) + given.of(end).size() > GraphPlan.MOST_LINKS) {
                    throw new LabException(NodeName.of(end) + " would have more than " + GraphPlan.MOST_LINKS
                            + " links while new ones are made and old ones stand");
                }
            }
        }
    }

    /** Which of these do not stand, though they were waited for. */
    private List<Link> awaited(Collection<Link> made) throws InterruptedException {
        long deadline = System.nanoTime() + linkedWithin.toNanos();
        List<Link> open = made.stream().filter(link -> !stands(link)).toList();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            open = open.stream().filter(link -> !stands(link)).toList();
        }
        return open;
    }

    /** Whether both ends have it. */
    private boolean stands(Link link) {
        return sees(link.one(), link.other()) && sees(link.other(), link.one());
    }

    private boolean sees(int one, int other) {
        return nodes.apply(one)
                .filter(node -> node.look().links().containsKey(plan.port(other)))
                .isPresent();
    }
}
