package grapevine.lab.graph;

import grapevine.lab.console.UsageException;
import grapevine.node.Quoted;
import grapevine.peer.core.ground.PeerSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.generate.BarabasiAlbertGraphGenerator;
import org.jgrapht.generate.GraphGenerator;
import org.jgrapht.generate.RandomRegularGraphGenerator;
import org.jgrapht.generate.RingGraphGenerator;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;

/**
 * Who is to link with whom: the neighbours of each node by number. Immutable, symmetric, without loops.
 *
 * @param neighbours of every node, in ascending order of both
 */
public record GraphPlan(Map<Integer, Set<Integer>> neighbours) {
    /** The most nodes of one network. */
    public static final int MOST_NODES = 5_000;

    /** The most links that a node can be given. */
    public static final int MOST_LINKS = PeerSettings.MOST_CONTACTS;

    /** How many links a node has if nobody says it, and that can be. */
    public static final int USUAL_DEGREE = 3;

    private static final int ATTEMPTS = 1_000;

    /**
     * How many neighbours each node of a random graph has if nobody says it: 3; one more where the number of nodes is
     * odd, since 3 cannot be and 2 would be a ring; and of two or three nodes all others.
     */
    public static int usualDegree(int nodes) {
        int usual = nodes % 2 == 0 ? USUAL_DEGREE : USUAL_DEGREE + 1;
        return Math.min(usual, Math.max(1, nodes - 1));
    }

    /**
     * A random graph in which every node has k neighbours, connected if k >= 2.
     *
     * @throws UsageException if there is none such
     */
    public static GraphPlan random(int nodes, int k, long seed) throws UsageException {
        if (k < 1 || k >= nodes) {
            throw new UsageException("k=" + k + " is outside 1.." + (nodes - 1) + ", the other nodes there are");
        }
        if (k > MOST_LINKS) {
            throw new UsageException("k=" + k + " is outside 1.." + MOST_LINKS + ", the most links of a node");
        }
        if (nodes * (long) k % 2 != 0) {
            throw new UsageException("nodes x k must be even, and " + nodes + " x " + k
                    + " is odd: so many ends cannot be joined in pairs");
        }
        if (k == 1 && nodes > 2) {
            throw new UsageException("k=1 links " + nodes + " nodes in pairs, which is no network; k must be >= 2");
        }
        for (int i = 0; i < ATTEMPTS; i++) {
            Graph<Integer, DefaultEdge> graph = generated(new RandomRegularGraphGenerator<>(nodes, k, seed + i * 31L));
            if (new ConnectivityInspector<>(graph).isConnected()) {
                return of(graph);
            }
        }
        throw new UsageException("found no connected graph of " + nodes + " nodes with " + k + " neighbours each");
    }

    /** A ring. */
    public static GraphPlan circular(int nodes) throws UsageException {
        return of(nodes < 3 ? path(nodes) : generated(new RingGraphGenerator<Integer, DefaultEdge>(nodes)));
    }

    private static Graph<Integer, DefaultEdge> path(int nodes) {
        Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);
        for (int i = 1; i <= nodes; i++) {
            graph.addVertex(i);
        }
        for (int i = 1; i < nodes; i++) {
            graph.addEdge(i, i + 1);
        }
        return graph;
    }

    /**
     * A graph with hubs, grown by preferential attachment (A. Barabasi, R. Albert, 1999): each new node links with m
     * older ones, rather those that have many links.
     */
    public static GraphPlan powerLaw(int nodes, int m, long seed) throws UsageException {
        if (m < 1 || m > MOST_LINKS) {
            throw new UsageException("m=" + m + " is outside 1.." + MOST_LINKS + ", the most links of a node");
        }
        if (nodes <= m) {
            return of(nodes < 3 ? path(nodes) : complete(nodes));
        }
        return of(generated(new BarabasiAlbertGraphGenerator<>(m, m, nodes, new Random(seed))));
    }

    private static Graph<Integer, DefaultEdge> complete(int nodes) {
        Graph<Integer, DefaultEdge> graph = path(nodes);
        for (int i = 1; i <= nodes; i++) {
            for (int j = i + 2; j <= nodes; j++) {
                graph.addEdge(i, j);
            }
        }
        return graph;
    }

    /** Nodes that are joined by nothing here: they find their neighbours by themselves. */
    public static GraphPlan unlinked(int nodes) {
        Map<Integer, Set<Integer>> neighbours = new LinkedHashMap<>();
        for (int i = 1; i <= nodes; i++) {
            neighbours.put(i, Set.of());
        }
        return new GraphPlan(neighbours);
    }

    /**
     * Exactly what a text says: {@code 5000:5010,5020/5010:5000,5030}. A link that one end names is enough; a node that
     * is only named as a neighbour is one too.
     *
     * @throws UsageException if the text is no such list
     */
    public static GraphPlan given(String text) throws UsageException {
        Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);
        for (String part : text.split("/", -1)) {
            int colon = part.indexOf(':');
            int node = number(colon < 0 ? part : part.substring(0, colon), part);
            graph.addVertex(node);
            String others = colon < 0 ? "" : part.substring(colon + 1);
            for (String other : others.isEmpty() ? new String[0] : others.split(",", -1)) {
                int neighbour = number(other, part);
                if (neighbour == node) {
                    throw new UsageException(Quoted.of(part) + " links " + node + " with itself");
                }
                graph.addVertex(neighbour);
                graph.addEdge(node, neighbour);
            }
        }
        return of(graph);
    }

    private static int number(String text, String part) throws UsageException {
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
            throw new UsageException(Quoted.of(text) + " in " + Quoted.of(part)
                    + " is no node, which is a port in 1..65535 (as in 5000:5010,5020/5010:5000)");
        }
        return Integer.parseInt(text);
    }

    private static Graph<Integer, DefaultEdge> generated(GraphGenerator<Integer, DefaultEdge, Integer> generator) {
        int[] next = {0};
        Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(() -> ++next[0], () -> new DefaultEdge(), false);
        generator.generateGraph(graph);
        return graph;
    }

    private static GraphPlan of(Graph<Integer, DefaultEdge> graph) throws UsageException {
        if (graph.vertexSet().size() > MOST_NODES) {
            throw new UsageException(graph.vertexSet().size() + " nodes are more than " + MOST_NODES);
        }
        Map<Integer, Set<Integer>> neighbours = new LinkedHashMap<>();
        for (int node : new TreeSet<>(graph.vertexSet())) {
            if (graph.degreeOf(node) > MOST_LINKS) {
                throw new UsageException("node " + node + " would have " + graph.degreeOf(node) + " links, and at most "
                        + MOST_LINKS + " can be given");
            }
            Set<Integer> of = new TreeSet<>();
            graph.edgesOf(node).forEach(edge -> {
                int source = graph.getEdgeSource(edge);
                of.add(source == node ? graph.getEdgeTarget(edge) : source);
            });
            neighbours.put(node, new LinkedHashSet<>(of));
        }
        return new GraphPlan(neighbours);
    }

    /** The numbers of all nodes, ascending. */
    public List<Integer> nodes() {
        return new ArrayList<>(neighbours.keySet());
    }
}
