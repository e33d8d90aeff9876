/**
 * The virtual network: it runs any {@link grapevine.node.Node} in virtual time, with connections as TCP has them,
 * and knows nothing of peers and seeds. Enter by {@link grapevine.sim.net.VirtualNetwork}; what is done to its
 * processes while it runs, its {@link grapevine.sim.net.Operator} does, and a {@link grapevine.sim.net.Watcher} is
 * told what happens. What may go wrong on a connection are {@link grapevine.sim.net.LinkFaults}. Everything else
 * here is what a machine and a wire do: {@code VirtualHost} and its {@code Kernel} are a process and what the system
 * does for it, {@code VirtualLink} is one end of a connection, a {@code Segment} is on its way through a
 * {@code Carrier}, and all of them are {@code Event}s in an {@code EventQueue}.
 *
 * <p>Uses {@code grapevine.node} and {@code grapevine.wire}, and no other room of the simulator.
 */
@NullMarked
package grapevine.sim.net;

import org.jspecify.annotations.NullMarked;
