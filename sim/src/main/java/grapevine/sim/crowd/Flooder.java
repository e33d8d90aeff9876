package grapevine.sim.crowd;

import grapevine.node.Link;
import grapevine.peer.core.PeerLook;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualLink;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer that makes messages as fast as it likes, whoever asks it to wait. Else it
 * is a peer like any other.
 */
public final class Flooder {
    /** From one lot of messages to the next, ms. */
    private static final long STEP = 10;

    private static final long SECOND = 1000;

    private static final byte[] NO_ATTRIBUTES = {};

    private final VirtualNetwork network;
    private final VirtualHost peer;
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
            while (said < until) {
                said++;
                byte[] payload = ("flood " + said).getBytes(StandardCharsets.US_ASCII);
                Origin origin = new Origin(peer.address(), look.epoch());
                Gossip message = Gossip.of(origin, said, network.wallTime(), NO_ATTRIBUTES, payload);
                links.forEach(link -> peer.send(link, message));
            }
        });
    }
}
