package grapevine.peer.core.overlay;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Ip;

/**
 * How many of the links that others asked for may come from one ip ({@link Ip#place}): from half of the cap on a
 * quarter of it, since what they call themselves costs nothing. This machine, and where it is of ip v6 the network it
 * is in, have no such bound: of what is there nothing else is known that tells it apart.
 */
final class Shares {
    private final Ground ground;
    private final Neighbours neighbours;

    Shares(Ground ground, Neighbours neighbours) {
        this.ground = ground;
        this.neighbours = neighbours;
    }

    /** Whether those who came from where this one comes from have their share already. */
    boolean isTaken(PeerLink asker) {
        int cap = ground.settings().degreeCap();
        if (neighbours.occupied() < cap / 2 || isHere(asker.link().remoteIp())) {
            return false;
        }
        int its = 0;
        for (Neighbour neighbour : neighbours) {
            its += isOfOnePlace(neighbour.conversation(), asker) ? 1 : 0;
        }
        return its >= Math.max(1, cap / 4);
    }

    private boolean isHere(Ip other) {
        return other.isLoopback()
                || other.place().equals(ground.self().address().ip().place());
    }

    /** Whether this one was accepted, too, from where the other comes from. */
    static boolean isOfOnePlace(PeerLink accepted, PeerLink other) {
        return !accepted.isOurs()
                && accepted.link()
                        .remoteIp()
                        .place()
                        .equals(other.link().remoteIp().place());
    }
}
