package grapevine.sim.crowd;

import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Register;
import grapevine.wire.Role;
import java.util.List;

/**
 * A stranger that registers with every seed who is not there: by turns somebody at an ip of its own invention, somebody
 * at its own, and a live peer in a later process. It answers nobody.
 */
public final class Impostor {
    private static final String NETWORK = "default";

    /** From one lot of registrations to the next (ms), and how many lots there are: 9 s. */
    private static final long STEP = 10;

    private static final int LOTS = 900;

    /** Where strangers are: 203.0.113.1 and after. */
    private static final int FIRST = 0xcb00_7101;

    /** Where those are that it invents. */
    private static final int INVENTED = 0x0ac8_0000;

    private static final int PORTS = 60_000;

    private final VirtualNetwork network;
    private final List<Address> seeds;
    private final List<Address> peers;
    private final Address address;
    private int registered;

    /** One that has done nothing yet; {@code peers} are those whose addresses it takes. */
    public Impostor(VirtualNetwork network, List<Address> seeds, List<Address> peers) {
        this.network = network;
        this.seeds = seeds;
        this.peers = peers;
        address = Stranger.nobodys(network, FIRST);
        network.add(address, Stranger::new);
    }

    /** Registers so many within 9 s. */
    public void register(int count, Agenda agenda) {
        for (int lot = 1; lot <= LOTS; lot++) {
            int until = (int) ((long) count * lot / LOTS);
            agenda.at(network.now() + lot * STEP, () -> registerUntil(until));
        }
    }

    /** Registers more, until they are so many. */
    public void registerUntil(int count) {
        network.act(address, now -> {
            for (; registered < count; registered++) {
                Hello hello = new Hello(Role.PEER, NETWORK, name(registered), network.wallTime() + registered, 0);
                seeds.forEach(seed -> new Saying(network.host(address), seed, hello, new Register(1, 0, 255, 0)));
            }
        });
    }

    private Address name(int number) {
        return switch (peers.isEmpty() ? number % 2 : number % 3) {
            case 0 -> new Address(Ip.v4(INVENTED + number), 6000);
            case 1 -> new Address(address.ip(), 2 + number % PORTS);
            default -> peers.get(number % peers.size());
        };
    }
}
