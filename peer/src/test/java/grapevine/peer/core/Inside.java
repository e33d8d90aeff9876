package grapevine.peer.core;

import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.gossip.Tree;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.join.Registration;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.overlay.Remembered;
import grapevine.peer.core.repair.Comparing;
import grapevine.peer.core.repair.Missing;
import grapevine.sampling.PartialView;
import grapevine.wire.Entry;

/** The parts of a peer, for tests that look inside. */
public record Inside(
        Ground ground,
        Neighbours neighbours,
        PartialView<Entry> view,
        Registration registration,
        Remembered remembered,
        Gossiping gossiping,
        Tree tree,
        Missing missing,
        Comparing comparing,
        String status) {

    public static Inside of(PeerNode node) {
        PeerParts parts = node.parts;
        return new Inside(
                parts.ground,
                parts.neighbours,
                parts.view,
                parts.registration,
                parts.overlay.remembered(),
                parts.gossiping,
                parts.tree,
                parts.missing,
                parts.comparing,
                Answers.status(parts));
    }
}
