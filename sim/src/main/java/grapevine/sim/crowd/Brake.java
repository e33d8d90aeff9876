package grapevine.sim.crowd;

import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import grapevine.wire.Message.Slow;
import grapevine.wire.OriginRanges;
import grapevine.wire.SyncMessage.Want;
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
    private final LinkedStranger process;

    /** Starts one and links it to this peer. */
    public Brake(VirtualNetwork network, Address peer) {
        this.network = network;
        this.peer = peer;
        address = Stranger.nobodys(network, FIRST);
        process = network.add(address, effects -> new LinkedStranger(effects, address));
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
}
