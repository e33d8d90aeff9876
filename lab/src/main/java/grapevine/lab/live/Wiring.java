package grapevine.lab.live;

import grapevine.lab.console.LabException;
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

/**
 * Has the nodes of a network hold the links that they are given. Whoever stands still is told when it goes on. One
 * change at a time.
 */
final class Wiring {
    private static final Duration LINKED_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = 20_000_000;

    private final GivenLinks given;
    private final NetworkPlan plan;
    private final IntFunction<Optional<LiveNode>> nodes;

    /** @param nodes those there are, by number */
    Wiring(NetworkPlan plan, GivenLinks given, IntFunction<Optional<LiveNode>> nodes) {
        this.plan = plan;
        this.given = given;
        this.nodes = nodes;
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

    private void tell(Link link) {
        tell(link.one());
        tell(link.other());
    }

    /** With whom of these one more node is to be linked: those with the fewest neighbours, as many as its kind has. */
    Set<Integer> others(Collection<LiveNode> among) {
        int wanted = plan.kind() == NetworkPlan.Kind.CIRCULAR ? 2 : Math.max(1, plan.degree());
        Map<Integer, Integer> degrees = new TreeMap<>();
        for (LiveNode node : among) {
            int links = node.neighbourPorts().size();
            if (node.isAnswering()) { // which may show when it is asked
                degrees.put(node.number(), links);
            }
        }
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
     * A node goes.
     *
     * @param heals whether those that lose it are linked with each other instead
     */
    void remove(int node, boolean heals) {
        Set<Integer> orphans = given.of(node);
        given.remove(node);
        if (heals) {
            new Rewiring(given.graph()).heal(orphans).forEach(this::make);
        }
        orphans.forEach(this::tell);
    }

    private void make(Link link) {
        given.give(link);
        tell(link);
    }

    /**
     * Changes the links so that every node has at least and at most so many, and all are connected all the while: links
     * are made before others are taken away.
     *
     * @throws LabException if there is no such graph
     */
    Rewiring.Change restructure(int least, int most) throws LabException {
        Rewiring.Change change = new Rewiring(given.graph()).within(least, most, plan.seed());
        change.made().forEach(this::make);
        await(change.made());
        for (Link link : change.taken()) {
            given.take(link);
            tell(link);
        }
        return change;
    }

    private void await(Collection<Link> made) {
        long deadline = System.nanoTime() + LINKED_WITHIN.toNanos();
        for (Link link : made) {
            while (isAwaited(link) && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    /** Not of ends that stand still or are gone. */
    private boolean isAwaited(Link link) {
        return List.of(link.one(), link.other()).stream()
                        .allMatch(end ->
                                nodes.apply(end).filter(LiveNode::isAnswering).isPresent())
                && nodes.apply(link.one())
                        .filter(node -> node.neighbourPorts().contains(plan.port(link.other())))
                        .isEmpty();
    }
}
