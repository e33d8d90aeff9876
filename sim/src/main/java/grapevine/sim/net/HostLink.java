package grapevine.sim.net;

import grapevine.node.Link;
import grapevine.wire.Gossip;
import grapevine.wire.Message;

/** A link as the host of a node serves it: what {@link grapevine.node.Effects} does with it. */
abstract class HostLink implements Link {
    abstract void send(Message message);

    void sendAhead(Gossip message) {
        send(message);
    }

    abstract void finish();

    abstract void close();

    /** From now on, and both ways, only small segments go on it. */
    void sendsSmall() {}
}
