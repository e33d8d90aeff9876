package grapevine.lab.network;

import grapevine.wire.Address;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;

/**
 * What the peers' own answers say of their network at one moment. An edge is there when both of its ends name it, each
 * with the other's right epoch.
 *
 * @param neighbours of each peer that answered, those it has an edge with
 * @param components sets of peers that are connected with each other, the largest first
 * @param oneSided links that one end named and the other did not, each as {@code <who> names <whom>}
 * @param orphans peers without an edge to an older peer, the oldest of all peers left out
 */
public record Overlay(
        NavigableMap<Address, NavigableSet<Address>> neighbours,
        List<NavigableSet<Address>> components,
        List<String> oneSided,
        NavigableSet<Address> orphans) {

    /** How many edges this peer has. */
    public int degree(Address peer) {
        NavigableSet<Address> edges = neighbours.get(peer);
        return edges == null ? 0 : edges.size();
    }

    /** The peer with the most edges, of several the first by address. */
    public Address biggestHub() {
        return neighbours.keySet().stream()
                .reduce((best, next) -> degree(next) > degree(best) ? next : best)
                .orElseThrow(() -> new IllegalStateException("no peer answered"));
    }

    /** Whether all peers are one component, each edge is named by both ends and nobody lacks an older neighbour. */
    public boolean isWhole() {
        return components.size() <= 1 && oneSided.isEmpty() && orphans.isEmpty();
    }

    /** What is wrong, in a line; for messages of tests and programs. */
    @Override
    public String toString() {
        return neighbours.size() + " peers, components of "
                + components.stream().map(NavigableSet::size).toList() + ", one-sided " + oneSided + ", orphans "
                + orphans;
    }
}
