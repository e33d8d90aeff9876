package grapevine.sim;

import grapevine.peer.core.PeerLook;
import grapevine.peer.core.PeerNode;
import grapevine.sampling.Sampled;
import grapevine.sampling.SamplingRule;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.Watcher;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message;
import grapevine.wire.Sample;
import grapevine.wire.SamplingMessage.Shuffle;
import grapevine.wire.SamplingMessage.Shuffled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Follows every exchange of views from outside, and writes down what breaks the rules: an owner or anyone twice in a
 * view, hops that are not those of both sides and one more, a contact that failed and stays. What an exchange did to a
 * view is looked at before the next message reaches its owner.
 */
final class ViewWitness implements Watcher {
    /** An entry that is so far away came by exchanges, and not by a link or a list. */
    private static final int ONLY_EXCHANGED = 2;

    /** By then all connections to a peer that was killed have ended, ms: what ends later is a dial in vain. */
    private static final long AFTERLIFE = 1_000;

    private record Taken(Map<Address, Integer> before, Map<Address, Integer> received) {}

    private final VirtualNetwork network;
    private final SamplingRule rule;
    private final List<String> complaints = new ArrayList<>();
    private final Map<VirtualHost, Taken> taken = new HashMap<>();
    private final Map<Address, Long> goneAt = new HashMap<>();
    private final Map<VirtualHost, Set<Address>> failed = new HashMap<>();
    private int exchanges;
    private int left;

    ViewWitness(VirtualNetwork network, SamplingRule rule) {
        this.network = network;
        this.rule = rule;
    }

    /** What broke a rule. */
    List<String> complaints() {
        return complaints;
    }

    /** In how many exchanges the hops of a view were seen to be right. */
    int exchanges() {
        return exchanges;
    }

    /** How many dials to a dead peer were in vain; it has to be gone from the view then. */
    int left() {
        return left;
    }

    @Override
    public void arrived(VirtualHost to, VirtualHost from, Message message) {
        if (to.node() instanceof PeerNode peer) {
            settle(to, peer);
            if (message instanceof Shuffle shuffle) {
                heard(to, from, shuffle.samples(), rule.propagation().sends());
            } else if (message instanceof Shuffled answer) {
                heard(to, from, answer.samples(), rule.propagation().gets());
            }
        }
    }

    @Override
    public void gone(VirtualHost host) {
        goneAt.put(host.address(), network.now());
    }

    @Override
    public void ended(VirtualHost at, Address remote) {
        if (at.node() instanceof PeerNode
                && network.now() > goneAt.getOrDefault(remote, Long.MAX_VALUE - AFTERLIFE) + AFTERLIFE) {
            failed.computeIfAbsent(at, host -> new TreeSet<>()).add(remote);
        }
    }

    /** Looks at the views of all peers; to be called between two events. */
    void look() {
        for (VirtualHost host : network.hosts()) {
            if (host.isUp() && host.node() instanceof PeerNode peer) {
                settle(host, peer);
                List<Address> named = new ArrayList<>(hops(peer.look()).keySet());
                int size = peer.look().view().size();
                if (named.contains(host.address()) || named.size() < size || size > rule.viewSize()) {
                    complaints.add(host.address() + " names " + peer.look().view());
                }
            }
        }
    }

    private void heard(VirtualHost to, VirtualHost from, List<Sample> samples, boolean isAllowed) {
        Map<Address, Integer> received = new LinkedHashMap<>();
        samples.forEach(sample -> received.put(sample.entry().address(), sample.hops()));
        PeerLook sender = ((PeerNode) from.node()).look();
        boolean isFirst = samples.isEmpty() || received.getOrDefault(from.address(), -1) == 0;
        if ((!isAllowed && !samples.isEmpty()) || samples.size() > rule.sent() || (!isFirst && sender.age() > 0)) {
            complaints.add(from.address() + " sent " + samples);
        }
        taken.put(to, new Taken(hops(((PeerNode) to.node()).look()), received));
    }

    private void settle(VirtualHost host, PeerNode peer) {
        Map<Address, Integer> now = hops(peer.look());
        Taken exchange = taken.remove(host);
        if (exchange != null) {
            settle(host, exchange, now);
        }
        Set<Address> gone = failed.remove(host);
        if (gone != null && host.isUp()) {
            left += gone.size();
            Set<Address> still = new HashSet<>(gone);
            still.retainAll(now.keySet());
            still.forEach(address -> complaints.add(host.address() + " still names " + address));
        }
    }

    /**
     * All entries are one exchange older than the fresher of what was known and what came; or the exchange was turned
     * down.
     */
    private void settle(VirtualHost host, Taken exchange, Map<Address, Integer> now) {
        int right = 0;
        int untouched = 0;
        int all = 0;
        for (Map.Entry<Address, Integer> entry : now.entrySet()) {
            if (entry.getValue() >= ONLY_EXCHANGED) {
                int before = exchange.before().getOrDefault(entry.getKey(), Integer.MAX_VALUE);
                int received = exchange.received().getOrDefault(entry.getKey(), Integer.MAX_VALUE);
                all++;
                right += entry.getValue() == Math.min(Byte.MAX_VALUE, Math.min(before, received) + 1) ? 1 : 0;
                untouched += entry.getValue() == before ? 1 : 0;
            }
        }
        if (right < all && untouched < all) {
            complaints.add(host.address() + " made " + now + " of " + exchange);
        }
        exchanges += all > 0 && right == all ? 1 : 0;
    }

    private static Map<Address, Integer> hops(PeerLook look) {
        Map<Address, Integer> hops = new LinkedHashMap<>();
        for (Sampled<Entry> each : look.view()) {
            hops.put(each.peer().address(), each.hops());
        }
        return hops;
    }
}
