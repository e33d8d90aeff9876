package grapevine.sim;

import grapevine.wire.Address;
import grapevine.wire.Encoder;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what is said: messages and bytes by kind, arrivals, drops by reason. To know its bytes a message has to be encoded, which
 * costs more than to send it: so of a kind that is said very often only some are weighed, and stand for the others.
 */
final class TrafficMeter implements Watcher {
    /** So many of a kind are all weighed. */
    private static final long ALL_WEIGHED = 100_000;

    /** Of those beyond, one in so many. */
    private static final int ONE_IN = 16;

    private static final class Count {
        private long messages;
        private long bytes;

        void add(Message message) {
            messages++;
            if (messages <= ALL_WEIGHED) {
                bytes += lengthOf(message);
            } else if (messages % ONE_IN == 0) {
                bytes += ONE_IN * lengthOf(message);
            }
        }

        private static long lengthOf(Message message) {
            return message instanceof Gossip gossip ? gossip.frame().length : Encoder.encode(message).length;
        }
    }

    private final Map<Class<?>, Count> sent = new HashMap<>();
    private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
    private long arrived;

    @Override
    public void sent(VirtualHost from, Address to, Message message) {
        sent.computeIfAbsent(message.getClass(), unseen -> new Count()).add(message);
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
}
