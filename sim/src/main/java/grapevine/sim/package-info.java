/**
 * The laboratory in virtual time: the same state machines as in the daemons, in a simulated network with a virtual
 * clock, where a seed number replays a run exactly. Enter by {@link grapevine.sim.Simulation}, which puts the rooms
 * together: it takes a {@link grapevine.sim.scenario.Scenario} and gives {@link grapevine.sim.result.Results}. For
 * single nodes in virtual time, enter by {@link grapevine.sim.net.VirtualNetwork}.
 *
 * <p>The rooms, each of which uses only such as stand before it:
 *
 * <ul>
 *   <li>{@code net}: the network, its machines and its connections, and what goes wrong with them
 *   <li>{@code scenario}: what a run is to be
 *   <li>{@code result}: what a run showed
 *   <li>{@code crowd}: the seeds and peers of a run, and what is done to them
 *   <li>{@code check}: was anything broken?
 *   <li>{@code meter}: how well did it go?
 * </ul>
 *
 * <p>Uses the core packages, and never {@code grapevine.runtime}.
 */
@NullMarked
package grapevine.sim;

import org.jspecify.annotations.NullMarked;
