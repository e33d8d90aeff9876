package grapevine.lab.live;

import grapevine.lab.console.LabException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which links of a graph to make and to take away. Changes its own copy of the graph only. */
final class Rewiring {
    /** A link; the lower number first. */
    record Link(int one, int other) {
        static Link of(int one, int other) {
            return new Link(Math.min(one, other), Math.max(one, other));
        }
    }

    /** What is to be made, and then what is to be taken away. */
    record Change(List<Link> made, List<Link> taken) {}

    private final Map<Integer, Set<Integer>> graph = new TreeMap<>();

    /** Of a graph whose links are seen from both ends. */
    Rewiring(Map<Integer, Set<Integer>> links) {
        links.forEach((node, of) -> graph.put(node, new TreeSet<>(of)));
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
            Set<Integer> reached = reached(one);
            alone.stream()
                    .filter(other -> !of(one).contains(other))
                    .min((a, b) -> Boolean.compare(reached.contains(a), reached.contains(b)))
                    .ifPresent(other -> {
                        alone.remove(other);
                        make(one, other, made);
                    });
        }
        join(made);
        return made;
    }

    /** Joins what is apart, at the nodes with the fewest links. */
    private void join(List<Link> made) {
        if (graph.isEmpty()) {
            return;
        }
        while (true) {
            Set<Integer> reached = reached(graph.keySet().iterator().next());
            Set<Integer> apart = new TreeSet<>(graph.keySet());
            apart.removeAll(reached);
            if (apart.isEmpty()) {
                return;
            }
            make(fewest(reached), fewest(apart), made);
        }
    }

    /**
     * Makes links at nodes with too few, and takes away links of nodes with too many where that parts nobody; what both
     * ends can spare first.
     *
     * @throws LabException if that leads to no such graph
     */
    Change within(int least, int most, long seed) throws LabException {
        int nodes = graph.size();
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
        if (graph.values().stream().anyMatch(of -> of.size() < least || of.size() > most)
                || reached(graph.keySet().iterator().next()).size() < nodes) {
            throw new LabException(
                    "found no connected graph of " + nodes + " nodes with " + least + " to " + most + " links at each");
        }
        made.removeIf(taken::remove);
        return new Change(made, taken);
    }

    /** Takes away links of nodes with too many; where both ends need theirs, or it parts the graph, moves one end. */
    private void lower(int most, List<Link> taken, Random random) {
        for (int node : shuffled(random)) {
            List<Integer> others = new ArrayList<>(of(node));
            Collections.shuffle(others, random);
            others.sort((a, b) -> Integer.compare(of(b).size(), of(a).size()));
            for (int other : others) {
                if (of(node).size() > most) {
                    take(node, other);
                    if (reached(node).contains(other)) {
                        taken.add(Link.of(node, other));
                    } else {
                        put(node, other);
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
            while (of(node).size() < least) {
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
        others.removeIf(
                other -> other == node || of(node).contains(other) || of(other).size() >= most);
        return others.stream()
                .min((a, b) -> Integer.compare(of(a).size(), of(b).size()))
                .orElse(null);
    }

    private boolean goBetween(int node, int most, List<Link> made, List<Link> taken) {
        if (of(node).size() + 2 > most) {
            return false;
        }
        for (int one : graph.keySet()) {
            for (int other : of(one)) {
                boolean isApart = one != node && other != node && !of(node).contains(one) && !of(node).contains(other);
                if (isApart) {
                    take(one, other);
                    taken.add(Link.of(one, other));
                    make(node, one, made);
                    make(node, other, made);
                    return true;
                }
            }
        }
        return false;
    }

    private List<Integer> shuffled(Random random) {
        List<Integer> nodes = new ArrayList<>(graph.keySet());
        Collections.shuffle(nodes, random);
        return nodes;
    }

    private int fewest(Set<Integer> among) {
        return Collections.min(among, (a, b) -> Integer.compare(of(a).size(), of(b).size()));
    }

    private Set<Integer> reached(int from) {
        Set<Integer> reached = new HashSet<>();
        Deque<Integer> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            int node = next.remove();
            if (reached.add(node)) {
                next.addAll(of(node));
            }
        }
        return reached;
    }

    private Set<Integer> of(int node) {
        return Objects.requireNonNull(graph.get(node));
    }

    private void make(int one, int other, List<Link> made) {
        put(one, other);
        made.add(Link.of(one, other));
    }

    private void put(int one, int other) {
        of(one).add(other);
        of(other).add(one);
    }

    private void take(int one, int other) {
        of(one).remove(other);
        of(other).remove(one);
    }
}
