package grapevine.sim.crowd;

import grapevine.node.Counter;
import grapevine.node.Effects;
import grapevine.node.Link;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Slow;
import grapevine.wire.OriginRanges;
import grapevine.wire.Role;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.TreeMessage.Graft;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stranger that links to one peer, has everything sent to it as it comes, and says again and again that messages pile
 * up behind it, which is not so. It passes nothing on.
 */
public final class Brake {
    /** What it says at most (ms), and how often (ms). */
    private static final long MOST_MILLIS = 10_000;

    private static final long EVERY_MILLIS = 100;

    /** Where strangers of this kind are: 198.51.100.1 and after. */
    private static final int FIRST = 0xc633_6401;

    private final VirtualNetwork network;
    private final Address peer;
    private final Address address;
    private final Dragging process;

    /** Starts one and links it to this peer. */
    public Brake(VirtualNetwork network, Address peer) {
        this.network = network;
        this.peer = peer;
        address = Stranger.nobodys(network, FIRST);
        process = network.add(address, effects -> new Dragging(effects, address));
        network.act(address, now -> process.link(peer, network.wallTime()));
    }

    /** Where it is. */
    public Address address() {
        return address;
    }

    /** Whom it is linked to. */
    public Address peer() {
        return peer;
    }

    /** Says that messages pile up behind somebody, so that none be made for so long (ms); null names nobody. */
    public void say(long millis, @Nullable Address by) {
        network.act(address, now -> process.say(new Slow(millis, by)));
    }

    /** Asks for these messages, whether it has them or not. */
    public void ask(List<OriginRanges> wanted) {
        network.act(address, now -> process.say(new Want(wanted)));
    }

    /** Says the most there is to say, ten times a second from now on for so long (ms). */
    public void drag(Agenda agenda, long millis) {
        agenda.every(network.now(), EVERY_MILLIS, network.now() + millis, () -> say(MOST_MILLIS, null));
    }

    /** Its process: it answers what keeps a link. */
    private static final class Dragging extends Stranger {
        private final Address address;
        private @Nullable Link link;

        Dragging(Effects effects, Address address) {
            super(effects);
            this.address = address;
        }

        void link(Address peer, long time) {
            link = effects.dial(peer, this);
            effects.send(link, new Hello(Role.PEER, "default", address, time, time));
            effects.send(link, new LinkRequest(1, 1, LinkRequest.Purpose.JOIN));
        }

        void say(Message message) {
            if (link != null) {
                effects.send(link, message);
            }
        }

        @Override
        public void onMessage(long now, Message message) {
            if (message instanceof Message.LinkAccepted) {
                say(new Graft(List.of()));
            } else if (message instanceof LivenessRequest request) {
                say(new LivenessReply(request.timestamp(), address.ip(), 1, 1));
            } else if (message instanceof Gossip) {
                counters.add(Counter.DROPPED_DUPLICATE, 1); // thrown away, whatever it is
            }
        }

        @Override
        public void onLost(long now, Loss loss) {
            link = null;
        }

        @Override
        public void onDialFailed(long now, DialFailure failure) {
            link = null;
        }
    }
}
