package grapevine.lab.live;

import grapevine.lab.console.LabException;

/** Starts nodes, in one of the ways in which they can run. */
public interface NodeStarter {
    /**
     * Starts one.
     *
     * @param inbox where its messages go
     * @param listener told what comes to it
     * @throws LabException if it cannot start; of what shows later {@link LiveNode#listening} tells
     */
    LiveNode start(NodePlan plan, Inbox inbox, NodeListener listener) throws LabException;
}
