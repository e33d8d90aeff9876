package grapevine.sim.crowd;

import grapevine.node.Conversation;
import grapevine.node.Link;
import grapevine.peer.core.PeerLook;
import grapevine.peer.core.PeerNode;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualLink;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Noted;
import grapevine.wire.ProtocolException;
import grapevine.wire.Role;
import java.util.ArrayList;
import java.util.List;

/** A report, in a peer's own name and by the protocol, that a neighbour is dead which is not. */
public final class Lie implements Conversation {
    private static final String NETWORK = "default";

    private final VirtualHost liar;
    private final Link link;

    private Lie(VirtualHost liar, Address seed, Hello hello, DeadNode report) {
        this.liar = liar;
        link = liar.dial(seed, this);
        liar.send(link, hello);
        liar.send(link, report);
    }

    /** This peer reports each of its neighbours that is up to every seed, but for strangers, whom no seed lists. */
    public static void tell(VirtualNetwork network, VirtualHost liar, List<Address> seeds) {
        PeerLook look = Population.node(liar).look();
        Hello hello = new Hello(Role.PEER, NETWORK, liar.address(), look.epoch(), look.age());
        List<VirtualHost> accused = new ArrayList<>();
        look.neighbours((link, older) -> {
            VirtualHost neighbour = ((VirtualLink) link).farHost();
            if (neighbour != null && neighbour.isUp() && neighbour.node() instanceof PeerNode) {
                accused.add(neighbour);
            }
        });
        network.act(liar.address(), now -> {
            for (VirtualHost neighbour : accused) {
                long epoch = Population.node(neighbour).look().epoch();
                DeadNode report = new DeadNode(
                        neighbour.address(), network.wallTime(), liar.address().ip(), epoch);
                seeds.forEach(seed -> new Lie(liar, seed, hello, report));
            }
        });
    }

    /** This peer says of each of these that is up, and of each that is dead, that its address refused a dial. */
    public static void tellOfRefusals(
            VirtualNetwork network, VirtualHost liar, List<Address> seeds, List<Address> accused) {
        PeerLook look = Population.node(liar).look();
        Hello hello = new Hello(Role.PEER, NETWORK, liar.address(), look.epoch(), look.age());
        network.act(liar.address(), now -> {
            for (Address each : accused) {
                long epoch = Population.node(network.host(each)).look().epoch();
                DeadNode report =
                        new DeadNode(each, network.wallTime(), liar.address().ip(), epoch, true);
                seeds.forEach(seed -> new Lie(liar, seed, hello, report));
            }
        });
    }

    @Override
    public void onOpened(long now) {
        // what there is to say was said
    }

    @Override
    public void onDialFailed(long now, DialFailure failure) {
        // this seed is spared
    }

    @Override
    public void onMessage(long now, Message message) {
        if (message instanceof Noted) {
            liar.finish(link);
        }
    }

    @Override
    public void onViolation(long now, ProtocolException violation) {
        liar.close(link);
    }

    @Override
    public void onLost(long now, Loss loss) {
        // it was told
    }
}
