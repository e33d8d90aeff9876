package grapevine.lab.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Where a command prints.
 *
 * @param out what was asked for
 * @param err why it was not done, one line
 */
public record Output(PrintStream out, PrintStream err) {
    /** How systems call the character set of a locale that knows no more than ASCII. */
    private static final Set<String> ASCII = Set.of("ANSI_X3.4-1968", "US-ASCII", "ASCII", "646");

    /**
     * That of this process: as its locale has it, but UTF-8 where that is the one of a bare system or container, in
     * which nothing but ASCII could be printed.
     */
    public static Output ofProcess() {
        return ASCII.contains(System.getProperty("native.encoding", ""))
                ? new Output(utf8(FileDescriptor.out), utf8(FileDescriptor.err))
                : new Output(System.out, System.err);
    }

    private static PrintStream utf8(FileDescriptor to) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(to)), true, StandardCharsets.UTF_8);
    }
}
