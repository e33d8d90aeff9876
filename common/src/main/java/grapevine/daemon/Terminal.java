package grapevine.daemon;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a daemon was started from: what it prints to, and who may be asked.
 *
 * @param in what is typed
 * @param out for what was asked for, help for instance
 * @param err for why it does not start
 * @param question asks and waits for a line; null where nobody can be asked
 * @param isTyped whether a person types the input; else it comes from a file or another program
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        @Nullable Question question,
        boolean isTyped) {
    /** Where the kernel says what the input is. */
    private static final Path INPUT = Path.of("/proc/self/fd/0");

    /** One at which somebody types if somebody can be asked. */
    public Terminal(InputStream in, PrintStream out, PrintStream err, @Nullable Question question) {
        this(in, out, err, question, question != null);
    }

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
                System.in,
                System.out,
                System.err,
                console == null ? null : prompt -> console.readLine("%s", prompt),
                isTyped(console != null));
    }

    private static boolean isTyped(boolean hasConsole) {
        try {
            String input = Files.readSymbolicLink(INPUT).toString();
            return input.startsWith("/dev/pts/") || input.startsWith("/dev/tty") || input.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return hasConsole; // not Linux
        }
    }
}
