/**
 * Was anything broken? Holds a run to every {@link grapevine.sim.result.Invariant}, looking on from outside, and
 * changes nothing. Enter by {@link grapevine.sim.check.Invariants}, which is attached to a network and looks when it
 * is told to; {@code LinkRules}, {@code ListRules} and {@code DeliveryRules} say what is owed when, {@code Books}
 * that nothing is lost in silence, and {@code Findings} keeps what they find.
 *
 * <p>Uses, of the simulator, the {@code net} that it looks at and the {@code result} that it fills; of the core
 * packages what a peer and a seed let be seen.
 */
@NullMarked
package grapevine.sim.check;

import org.jspecify.annotations.NullMarked;
