/**
 * The program {@code grapevine.jar}. {@link grapevine.lab.Main} names its commands and nothing else is here. Each
 * command has a room of its own below; how a command looks to a person is the business of {@link
 * grapevine.lab.console}, real nodes and what they answer that of {@link grapevine.lab.network}. To add a command:
 * implement {@link grapevine.lab.console.Command} in the room of its kind, and name it in {@code Main}.
 *
 * <p>May use every room of the laboratory; none of them uses this one.
 */
@NullMarked
package grapevine.lab;

import org.jspecify.annotations.NullMarked;
