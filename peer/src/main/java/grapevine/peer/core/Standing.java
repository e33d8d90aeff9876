package grapevine.peer.core;

import grapevine.wire.Address;
import java.util.List;

/**
 * What a peer is and holds at one moment, for whoever watches a network from outside.
 *
 * @param address its one address
 * @param epoch start of its process, as it says it
 * @param age its place among all peers (ms), 0 until it is settled
 * @param isReady whether it ever had its place: linked, or the first of all
 * @param olderLinks how many of its neighbours are older
 * @param neighbours whom it holds a link to, in the order the links were made
 */
public record Standing(
        Address address, long epoch, long age, boolean isReady, int olderLinks, List<Address> neighbours) {
    static Standing of(PeerNode node) {
        Overlay overlay = node.overlay();
        Address[] neighbours = new Address[overlay.degree()];
        int count = 0;
        for (Neighbour neighbour : overlay.neighbours()) {
            neighbours[count++] = neighbour.address();
        }
        Self self = node.self();
        return new Standing(
                self.address(), self.epoch(), self.age(), node.isReady(), overlay.olderLinks(), List.of(neighbours));
    }
}
