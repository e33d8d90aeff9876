/**
 * {@code ./grapevine demo}: a small network of real nodes as a story. Enter by {@link grapevine.lab.demo.Demo}, the
 * command, and {@code DemoRun}, the scenes in their order. {@code Stage} holds the nodes and waits for them, {@code
 * Story} puts what they log into words, {@code Tally} counts from it who was owed what.
 *
 * <p>Uses {@code network} for the nodes and {@code console} for the screen.
 */
@NullMarked
package grapevine.lab.demo;

import org.jspecify.annotations.NullMarked;
