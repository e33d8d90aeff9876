/**
 * What a run showed: values without behaviour, for whoever prints or judges them. Enter by
 * {@link grapevine.sim.result.Results}; an {@link grapevine.sim.result.Invariant} is what holds in every run, and
 * {@link grapevine.sim.result.Effort} what a run cost in the real world.
 *
 * <p>Uses, of the simulator, the {@code scenario} that was run and the reasons for which messages are dropped in the
 * {@code net}.
 */
@NullMarked
package grapevine.sim.result;

import org.jspecify.annotations.NullMarked;
