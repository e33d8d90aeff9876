package grapevine.spring;

import grapevine.micrometer.PeerMetrics;
import grapevine.peer.Peer;
import grapevine.peer.PeerEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;

/**
 * Has each peer's meters in the application's registry, from the moment in which it joins; one that leaves takes them
 * along, and those of one that a bug ended go when the next joins. A peer that listens on every address learns from
 * others where it is: when it knows, its meters are made anew, since they name it.
 */
final class PeerMeters {
    private final ObjectProvider<MeterRegistry> registries;

    /** Those of the peers that had not ended when the last one joined. */
    private final List<Named> all = new ArrayList<>();

    PeerMeters(ObjectProvider<MeterRegistry> registries) {
        this.registries = registries;
    }

    @EventListener
    synchronized void bind(PeerJoined joined) {
        all.removeIf(Named::closeIfEnded);
        registries.ifAvailable(registry -> {
            Named named = new Named(joined.peer(), registry);
            all.add(named);
            named.bind();
            joined.peer().events(event -> {
                if (event instanceof PeerEvent.Joined) { // whoever links with it tells it where it is
                    named.bind();
                }
            });
            joined.peer().ready().thenRun(named::bind);
        });
    }

    /** The meters of one peer by the name that it has now. */
    private static final class Named {
        private final Peer peer;
        private final MeterRegistry registry;
        private String name = "";
        private PeerMetrics meters;

        Named(Peer peer, MeterRegistry registry) {
            this.peer = peer;
            this.registry = registry;
        }

        synchronized void bind() {
            String now = peer.self().toString();
            if (!now.equals(name)) {
                if (meters != null) {
                    meters.close();
                }
                meters = new PeerMetrics(peer);
                meters.bindTo(registry);
                name = now;
            }
        }

        /** Whether the peer has ended; then it has no meters any more. */
        synchronized boolean closeIfEnded() {
            boolean hasEnded = peer.ended().isDone();
            if (hasEnded && meters != null) {
                meters.close();
            }
            return hasEnded;
        }
    }
}
