package grapevine.sim.meter;

import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Results;
import grapevine.wire.Address;
import grapevine.wire.Message;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Sees the first peers find their places: when, how long each took, and, of some, what they sent and were sent for it.
 */
final class JoinMeter implements Watcher {
    /** What is said this long (ms) after a peer has its place still belongs to its joining: its further links. */
    private static final long AFTERWARDS = 1_000;

    /** Peers whose bytes are counted, about. */
    private static final int COUNTED = 2_000;

    private static final class Joiner {
        private long bytes;
        private long until = Long.MAX_VALUE;
    }

    private final VirtualNetwork network;
    private final int peers;

    /** By the number of the process. */
    private final Map<Integer, Joiner> joining = new HashMap<>();

    /** The numbers of these: most of what is said is others' words, and a bit is found sooner than a gap in a map. */
    private final BitSet counted = new BitSet();

    private final Series millis = new Series();
    private final Series bytes = new Series();
    private int started;
    private int ready;
    private long last;

    JoinMeter(VirtualNetwork network, int peers) {
        this.network = network;
        this.peers = peers;
    }

    @Override
    public void started(VirtualHost host) {
        if (started < peers && host.node() instanceof PeerNode) {
            int every = Math.max(1, peers / COUNTED);
            if (started++ % every == 0) {
                joining.put(host.number(), new Joiner());
                counted.set(host.number());
            }
        }
    }

    @Override
    public void told(VirtualHost by, Fact fact) {
        if (ready < peers && fact instanceof Fact.Ready found && by.node() instanceof PeerNode) {
            ready++;
            last = network.now();
            millis.add(found.tookMs());
            Joiner joiner = joining.get(by.number());
            if (joiner != null) {
                joiner.until = last + AFTERWARDS;
            }
        }
    }

    @Override
    public void sent(VirtualHost from, Address to, Message message) {
        count(from, message);
    }

    @Override
    public void arrived(VirtualHost to, VirtualHost from, Message message) {
        count(to, message);
    }

    private void count(VirtualHost host, Message message) {
        Joiner joiner = counted.get(host.number()) ? joining.get(host.number()) : null;
        if (joiner == null) {
            return;
        }
        if (network.now() <= joiner.until) {
            joiner.bytes += TrafficMeter.lengthOf(message);
        } else {
            joining.remove(host.number());
            counted.clear(host.number());
            bytes.add(joiner.bytes);
        }
    }

    /** When the last one had its place, ms of virtual time; -1 if not all have. */
    long joined() {
        return ready == peers ? last : -1;
    }

    Results.Joining joining() {
        joining.values().stream()
                .filter(joiner -> joiner.until < network.now())
                .forEach(joiner -> bytes.add(joiner.bytes));
        joining.clear();
        counted.clear();
        return new Results.Joining(millis.figures(), bytes.figures());
    }
}
