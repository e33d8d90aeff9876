/**
 * The command line: starts a network of many real nodes on one machine, talks to it, breaks it and measures it,
 * and runs simulations. {@code Main} is the entry point of {@code grapevine.jar}.
 */
@NullMarked
package grapevine.lab;

import org.jspecify.annotations.NullMarked;
