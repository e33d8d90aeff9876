package grapevine.seed.core.talk;

import grapevine.node.Link;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedConversation;
import grapevine.wire.Message;

/**
 * A connection that somebody made to this seed. What may be said on it, and what it means, is up to its handler, which
 * changes once: from {@link Newcomer} to what the hello entitles to.
 */
final class Incoming extends SeedConversation {
    private final Connections connections;
    private final Link link;
    private Message.Handler handler;

    Incoming(Ground ground, Connections connections, Reception reception, Link link) {
        super(ground);
        this.connections = connections;
        this.link = link;
        this.handler = reception.newcomer(this);
    }

    /** From now on this is who answers. */
    void handleBy(Message.Handler next) {
        handler = next;
    }

    /** Ends it now, and nobody minds its time any more. */
    void drop() {
        connections.remove(this);
        close();
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    protected void heard(Message message) {
        if (connections.heardFrom(this)) {
            message.accept(handler);
        }
    }

    @Override
    protected void lost(Loss loss) {
        connections.remove(this);
    }

    @Override
    protected void ended() {
        connections.remove(this);
    }
}
