package grapevine.lab.door;

import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.LiveNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a network stood at one moment.
 *
 * @param nodes by number
 * @param totals the counters of all nodes, added up by name; of one that does not answer, as they were when it did
 */
record Snapshot(Instant at, SortedMap<Integer, NodeState> nodes, SortedMap<String, Long> totals) {
    /**
     * How a node stood.
     *
     * @param state as in {@link Answers.NodeAnswer}
     * @param inboxChanges how often its inbox has changed
     */
    record NodeState(
            int number,
            String address,
            String state,
            int unread,
            int messages,
            long inboxChanges,
            List<LinkState> links) {}

    /**
     * A link as one end sees it.
     *
     * @param to the number of the other end
     * @param eager whether messages go along it as they come
     */
    record LinkState(int to, boolean eager) {}

    static Snapshot of(LiveNetwork network) {
        SortedMap<Integer, NodeState> nodes = new TreeMap<>();
        SortedMap<String, Long> totals = new TreeMap<>();
        network.looks().forEach((node, look) -> {
            nodes.put(node.number(), state(network, node, look));
            node.counted().forEach((name, count) -> totals.merge(name, count, Long::sum));
        });
        return new Snapshot(Instant.now(), nodes, totals);
    }

    private static NodeState state(LiveNetwork network, LiveNode node, LiveNode.Look look) {
        List<LinkState> links = new ArrayList<>();
        network.linksOf(look).forEach((to, eager) -> links.add(new LinkState(to, eager)));
        return new NodeState(
                node.number(),
                "127.0.0.1:" + node.port(),
                node.state(),
                node.inbox().unread(),
                node.inbox().size(),
                node.inbox().changes(),
                links);
    }

    /** The nodes that were otherwise, or not there, before. */
    List<NodeState> changedSince(Map<Integer, NodeState> before) {
        return nodes.values().stream()
                .filter(node -> !node.equals(before.get(node.number())))
                .toList();
    }

    /** The numbers of those that are here no more. */
    List<Integer> goneSince(Map<Integer, NodeState> before) {
        return before.keySet().stream()
                .filter(number -> !nodes.containsKey(number))
                .toList();
    }
}
