/**
 * What a run is to be: values that check themselves, and the words in which people type them. Enter by
 * {@link grapevine.sim.scenario.Scenario}, the whole of a run, and {@link grapevine.sim.scenario.FaultText}, which
 * reads a {@link grapevine.sim.scenario.Fault}; {@link grapevine.sim.scenario.MixedFaults} draws scenarios at
 * random.
 *
 * <p>Uses, of the simulator, what may go wrong on a connection of the {@code net}; of the core packages the choices
 * that a peer has.
 */
@NullMarked
package grapevine.sim.scenario;

import org.jspecify.annotations.NullMarked;
