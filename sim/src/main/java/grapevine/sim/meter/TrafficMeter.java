package grapevine.sim.meter;

import grapevine.sim.crowd.Population;
import grapevine.sim.net.Drop;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Results;
import grapevine.wire.Address;
import grapevine.wire.Encoder;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what is said: messages and bytes by kind, arrivals, drops by reason; and from a moment on the bytes of each
 * process. To know its bytes a message has to be encoded, which costs more than to send it: so of a kind that is said
 * very often only some are weighed, and stand for the others.
 */
final class TrafficMeter implements Watcher {
    /** So many of a kind are all weighed. */
    private static final long ALL_WEIGHED = 10_000;

    /** Of those beyond, one in so many. */
    private static final int ONE_IN = 64;

    private static final class Count {
        private long messages;
        private long bytes;

        /** Its bytes, or the mean of its kind. */
        long add(Message message) {
            messages++;
            boolean isAlone = messages <= ALL_WEIGHED;
            if (!isAlone && messages % ONE_IN != 0) {
                return bytes / messages;
            }
            long length = lengthOf(message);
            bytes += isAlone ? length : ONE_IN * length;
            return length;
        }
    }

    private final Map<Class<?>, Count> sent = new HashMap<>();
    private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
    private long arrived;

    /** Bytes sent, by the number of the process; of those that were there when the counting began. */
    private long[] bySender = {};

    private long since;

    /** How much room a message takes on the wire. */
    static long lengthOf(Message message) {
        return message instanceof Gossip gossip ? gossip.length() : Encoder.encode(message).length;
    }

    /** From now on, what each of so many processes sends is counted. */
    void countSenders(int processes, long now) {
        bySender = new long[processes];
        since = now;
    }

    @Override
    public void sent(VirtualHost from, Address to, Message message) {
        long bytes =
                sent.computeIfAbsent(message.getClass(), unseen -> new Count()).add(message);
        if (from.number() < bySender.length) {
            bySender[from.number()] += bytes;
        }
    }

    @Override
    public void arrived(VirtualHost to, VirtualHost from, Message message) {
        arrived++;
    }

    @Override
    public void dropped(VirtualHost from, Address to, Message message, Drop why) {
        dropped.merge(why, 1L, Long::sum);
    }

    Results.Traffic traffic() {
        Map<String, Results.Volume> volumes = new TreeMap<>();
        sent.forEach(
                (kind, count) -> volumes.put(kind.getSimpleName(), new Results.Volume(count.messages, count.bytes)));
        return new Results.Traffic(volumes, arrived, new EnumMap<>(dropped));
    }

    /** What those peers send that were there all the time since the counting began, and are. */
    Results.Pace pace(List<VirtualHost> live, long now) {
        long millis = Math.max(1, now - since);
        Series all = new Series();
        VirtualHost hub = null;
        int links = 0;
        for (VirtualHost peer : live) {
            if (peer.number() < bySender.length) {
                all.add(bySender[peer.number()] * 1000 / millis);
                int degree = Population.node(peer).look().degree();
                hub = hub == null || degree > links ? peer : hub;
                links = Math.max(links, degree);
            }
        }
        return new Results.Pace(all.figures(), links, hub == null ? 0 : bySender[hub.number()] * 1000 / millis);
    }
}
