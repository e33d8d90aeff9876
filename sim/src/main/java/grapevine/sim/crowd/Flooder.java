package grapevine.sim.crowd;

import grapevine.node.Link;
import grapevine.node.Proofs;
import grapevine.peer.core.PeerLook;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualLink;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.Proof;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer that makes messages as fast as it likes, whoever asks it to wait. Else it is a peer like any other.
 */
public final class Flooder {
    /** From one lot of messages to the next, ms. */
    private static final long STEP = 10;

    private static final long SECOND = 1000;

    private static final byte[] NO_ATTRIBUTES = {};

    private final VirtualNetwork network;
    private final VirtualHost peer;
    private final Proof.Hashing hashing = new Proof.Hashing("default");
    private long said;

    /** It begins by {@link #flood}. */
    public Flooder(VirtualNetwork network, VirtualHost peer) {
        this.network = network;
        this.peer = peer;
        said = Population.node(peer).look().messagesMade();
    }

    /** Says so many a second from now on, for so long (ms). */
    public void flood(int perSecond, Agenda agenda, long millis) {
        long began = network.now();
        long first = said;
        agenda.every(began + STEP, STEP, began + millis, () -> {
            long passed = network.now() - began;
            sayUntil(first + perSecond * passed / SECOND);
        });
    }

    private void sayUntil(long until) {
        network.act(peer.address(), now -> {
            PeerLook look = Population.node(peer).look();
            List<Link> links = new ArrayList<>();
            look.neighbours((link, older) -> {
                VirtualHost far = ((VirtualLink) link).farHost();
                if (far != null && look.isEager(far.address())) {
                    links.add(link);
                }
            });
            List<Gossip> lot = new ArrayList<>();
            while (said < until) {
                said++;
                byte[] payload = ("flood " + said).getBytes(StandardCharsets.US_ASCII);
                Origin origin = new Origin(peer.address(), look.epoch());
                lot.add(Gossip.of(origin, said, network.wallTime(), NO_ATTRIBUTES, payload));
            }
            proven(lot).forEach(message -> links.forEach(link -> peer.send(link, message)));
        });
    }

    /** By one signature, in a network that has keys. */
    private List<Gossip> proven(List<Gossip> lot) {
        Proofs proofs = peer.proofs();
        if (proofs == null || lot.isEmpty()) {
            return lot;
        }
        Proofs.Signer signer = proofs.signer();
        List<List<Proof.Hash>> tree = hashing.tree(
                lot.stream().map(made -> hashing.leaf(made, signer.key())).toList());
        byte[] signature = signer.sign(tree.get(tree.size() - 1).get(0));
        List<Gossip> proven = new ArrayList<>();
        for (int place = 0; place < lot.size(); place++) {
            proven.add(lot.get(place).proven(Proof.of(signer.key(), place, tree, signature)));
        }
        return proven;
    }
}
