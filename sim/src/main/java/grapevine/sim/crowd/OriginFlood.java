package grapevine.sim.crowd;

import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A stranger that links to one peer and brings messages that nobody made, each of another origin: by turns at an
 * address of its own invention, and at that of a live peer, of one after the other, in a run that never was.
 */
public final class OriginFlood {
    /** From one lot of messages to the next, ms. */
    private static final long STEP = 10;

    /** Where strangers of this kind are: 198.18.0.1 and after. */
    private static final int FIRST = 0xc612_0001;

    /** Where those are that it invents. */
    private static final int INVENTED = 0x0b00_0000;

    private static final byte[] NO_ATTRIBUTES = {};

    private final VirtualNetwork network;
    private final List<Address> peers;
    private final LinkedStranger process;
    private final Address address;
    private int said;

    /** Starts one and links it to this peer; {@code peers} are those whose addresses it takes. */
    public OriginFlood(VirtualNetwork network, Address peer, List<Address> peers) {
        this.network = network;
        this.peers = List.copyOf(peers);
        address = Stranger.nobodys(network, FIRST);
        process = network.add(address, effects -> new LinkedStranger(effects, address));
        network.act(address, now -> process.link(peer, network.wallTime()));
    }

    /** Where it is. */
    public Address address() {
        return address;
    }

    /** Says so many, evenly within so long (ms). */
    public void say(int count, long millis, Agenda agenda) {
        long began = network.now();
        agenda.every(began + STEP, STEP, began + millis + STEP - 1, () -> {
            long passed = Math.min(network.now() - began, millis);
            sayUntil((int) (count * passed / millis));
        });
    }

    /** Says more, until they are so many. */
    public void sayUntil(int count) {
        network.act(address, now -> {
            for (; said < count; said++) {
                byte[] payload = ("invented " + said).getBytes(StandardCharsets.US_ASCII);
                process.say(Gossip.of(origin(said), 1, network.wallTime(), NO_ATTRIBUTES, payload));
            }
        });
    }

    private Origin origin(int number) {
        long epoch = network.wallTime() + number;
        return number % 2 == 0 || peers.isEmpty()
                ? new Origin(new Address(Ip.v4(INVENTED + number), 6000), epoch)
                : new Origin(peers.get(number / 2 % peers.size()), epoch);
    }
}
