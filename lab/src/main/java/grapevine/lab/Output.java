package grapevine.lab;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out what was asked for
 * @param err why it was not done, one line
 */
record Output(PrintStream out, PrintStream err) {}
