/**
 * {@code ./grapevine simulate}: the command line of the simulator. Enter by {@link grapevine.lab.simulate.Simulate},
 * the command. {@code ScenarioOptions} reads what is to be simulated, {@code ScenarioCommand} writes it as a command
 * again, {@code Soak} runs many drawn at random, {@code Keepsakes} says what a run can leave behind.
 *
 * <p>Uses the simulator; {@code table} and {@code report} for what a run showed, {@code console} for the rest.
 */
@NullMarked
package grapevine.lab.simulate;

import org.jspecify.annotations.NullMarked;
