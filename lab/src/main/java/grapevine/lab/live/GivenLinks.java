package grapevine.lab.live;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jgrapht.Graph;
import org.jgrapht.Graphs;
import org.jgrapht.graph.AsSubgraph;
import org.jgrapht.graph.AsUnmodifiableGraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;

/**
 * The links that the nodes of a network are given: those that stand, and those that ever did. Empty where nodes choose.
 * One change at a time; {@link #were} from any thread.
 */
final class GivenLinks {
    private final Graph<Integer, DefaultEdge> standing = new SimpleGraph<>(DefaultEdge.class);
    private final Map<Integer, Set<Integer>> ever = new ConcurrentHashMap<>();

    /** Those of a node, which is entered if it is new. */
    void give(int node, Collection<Integer> others) {
        standing.addVertex(node);
        others.forEach(other -> give(Link.of(node, other)));
    }

    /** One more. */
    void give(Link link) {
        Graphs.addEdgeWithVertices(standing, link.one(), link.other());
        ever.computeIfAbsent(link.one(), unused -> ConcurrentHashMap.newKeySet())
                .add(link.other());
        ever.computeIfAbsent(link.other(), unused -> ConcurrentHashMap.newKeySet())
                .add(link.one());
    }

    /** One fewer. */
    void take(Link link) {
        standing.removeEdge(link.one(), link.other());
    }

    /** A node goes, and so do its links. */
    void remove(int node) {
        standing.removeVertex(node);
    }

    /** Whether these two are linked, or were. */
    boolean were(int one, int other) {
        return ever.getOrDefault(one, Set.of()).contains(other);
    }

    /** With whom a node is linked, ascending. */
    Set<Integer> of(int node) {
        return standing.containsVertex(node) ? new TreeSet<>(Graphs.neighborSetOf(standing, node)) : Set.of();
    }

    /** With whom a node was linked, and is no more. */
    Set<Integer> formerOf(int node) {
        Set<Integer> former = new TreeSet<>(ever.getOrDefault(node, Set.of()));
        former.removeAll(of(node));
        return former;
    }

    /** Those that stand between nodes of which that is so. */
    Graph<Integer, DefaultEdge> among(IntPredicate these) {
        return new AsUnmodifiableGraph<>(new AsSubgraph<>(
                standing, standing.vertexSet().stream().filter(these::test).collect(Collectors.toSet())));
    }
}
