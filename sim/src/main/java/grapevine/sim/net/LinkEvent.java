package grapevine.sim.net;

import org.jspecify.annotations.Nullable;

/** An event that a process has to take in by itself, and that therefore waits while the process stands still. */
abstract class LinkEvent extends Event {
    /**
     * The end at which it is taken in, null for what comes from the application; events of one end keep their order.
     */
    abstract @Nullable VirtualLink end();

    /** Lets the node take it in. */
    abstract void handOver();

    /** The process is gone: nobody will take it in. */
    void lost() {}
}
