/**
 * {@code ./grapevine demo}: a small network of real nodes as a narrator. The door is {@link grapevine.lab.demo.Demo},
 * the command; {@code DemoRun} has the scenes in their order. {@code Stage} holds the nodes and waits for them, {@code
 * Narrator} puts what they log into words, {@code Tally} counts from it who was owed what.
 *
 * <p>Uses {@code network} for the nodes and {@code console} for the screen.
 */
@NullMarked
package grapevine.lab.demo;

import org.jspecify.annotations.NullMarked;
