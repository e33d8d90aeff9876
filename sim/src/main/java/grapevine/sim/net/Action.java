package grapevine.sim.net;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Something that the application at a node, or its operator, does. */
final class Action extends LinkEvent {
    private final VirtualHost host;
    private final LongConsumer action;

    Action(VirtualHost host, LongConsumer action) {
        this.host = host;
        this.action = action;
    }

    @Override
    @Nullable
    VirtualLink end() {
        return null;
    }

    @Override
    void happen() {
        host.takeIn(this);
    }

    @Override
    void handOver() {
        host.enter(action);
    }
}
