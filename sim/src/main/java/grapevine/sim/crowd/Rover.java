package grapevine.sim.crowd;

import grapevine.keys.KeyRole;
import grapevine.sim.net.Keyring;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Somebody who links to one peer after the other and speaks to each as he likes, until he is put out or has said
 * enough. Where nodes have keys he is a member, with a certificate of his own.
 */
abstract class Rover {
    /** From one word to the next (ms). */
    private static final long EVERY_MILLIS = 200;

    /** So many words to one peer at most, but for those that stay longer. */
    private static final int FEW_WORDS = 10;

    /** Where they are: 198.18.128.1 and after. */
    private static final int FIRST = 0xc612_8001;

    final VirtualNetwork network;
    final Population population;
    final RandomGenerator random;
    final Address address;
    final LinkedStranger process;
    private final int mostWords;
    private int words;

    /** Starts one, whose certificate names its ip, or none. */
    Rover(VirtualNetwork network, Population population, boolean isIpCertified) {
        this(network, population, isIpCertified, FEW_WORDS);
    }

    /** Starts one that says so much to a peer before it goes on to the next. */
    Rover(VirtualNetwork network, Population population, boolean isIpCertified, int mostWords) {
        this.mostWords = mostWords;
        this.network = network;
        this.population = population;
        address = Stranger.nobodys(network, FIRST);
        random = network.random("rover " + address);
        Keyring keys = network.keys();
        if (keys != null) {
            keys.certify(
                    address, KeyRole.PEER, isIpCertified ? List.of(address.ip().toString()) : List.of());
        }
        process = network.add(address, effects -> new LinkedStranger(effects, address));
    }

    /** Goes about for so long (ms); then its last link ends. */
    final void rove(Agenda agenda, long millis) {
        long end = network.now() + millis;
        agenda.every(network.now(), EVERY_MILLIS, end - 1, () -> network.act(address, this::step));
        agenda.at(end, () -> {
            network.act(address, now -> process.unlink());
            isOver();
        });
    }

    private void step(long now) {
        if (words >= mostWords) {
            process.unlink();
        }
        if (!process.hasLink()) {
            words = 0;
            List<VirtualHost> awake =
                    population.live().filter(host -> !host.isFrozen()).toList();
            if (!awake.isEmpty()) {
                link(awake);
            }
        } else if (process.isNeighbour()) {
            words++;
            speak();
        }
    }

    /** Links to one of these, which are at least one. */
    void link(List<VirtualHost> awake) {
        process.link(awake.get(random.nextInt(awake.size())).address(), network.wallTime());
    }

    /** It says nothing more. */
    void isOver() {
        // that is all
    }

    /** Says something to the peer it is linked to. */
    abstract void speak();
}
