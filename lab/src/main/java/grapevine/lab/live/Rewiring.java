package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.lab.graph.GraphPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jgrapht.Graph;
import org.jgrapht.Graphs;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;
import org.jspecify.annotations.Nullable;

/** Which links of a graph to make and to take away. Changes its own copy of the graph only. */
final class Rewiring {
    /** What is to be made, and then what is to be taken away. */
    record Change(List<Link> made, List<Link> taken) {}

    private final Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);

    /** Of these links. */
    Rewiring(Graph<Integer, DefaultEdge> links) {
        Graphs.addGraph(graph, links);
    }

    /**
     * The links for those that have each lost one to a node that is gone: two and two of them are joined, so that they
     * have as many as before, and then what is still apart.
     */
    List<Link> heal(Collection<Integer> orphans) {
        List<Link> made = new ArrayList<>();
        List<Integer> alone = new ArrayList<>(orphans);
        while (alone.size() > 1) {
            int one = alone.remove(0);
            Set<Integer> reached = new ConnectivityInspector<>(graph).connectedSetOf(one);
            alone.stream()
                    .filter(other -> !graph.containsEdge(one, other))
                    .min((a, b) -> Boolean.compare(reached.contains(a), reached.contains(b)))
                    .ifPresent(other -> {
                        alone.remove(other);
                        make(one, other, made);
                    });
        }
        join(made);
        return made;
    }

    /** Those of these links that can go one after the other without parting anybody, and go. */
    List<Link> spare(Collection<Link> links) {
        List<Link> spared = new ArrayList<>();
        for (Link link : links) {
            boolean carries = graph.removeEdge(link.one(), link.other()) != null;
            if (carries && !new ConnectivityInspector<>(graph).pathExists(link.one(), link.other())) {
                graph.addEdge(link.one(), link.other());
            } else {
                spared.add(link);
            }
        }
        return spared;
    }

    /** Joins what is apart, at the nodes with the fewest links. */
    private void join(List<Link> made) {
        Set<Integer> whole = new HashSet<>();
        for (Set<Integer> part : new ConnectivityInspector<>(graph).connectedSets()) {
            if (!whole.isEmpty()) {
                make(fewest(whole), fewest(part), made);
            }
            whole.addAll(part);
        }
    }

    /**
     * Makes links at nodes with too few, and takes away links of nodes with too many where that parts nobody; what both
     * ends can spare first.
     *
     * @throws LabException if that leads to no such graph
     */
    Change within(int least, int most, long seed) throws LabException {
        int nodes = graph.vertexSet().size();
        if (most > GraphPlan.MOST_LINKS) {
            throw new LabException(
                    "max=" + most + " is outside 1.." + GraphPlan.MOST_LINKS + ", the most links of a node");
        }
        if (least < 1 || least > most || (nodes > 1 && least >= nodes)) {
            throw new LabException("no graph of " + nodes + " nodes has " + least + " to " + most
                    + " links at each (1 <= min <= max, min < nodes)");
        }
        List<Link> made = new ArrayList<>();
        List<Link> taken = new ArrayList<>();
        join(made);
        Random random = new Random(seed);
        lower(most, taken, random);
        raise(least, most, made, taken, random);
        if (graph.vertexSet().stream().anyMatch(node -> graph.degreeOf(node) < least || graph.degreeOf(node) > most)
                || !new ConnectivityInspector<>(graph).isConnected()) {
            throw new LabException(
                    "found no connected graph of " + nodes + " nodes with " + least + " to " + most + " links at each");
        }
        made.removeIf(taken::remove);
        return new Change(made, taken);
    }

    /** Takes away links of nodes with too many; where both ends need theirs, or it parts the graph, moves one end. */
    private void lower(int most, List<Link> taken, Random random) {
        for (int node : shuffled(random)) {
            List<Integer> others = new ArrayList<>(new TreeSet<>(Graphs.neighborSetOf(graph, node)));
            Collections.shuffle(others, random);
            others.sort((a, b) -> Integer.compare(graph.degreeOf(b), graph.degreeOf(a)));
            for (int other : others) {
                if (graph.degreeOf(node) > most) {
                    graph.removeEdge(node, other);
                    if (new ConnectivityInspector<>(graph).pathExists(node, other)) {
                        taken.add(Link.of(node, other));
                    } else {
                        graph.addEdge(node, other);
                    }
                }
            }
        }
    }

    /**
     * Links those with too few, two and two; one that finds no partner with room goes between the ends of another link.
     */
    private void raise(int least, int most, List<Link> made, List<Link> taken, Random random) {
        for (int node : shuffled(random)) {
            while (graph.degreeOf(node) < least) {
                Integer other = partner(node, most, random);
                if (other != null) {
                    make(node, other, made);
                } else if (!goBetween(node, most, made, taken)) {
                    return;
                }
            }
        }
    }

    private @Nullable Integer partner(int node, int most, Random random) {
        List<Integer> others = shuffled(random);
        others.removeIf(other -> other == node || graph.containsEdge(node, other) || graph.degreeOf(other) >= most);
        return others.stream().min(Comparator.comparingInt(graph::degreeOf)).orElse(null);
    }

    private boolean goBetween(int node, int most, List<Link> made, List<Link> taken) {
        if (graph.degreeOf(node) + 2 > most) {
            return false;
        }
        for (DefaultEdge link : graph.edgeSet()) {
            int one = graph.getEdgeSource(link);
            int other = graph.getEdgeTarget(link);
            boolean isApart =
                    one != node && other != node && !graph.containsEdge(node, one) && !graph.containsEdge(node, other);
            if (isApart) {
                graph.removeEdge(link);
                taken.add(Link.of(one, other));
                make(node, one, made);
                make(node, other, made);
                return true;
            }
        }
        return false;
    }

    private List<Integer> shuffled(Random random) {
        List<Integer> nodes = new ArrayList<>(new TreeSet<>(graph.vertexSet()));
        Collections.shuffle(nodes, random);
        return nodes;
    }

    private int fewest(Set<Integer> among) {
        return Collections.min(
                among, Comparator.<Integer>comparingInt(graph::degreeOf).thenComparing(Comparator.naturalOrder()));
    }

    private void make(int one, int other, List<Link> made) {
        graph.addEdge(one, other);
        made.add(Link.of(one, other));
    }
}
