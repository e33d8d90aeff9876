package grapevine.lab.console;

import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One thing that {@code ./grapevine} can do. */
public interface Command {
    /** The word that asks for it. */
    String name();

    /** One line for the list of commands. */
    String summary();

    /** What it shows and needs, a paragraph for its own help text. */
    String description();

    /** What stands on its command line besides options, as its usage shows it; empty if nothing may. */
    default String arguments() {
        return "";
    }

    /** Command lines to copy, each after {@code ./grapevine}. */
    default List<String> examples() {
        return List.of();
    }

    /** Its options, without {@code --help}. */
    Options options();

    /**
     * Does it.
     *
     * @return the exit status: 0 done, 1 failed, with one line on the console that says why
     * @throws UsageException if the command line asks for something wrong
     */
    int run(CommandLine line, Output output) throws UsageException;
}
