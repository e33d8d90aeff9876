package grapevine.peer.core.overlay;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Silence;
import grapevine.wire.Message.LinkRequest.Purpose;

/**
 * A link that carries nothing although the neighbour lives gets another in its place: first the new one, then the old
 * one goes, so that nobody is left without an older link by its own hand. Of an older neighbour the new one leads to
 * somebody else if that can be; else, and of a younger one, to the same by a new connection, with small segments. What
 * is heard of it in the end keeps it.
 */
final class Replacement {
    private final Ground ground;
    private final Overlay overlay;
    private final Neighbours neighbours;

    Replacement(Ground ground, Overlay overlay, Neighbours neighbours) {
        this.ground = ground;
        this.overlay = overlay;
        this.neighbours = neighbours;
    }

    /** This link carries nothing. */
    void begin(Neighbour stuck) {
        if (stuck.isOlder()) {
            overlay.attachment().repair();
            goOn();
        } else {
            askAnew(stuck);
        }
    }

    /** When nobody else is being asked, the same are, each once. */
    void goOn() {
        for (Neighbour neighbour : neighbours) {
            if (neighbour.isOlder() && neighbour.isStuck() && !neighbours.hasAttempts()) {
                askAnew(neighbour);
            }
        }
    }

    /** There is another link: one that carries nothing can go. */
    void gained(Neighbour other) {
        if (other.isOlder()) {
            for (Neighbour neighbour : neighbours) {
                if (neighbour.isOlder() && neighbour.isStuck()) {
                    overlay.letGo(neighbour);
                    return;
                }
            }
        }
    }

    private void askAnew(Neighbour stuck) {
        Silence silence = stuck.silence();
        if (silence == null || silence.wasAskedAnew()) {
            return;
        }
        silence.askedAnew();
        if (neighbours.attempt(stuck.address()) == null
                && neighbours.occupied() < ground.settings().degreeCap()
                && !ground.isLeaving()) {
            overlay.ask(stuck.address(), Purpose.REPLACE);
        }
    }
}
