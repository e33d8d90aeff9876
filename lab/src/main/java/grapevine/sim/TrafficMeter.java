package grapevine.sim;

import grapevine.wire.Address;
import grapevine.wire.Encoder;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what is said: messages and bytes by kind, arrivals, drops by reason. */
final class TrafficMeter implements Watcher {
    private static final class Count {
        private long messages;
        private long bytes;
    }

    private final Map<Class<?>, Count> sent = new HashMap<>();
    private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
    private long arrived;

    @Override
    public void sent(VirtualHost from, Address to, Message message) {
        Count count = sent.computeIfAbsent(message.getClass(), unseen -> new Count());
        count.messages++;
        count.bytes += message instanceof Gossip gossip ? gossip.frame().length : Encoder.encode(message).length;
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
