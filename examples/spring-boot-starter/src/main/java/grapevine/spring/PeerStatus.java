package grapevine.spring;

import grapevine.peer.Health;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How a peer is, in the words of Spring Boot. */
final class PeerStatus {
    private PeerStatus() {}

    /**
     * {@code UP} while it takes part; {@code OUT_OF_SERVICE} while it joins, leaves or has left; {@code DOWN} when it
     * has lost everybody, or a bug ended it.
     */
    static String of(Health health) {
        if (health.isUp()) {
            return "UP";
        }
        return switch (health.state()) {
            case JOINING, LEAVING, CLOSED -> "OUT_OF_SERVICE";
            case READY, FAILED -> "DOWN";
        };
    }

    static Map<String, Object> details(Health health) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", health.state().name().toLowerCase(Locale.ROOT));
        details.put("neighbours", health.neighbours());
        details.put("olderNeighbours", health.olderNeighbours());
        details.put("seedsListing", health.leases());
        details.put("seedsWanted", health.quorum());
        return details;
    }
}
