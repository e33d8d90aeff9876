/**
 * How well did it go? Measures a run: how messages spread, what was said, who was held for dead, what joins and repairs
 * took, what the overlay and the partial views look like. Enter by {@link grapevine.sim.meter.Meters}, which has one
 * meter for each of these and makes the results of what they saw.
 *
 * <p>Uses, of the simulator, the {@code scenario}, the {@code net}, the {@code crowd} in it, and what the {@code check}
 * found, and fills the {@code result}.
 */
@NullMarked
package grapevine.sim.meter;

import org.jspecify.annotations.NullMarked;
