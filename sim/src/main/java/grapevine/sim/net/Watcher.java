package grapevine.sim.net;

import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;

/**
 * Who is told what happens in a network, at the moment it happens. It may count and look, and must change nothing: no
 * call into a node, none that lets time pass. Each message sent is told once more as arrived or as dropped, unless it
 * is on its way.
 */
public interface Watcher {
    /** Looks away. */
    Watcher NOBODY = new Watcher() {};

    /** A process has made its node and is about to start it. */
    default void started(VirtualHost host) {}

    /** A process is gone: left, killed, or its machine is off. */
    default void gone(VirtualHost host) {}

    /** A process was stopped, goes on, or begins or ends to throw messages away. */
    default void disturbed(VirtualHost host) {}

    /** The certificate of this process is valid no more, of which the others hear by and by. */
    default void revoked(VirtualHost host) {}

    /** The network was cut or healed, or other things go wrong on its connections from now on. */
    default void disturbed() {}

    /** A node told its operator something. */
    default void told(VirtualHost by, Fact fact) {}

    /** A node handed a message to its application. */
    default void delivered(VirtualHost to, Gossip message) {}

    /** A node is about to hand a message to its application that is not in its place. */
    default void marked(VirtualHost to, Gossip message, Marks marks) {}

    /** A connection is open at the end of whoever dialled it. */
    default void opened(VirtualHost dialler, Address remote) {}

    /** One end of a connection, or a dial, is over. */
    default void ended(VirtualHost at, Address remote) {}

    /** A node sent a message on a link that had not ended. */
    default void sent(VirtualHost from, Address to, Message message) {}

    /**
     * A message is about to be taken in by the node it was sent to.
     *
     * @param from the process that sent it
     */
    default void arrived(VirtualHost to, VirtualHost from, Message message) {}

    /**
     * A message will not arrive.
     *
     * @param from the process that sent it
     */
    default void dropped(VirtualHost from, Address to, Message message, Drop why) {}

    /** Tells both, the first one first. */
    static Watcher both(Watcher first, Watcher second) {
        return first == NOBODY ? second : new TwoWatchers(first, second);
    }
}
