package grapevine.daemon;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a daemon was started from: what it prints to, and who may be asked.
 *
 * @param in what is typed
 * @param out for what was asked for, help for instance
 * @param err for why it does not start
 * @param question asks and waits for a line; null where nobody can be asked
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        @Nullable Question question) {
    /** Asks a person. */
    @FunctionalInterface
    public interface Question {
        /** What was typed, null at the end of input. */
        @Nullable
        String ask(String prompt);
    }

    /**
     * The one of this process. Newer Javas have a console even where nobody sits; there the question ends at the end of
     * input, which comes to the same.
     */
    @SuppressWarnings("SystemConsoleNull")
    public static Terminal ofProcess() {
        Console console = System.console();
        return new Terminal(
                System.in, System.out, System.err, console == null ? null : prompt -> console.readLine("%s", prompt));
    }
}
