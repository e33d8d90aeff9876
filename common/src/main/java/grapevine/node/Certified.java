package grapevine.node;

import grapevine.wire.Ip;
import grapevine.wire.Message.Hello;
import grapevine.wire.ProtocolException;

/**
 * Whom the other side of a link showed itself to be, by a certificate of the network. In a network that has keys each
 * link has one, in others none.
 */
public interface Certified {
    /** By which one node is told from all others of its network, whatever its address and its key. */
    String name();

    /** Whether it may ask what is meant for the operator of a node. */
    boolean isOperator();

    /** Whether this very ip is in its certificate. */
    boolean isFor(Ip ip);

    /**
     * Holds a hello to the certificate.
     *
     * @throws ProtocolException if it is in a role or from an address that it is not certified for
     */
    void check(Hello hello) throws ProtocolException;
}
