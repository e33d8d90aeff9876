package grapevine.bench.floor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/** Who is linked with whom: an undirected, connected graph of nodes 0, 1, 2 and so on. */
public final class Graph {
    /** Links that each node makes to older ones: with 2, the power-law graph of 32 nodes has 61 edges. */
    private static final int LINKS = 2;

    private static final long SEED = 42;

    private final List<List<Integer>> neighbours = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();

    /** A link between two nodes. */
    public record Edge(int one, int other) {}

    private Graph(int nodes) {
        for (int i = 0; i < nodes; i++) {
            neighbours.add(new ArrayList<>());
        }
    }

    /**
     * Few nodes with many links, many with few: each links to two older ones, chosen by how many links these have
     * (Barabasi and Albert, Science 286, 1999). The same for the same number of nodes.
     *
     * @param nodes >= 2
     */
    public static Graph powerLaw(int nodes) {
        Graph graph = new Graph(nodes);
        SplittableRandom random = new SplittableRandom(SEED);
        List<Integer> ends = new ArrayList<>();
        for (int node = 1; node < nodes; node++) {
            for (int i = 0; i < Math.min(LINKS, node); i++) {
                graph.link(node, graph.choose(node, ends, random));
            }
            ends.clear();
            graph.edges.forEach(edge -> ends.addAll(List.of(edge.one(), edge.other())));
        }
        return graph;
    }

    private int choose(int node, List<Integer> ends, SplittableRandom random) {
        while (true) {
            int older = ends.isEmpty() ? 0 : ends.get(random.nextInt(ends.size()));
            if (!neighbours.get(node).contains(older)) {
                return older;
            }
        }
    }

    /** The paths of the power-law graph by which the node with most links reaches the others soonest. */
    public static Graph tree(int nodes) {
        Graph full = powerLaw(nodes);
        Graph tree = new Graph(nodes);
        Queue<Integer> next = new ArrayDeque<>(List.of(full.hub()));
        boolean[] isIn = new boolean[nodes];
        isIn[full.hub()] = true;
        while (!next.isEmpty()) {
            int node = next.remove();
            for (int neighbour : full.neighbours.get(node)) {
                if (!isIn[neighbour]) {
                    isIn[neighbour] = true;
                    tree.link(node, neighbour);
                    next.add(neighbour);
                }
            }
        }
        return tree;
    }

    private int hub() {
        int hub = 0;
        for (int node = 1; node < neighbours.size(); node++) {
            if (neighbours.get(node).size() > neighbours.get(hub).size()) {
                hub = node;
            }
        }
        return hub;
    }

    private void link(int one, int other) {
        neighbours.get(one).add(other);
        neighbours.get(other).add(one);
        edges.add(new Edge(one, other));
    }

    public List<Edge> edges() {
        return List.copyOf(edges);
    }
}
