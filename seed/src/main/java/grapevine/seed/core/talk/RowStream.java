package grapevine.seed.core.talk;

import grapevine.node.Link;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.registry.EncodedLength;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.registry.Row;
import grapevine.wire.Address;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.Registration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Sends many rows to another seed, a body at a time and not faster than the link takes them. It keeps addresses: what
 * is sent of each is what is known when its turn comes.
 */
final class RowStream {
    /** Between two bodies (ms): 64 KiB each 50 ms are 1.3 MB/s. */
    static final long PACE = 50;

    /** No further body while so many bytes wait. */
    private static final long BACKLOG = 4L * Limits.BODY;

    private final Ground ground;
    private final Registry registry;
    private final Deque<Address> rest = new ArrayDeque<>();
    private long due = Long.MAX_VALUE;

    RowStream(Ground ground, Registry registry) {
        this.ground = ground;
        this.registry = registry;
    }

    /** Sends the rows of these, the first ones at once, in place of what was still to be sent. */
    void start(Collection<Address> addresses, Link link) {
        rest.clear();
        rest.addAll(addresses);
        due = ground.now();
        tick(link);
    }

    /** When the next body is due, {@link Long#MAX_VALUE} when all is sent. */
    long due() {
        return due;
    }

    /** Sends the next body if it is due. */
    void tick(Link link) {
        if (due > ground.now()) {
            return;
        }
        if (link.backlog() <= BACKLOG) {
            ground.send(link, new Message.Registrations(nextBody()));
        }
        due = rest.isEmpty() ? Long.MAX_VALUE : ground.now() + PACE;
    }

    private List<Registration> nextBody() {
        List<Registration> body = new ArrayList<>();
        int room = Limits.BODY;
        while (!rest.isEmpty()) {
            Row row = registry.find(rest.element());
            if (row != null && row.isConfirmed()) {
                Registration registration = row.at(ground.now());
                room -= EncodedLength.of(registration);
                if (room < 0) {
                    break;
                }
                body.add(registration);
            }
            rest.remove();
        }
        return body;
    }
}
