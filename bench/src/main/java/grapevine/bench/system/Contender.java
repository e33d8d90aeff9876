package grapevine.bench.system;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * A network of nodes in this process that broadcast to each other over real sockets on loopback. It is formed once,
 * used, and closed.
 */
public interface Contender extends AutoCloseable {
    /**
     * Makes the network; returns when the system itself says that all nodes are in it.
     *
     * @param deliveries told what arrives, at which node
     * @throws TimeoutException if that takes longer than the deadline allows
     */
    void form(int nodes, Deliveries deliveries, Deadline deadline) throws Exception;

    /**
     * Has a node broadcast to all others. Blocks, or refuses, as the system does that holds its publishers back. Called
     * for one node by one thread at a time.
     *
     * @param payload not changed afterwards by either side
     * @return false if it was refused and went to nobody: the caller tries again
     */
    boolean publish(int node, byte[] payload) throws Exception;

    /**
     * Called often while a node's publisher waits, by its thread: for what is left to do of earlier calls of
     * {@link #publish}.
     */
    default void settle(int node) throws Exception {}

    /** CPU time used by other processes that the system needs, such as a broker, ns. */
    default long cpuNanosElsewhere() {
        return 0;
    }

    @Override
    void close() throws IOException;
}
