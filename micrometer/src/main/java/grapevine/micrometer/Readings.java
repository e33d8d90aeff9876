package grapevine.micrometer;

import grapevine.peer.Health;
import grapevine.peer.Peer;
import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says of itself, asked once for all the meters of a registry that are read within a moment. From any
 * thread; two that find it old at the same time both ask. It keeps nothing that leads to the peer.
 */
final class Readings {
    /** How long a reading is good for: longer than a registry takes to go through its meters. */
    static final Duration MOMENT = Duration.ofMillis(250);

    /**
     * What was said at a time of the registry's clock (ns).
     *
     * @param members how many others it has heard of
     */
    record Reading(long at, Map<String, Long> counters, Health health, int members) {
        /** What is not there was never counted. */
        long counted(String key) {
            return counters.getOrDefault(key, 0L);
        }
    }

    private final Clock clock;
    private volatile @Nullable Reading last;

    Readings(Clock clock) {
        this.clock = clock;
    }

    Reading of(Peer peer) {
        long now = clock.monotonicTime();
        Reading reading = last;
        if (reading == null || now - reading.at > MOMENT.toNanos()) {
            reading = new Reading(
                    now, peer.counters(), peer.health(), peer.members().size());
            last = reading;
        }
        return reading;
    }
}
