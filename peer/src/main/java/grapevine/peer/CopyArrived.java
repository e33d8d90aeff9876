package grapevine.peer;

import grapevine.clock.MessageId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A further copy of a message that was published with a {@link Flood}: the message itself was given before, or is not
 * there yet because it waits for others.
 *
 * @param id which message it is
 * @param path where the copy came by: the origin first, then each peer that sent it on, at last the neighbour it came
 *     from; 1 to 64
 * @param at when it came, by the clock here
 */
public record CopyArrived(MessageId id, List<InetSocketAddress> path, Instant at) {
    /** As long as nothing is null. */
    public CopyArrived {
        Objects.requireNonNull(id, "id");
        for (int i = 0; i < Objects.requireNonNull(path, "path").size(); i++) {
            Objects.requireNonNull(path.get(i), "path[" + i + "]");
        }
        path = List.copyOf(path);
        Objects.requireNonNull(at, "at");
    }
}
