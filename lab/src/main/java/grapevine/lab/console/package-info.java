/**
 * The command line and the terminal, whatever the command. Enter by {@link grapevine.lab.console.Command}, which each
 * command is, and {@link grapevine.lab.console.Commands}, which finds, checks and runs the one that was typed. A
 * command prints to an {@link grapevine.lab.console.Output}, to a {@link grapevine.lab.console.Screen} for a person
 * who watches, and beside a {@link grapevine.lab.console.Progress}. Wrong use is a {@code UsageException}, what
 * cannot go on is a {@code LabException}: one line each.
 *
 * <p>Uses no other room of the laboratory and knows no command.
 */
@NullMarked
package grapevine.lab.console;

import org.jspecify.annotations.NullMarked;
