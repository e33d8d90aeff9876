package grapevine.peer.core.gossip;

import grapevine.clock.HybridTime;
import grapevine.node.Counter;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Cause;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this peer has got so far, as it says in its own messages: of each origin the highest message, for the 31 origins
 * of which it heard something new last; and its hybrid time. Leaving out the others loses order and never makes any up.
 */
final class Clock {
    /** With a message itself its clock names 32. */
    static final int MOST_ORIGINS = 31;

    private final Ground ground;
    private final Seen seen;
    private HybridTime time = HybridTime.ZERO;

    /** The one that had something new last stands last. */
    private final Map<Origin, Long> latest = new LinkedHashMap<>();

    Clock(Ground ground, Seen seen) {
        this.ground = ground;
        this.seen = seen;
    }

    /** A message is handed to the application, and with it this peer knows these of its causes. */
    void heard(Gossip message, List<Cause> causes) {
        String theirs = message.time();
        if (theirs != null) {
            follow(HybridTime.parse(theirs));
        }
        for (Cause cause : causes) {
            // Numbers that would be refused if they came are not believed either.
            if (!seen.isFarAhead(cause.origin(), cause.n())) {
                raise(cause.origin(), cause.n());
            }
        }
        raise(message.origin(), message.n());
    }

    private void follow(HybridTime theirs) {
        if (theirs.millis() > ground.commonTime() + Ground.FUTURE_MILLIS) {
            ground.count(Counter.TIMES_AHEAD);
        } else {
            time = time.max(theirs);
        }
    }

    private void raise(Origin origin, long n) {
        if (n <= latest.getOrDefault(origin, 0L) || origin.equals(ground.self().origin())) {
            return;
        }
        latest.remove(origin);
        latest.put(origin, n);
        if (latest.size() > MOST_ORIGINS) {
            latest.remove(latest.keySet().iterator().next());
        }
    }

    /** Whether this message, or a later one of its origin, is known to have been got. */
    boolean includes(Cause cause) {
        return latest.getOrDefault(cause.origin(), 0L) >= cause.n();
    }

    /** The attributes of the next message. */
    byte[] stamp(long wallTime) {
        time = time.next(wallTime);
        StringBuilder text = new StringBuilder("time=").append(time).append('\n');
        String before = "clock=";
        for (Cause entry : sorted()) {
            Origin origin = entry.origin();
            text.append(before).append(origin.address());
            text.append(':').append(origin.epoch()).append(':').append(entry.n());
            before = ";";
        }
        if (!latest.isEmpty()) {
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private List<Cause> sorted() {
        List<Cause> entries = new ArrayList<>(latest.size());
        latest.forEach((origin, n) -> entries.add(new Cause(origin, n)));
        entries.sort(Comparator.comparing((Cause entry) -> entry.origin().address())
                .thenComparingLong(entry -> entry.origin().epoch()));
        return entries;
    }
}
