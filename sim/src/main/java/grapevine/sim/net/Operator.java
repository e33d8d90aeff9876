package grapevine.sim.net;

import grapevine.wire.Address;
import grapevine.wire.Message;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done to the processes of a network, and to the ways between them, by whoever may log in to their machines and
 * pull their cables. Everything happens at the present moment. For the network's thread.
 */
public final class Operator {
    private final VirtualNetwork network;

    Operator(VirtualNetwork network) {
        this.network = network;
    }

    /** SIGTERM. */
    public void leave(Address address) {
        network.act(address, network.host(address).node()::onLeave);
    }

    /** SIGKILL: its connections break, dials are refused. */
    public void kill(Address address) {
        network.host(address).exit(true);
    }

    /** The machine goes silent: nothing is answered, dials time out. */
    public void powerOff(Address address) {
        network.host(address).powerOff();
    }

    /** SIGSTOP: its kernel accepts connections and bytes, the process takes in nothing. */
    public void freeze(Address address) {
        network.host(address).freeze();
    }

    /** SIGCONT: what waited comes at once, each link's input in its order, the overdue timer anywhere among it. */
    public void thaw(Address address) {
        network.host(address).thaw();
    }

    /**
     * What was frozen goes on, and its clock stood still meanwhile: a machine that slept, and cannot know for how long.
     *
     * @param slept how long that was, ms
     */
    public void wake(Address address, long slept) {
        network.host(address).wake(slept);
    }

    /** This node throws away a share of the gossip it should send, as an overloaded one would. */
    public void loseGossip(Address sender, double share) {
        network.host(sender).loseGossip(share);
    }

    /**
     * Asks a node something from its own machine, as a person with {@code nc} would; it answers at once. No virtual
     * time passes, and nothing else notices.
     *
     * @return the answer's text, null if the process is not there, frozen, or gave none
     */
    public @Nullable String ask(Address address, Message question) {
        VirtualHost host = network.host(address);
        return host.isUp() && !host.isFrozen() ? Question.ask(host, network.nextLinkNumbers(1), question) : null;
    }

    // Between processes

    /**
     * Cuts the network: addresses of different sides hear nothing of each other until {@link #heal}; what was on its
     * way waits, as TCP tries again. An address on no side talks to everyone. Replaces an earlier cut.
     */
    public void partition(List<? extends Collection<Address>> parts) {
        heal();
        network.cuts().cut(parts);
        network.watcher().disturbed();
    }

    /** Cuts these off from all other nodes there are. */
    public void isolate(Set<Address> part) {
        List<Address> rest = network.hosts().stream()
                .map(VirtualHost::address)
                .filter(address -> !part.contains(address))
                .distinct()
                .sorted()
                .toList();
        partition(List.of(part, rest));
    }

    /** Whoever starts at this address will be on this side of the cut, counted from 0, if there is a cut. */
    public void putOnSide(Address newcomer, int side) {
        network.cuts().put(newcomer, side);
    }

    /** Ends the cut; what waited arrives now, in its order. */
    public void heal() {
        if (network.cuts().isCut()) {
            network.putBack(network.cuts().heal());
            network.watcher().disturbed();
        }
    }

    /** From now on no full segment passes between these and all others; what stands still then goes on doing so. */
    public void narrow(Collection<Address> behind) {
        narrowAll(List.of(behind));
    }

    /** The same between those of each of these groups and all others. */
    public void narrowAll(Collection<? extends Collection<Address>> groups) {
        network.narrows().narrow(groups);
        network.watcher().disturbed();
    }

    /** The ways of these machines to all others carry so many bits a second each way from now on, and no others. */
    public void thin(Collection<Address> behind, long bitsPerSecond) {
        Map<Address, Long> rates = new HashMap<>();
        behind.forEach(address -> rates.put(address, bitsPerSecond));
        thin(rates);
    }

    /** The same with a rate for each. */
    public void thin(Map<Address, Long> bitsPerSecond) {
        network.pipes().thin(bitsPerSecond);
        network.watcher().disturbed();
    }

    /** Something on the way breaks all connections between these two; both hear it. */
    public void reset(Address one, Address another) {
        for (VirtualLink link : network.host(one).linksTo(another)) {
            link.breakOff();
        }
    }
}
