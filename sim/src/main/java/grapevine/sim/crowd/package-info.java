/**
 * Who is there in a run, and what is done to them. Enter by {@link grapevine.sim.crowd.Population}, the seeds and
 * peers of a scenario with the nodes of the daemons, and {@link grapevine.sim.crowd.Saboteur}, which does to them
 * what a fault says; what is to happen later stands in the {@link grapevine.sim.crowd.Agenda}.
 *
 * <p>Uses, of the simulator, the {@code scenario} and the {@code net} in which it takes place; of the core packages the
 * nodes and their settings.
 */
@NullMarked
package grapevine.sim.crowd;

import org.jspecify.annotations.NullMarked;
