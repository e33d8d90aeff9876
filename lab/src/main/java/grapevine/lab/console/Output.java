package grapevine.lab.console;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out what was asked for
 * @param err why it was not done, one line
 */
public record Output(PrintStream out, PrintStream err) {}
