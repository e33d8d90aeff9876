package grapevine.daemon;

import grapevine.node.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of a daemon may hold: a port, and options.
 *
 * @param jar the file it is started from, {@code peer.jar}
 * @param purpose one paragraph for the help text
 * @param examplePort a port to name in examples
 * @param groups the options, under the titles they have in the help text, in that order
 */
public record Syntax(String jar, String purpose, int examplePort, List<Group> groups) {
    static final String HINT = " (--help shows how)";

    private static final int WIDTH = 80;
    private static final int INDENT = 26;

    /** How often the port is asked for. */
    static final int ATTEMPTS = 10;

    /** Options that belong together. */
    public record Group(String title, List<Flag<?>> flags) {}

    /**
     * Reads a command line; a missing port is asked for where somebody can be asked.
     *
     * @throws StartException with status 2 and what is wrong
     */
    public Arguments read(List<String> args, Terminal terminal) throws StartException {
        CommandLine line = split(args);
        Map<String, Object> values = new HashMap<>();
        for (Group group : groups) {
            for (Flag<?> flag : group.flags()) {
                Object value =
                        flag.isSwitch() ? switched(line, flag) : valueOf(flag, line.getOptionValues(flag.name()));
                if (value != null) {
                    values.put(flag.name(), value);
                }
            }
        }
        List<String> rest = line.getArgList();
        if (rest.size() > 1) {
            throw StartException.usage("unexpected " + Quoted.of(rest.get(1)) + ": one port, and options" + HINT);
        }
        return new Arguments(rest.isEmpty() ? ask(terminal) : port(rest.get(0)), values);
    }

    /** Whether this command line, which can be read, names no port. */
    boolean lacksPort(List<String> args) throws StartException {
        return split(args).getArgList().isEmpty();
    }

    /** Whether this was asked for anywhere: it then wins over everything that may be wrong with the rest. */
    public static boolean asksFor(String option, List<String> args) {
        return args.contains(option);
    }

    /** A fault of the command line that only shows when its options are seen together. */
    public static StartException wrong(String line) {
        return StartException.usage(line + HINT);
    }

    /** One line on how to start it. */
    public String usage() {
        return "usage: java -jar " + jar + " PORT [OPTION VALUE]...  for example: java -jar " + jar + " " + examplePort
                + HINT;
    }

    /** All there is to know, {@value #WIDTH} columns wide. */
    public String help() {
        StringBuilder help = new StringBuilder("usage: java -jar " + jar + " PORT [OPTION VALUE]...\n\n");
        wrap(help, purpose, 0);
        help.append('\n');
        wrap(
                help,
                "PORT is the TCP port to listen on, 1 to 65535; when it is missing, it is asked for at a terminal. A TIME is"
                        + " a whole number with its unit, ms, s, m or h: 500ms, 13s, 2m; at most 30 days unless it is said otherwise.",
                0);
        for (Group group : groups) {
            help.append('\n').append(group.title()).append(":\n");
            for (Flag<?> flag : group.flags()) {
                help.append(
                        String.format("  %-" + (INDENT - 2) + "s", ("--" + flag.name() + " " + flag.value()).strip()));
                wrap(help, flag.meaning(), INDENT);
            }
        }
        help.append("\nAnd:\n");
        help.append("  -h, --help              This text.\n");
        help.append("  --version               The version.\n");
        help.append('\n');
        wrap(
                help,
                "Exit status: 0 after SIGTERM or Ctrl-C, 1 after a failure, 2 after a wrong command line or a wrong list of"
                        + " seeds.",
                0);
        return help.toString();
    }

    private CommandLine split(List<String> args) throws StartException {
        Options options = new Options();
        groups.stream()
                .flatMap(group -> group.flags().stream())
                .forEach(flag -> options.addOption(Option.builder()
                        .longOpt(flag.name())
                        .hasArg(!flag.isSwitch())
                        .get()));
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(options, args.toArray(String[]::new));
        } catch (UnrecognizedOptionException e) {
            if (e.getOption().matches("-[0-9]+")) {
                throw portOutside(e.getOption());
            }
            throw StartException.usage("unknown option " + Quoted.of(e.getOption()) + HINT);
        } catch (MissingArgumentException e) {
            throw StartException.usage("--" + e.getOption().getLongOpt() + " lacks its value" + HINT);
        } catch (ParseException e) {
            throw StartException.usage(Quoted.of(String.valueOf(e.getMessage())) + HINT);
        }
    }

    private static @Nullable Boolean switched(CommandLine line, Flag<?> flag) {
        return line.hasOption(flag.name()) ? true : null;
    }

    private static <T> @Nullable T valueOf(Flag<T> flag, String @Nullable [] given) throws StartException {
        if (given == null) {
            return null;
        }
        if (given.length > 1) {
            throw StartException.usage("--" + flag.name() + " is given more than once" + HINT);
        }
        try {
            return flag.reader().read(given[0]);
        } catch (IllegalArgumentException e) {
            throw Flags.broken(flag, given[0], String.valueOf(e.getMessage()));
        }
    }

    private int ask(Terminal terminal) throws StartException {
        Terminal.Question question = terminal.question();
        for (int i = 0; question != null && i < ATTEMPTS; i++) {
            String typed = question.ask("Port to listen on, for example " + examplePort + ": ");
            if (typed == null) {
                terminal.out().println(); // the prompt still stands there
                break;
            }
            try {
                return port(typed.strip());
            } catch (StartException e) {
                terminal.err().println(e.getMessage());
            }
        }
        throw StartException.usage(usage());
    }

    private static int port(String text) throws StartException {
        if (!text.matches("[0-9]+")) {
            throw StartException.usage("port " + Quoted.of(text) + " is not a number in 1..65535" + HINT);
        }
        int port = text.length() > 5 ? 0 : Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw portOutside(text);
        }
        return port;
    }

    private static StartException portOutside(String text) {
        return StartException.usage("port " + Quoted.of(text) + " is outside 1..65535" + HINT);
    }

    /** Appends the words in lines of {@value #WIDTH} columns, those after the first indented. */
    private static void wrap(StringBuilder text, String words, int indent) {
        List<String> line = new ArrayList<>();
        int length = indent;
        for (String word : words.split(" ", -1)) {
            if (!line.isEmpty() && length + word.length() > WIDTH) {
                text.append(String.join(" ", line)).append('\n').append(" ".repeat(indent));
                line.clear();
                length = indent;
            }
            line.add(word);
            length += word.length() + 1;
        }
        text.append(String.join(" ", line)).append('\n');
    }
}
