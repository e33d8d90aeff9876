package grapevine.seed.core;

import grapevine.node.Link;
import grapevine.wire.Message;

/**
 * A connection that somebody made to this seed. What may be said on it, and what it means, is up to its handler, which
 * changes once: from {@link Reception} to what the hello entitles to.
 */
final class Incoming extends SeedConversation {
    private final Connections connections;
    private final Link link;
    private Message.Handler handler;

    Incoming(SeedParts parts, Link link) {
        super(parts.seed(), parts.turn());
        this.connections = parts.connections();
        this.link = link;
        this.handler = new Reception(parts, this);
    }

    /** From now on this is who answers. */
    void handleBy(Message.Handler next) {
        handler = next;
    }

    @Override
    Link link() {
        return link;
    }

    @Override
    void heard(Message message) {
        connections.heardFrom(this);
        message.accept(handler);
    }

    @Override
    void lost(Loss loss) {
        connections.remove(this);
    }

    @Override
    void ended() {
        connections.remove(this);
    }
}
