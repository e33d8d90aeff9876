package grapevine.lab.console;

import grapevine.node.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** The commands of {@code ./grapevine} by name, and what surrounds them: help, version, words for wrong use. */
public final class Commands {
    private static final int WIDTH = 80;
    private static final int INDENT = 26;
    private static final String USAGE = "usage: ";

    /** What the launcher does by itself, since it needs no jar, or another one, for it. */
    static final Map<String, String> LAUNCHER = new TreeMap<>(Map.of(
            "bench",
            "Measure it beside other systems and beside bare sockets; bench --help lists its options.",
            "install",
            "Put the library into the local Maven repository, with sources and Javadoc; further arguments go to Maven.",
            "verify",
            "Build everything and run all tests; further arguments go to Maven."));

    private final Map<String, Command> commands = new LinkedHashMap<>();

    /** These commands, which the help lists in this order. */
    public Commands(List<Command> commands) {
        commands.forEach(command -> this.commands.put(command.name(), command));
    }

    /** Does what the command line says; returns the exit status: 0 done, 1 failed, 2 wrong use. */
    public int run(List<String> args, Output output) {
        try {
            checkReadable(args);
            return dispatch(args, output);
        } catch (UsageException e) {
            output.err().println(e.getMessage());
            return 2;
        }
    }

    /** In a locale of ASCII alone this JVM has lost what else was typed; the launcher gives it another. */
    private static void checkReadable(List<String> args) throws UsageException {
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        for (String arg : args) {
            if (arg.indexOf('\uFFFD') >= 0 && !encoding.equalsIgnoreCase("UTF-8")) {
                throw new UsageException("the locale here is " + encoding + ", in which java cannot read "
                        + Quoted.of(arg) + " (./grapevine can; so can java with LC_ALL=C.UTF-8 before it)");
            }
        }
    }

    private int dispatch(List<String> args, Output output) throws UsageException {
        String first = args.isEmpty() ? "help" : args.get(0);
        List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
        switch (first) {
            case "help", "-h", "--help" -> output.out().print(rest.isEmpty() ? help() : help(rest.get(0)));
            case "--version", "version" -> output.out().println("grapevine " + version());
            default -> {
                Command command = command(first);
                List<String> before = rest.contains("--") ? rest.subList(0, rest.indexOf("--")) : rest;
                if (before.contains("--help") || before.contains("-h")) {
                    output.out().print(help(command));
                } else {
                    return command.run(parse(command, rest), output);
                }
            }
        }
        return 0;
    }

    private Command command(String name) throws UsageException {
        Command command = commands.get(name);
        if (command == null) {
            String kind = name.startsWith("-") ? "option " : "command ";
            throw new UsageException("unknown " + kind + Quoted.of(name) + " (./grapevine help lists the commands)");
        }
        return command;
    }

    private static CommandLine parse(Command command, List<String> args) throws UsageException {
        String hint = " (./grapevine " + command.name() + " --help shows how)";
        try {
            CommandLine line = DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(command.options(), args.toArray(String[]::new));
            if (command.arguments().isEmpty() && !line.getArgList().isEmpty()) {
                throw new UsageException(
                        "unexpected " + Quoted.of(line.getArgList().get(0)) + hint);
            }
            return line;
        } catch (UnrecognizedOptionException e) {
            String meant =
                    command.arguments().isEmpty() ? "" : " (what begins with a dash and is none stands after --)";
            throw new UsageException("unknown option " + Quoted.of(e.getOption()) + meant + hint);
        } catch (MissingArgumentException e) {
            throw new UsageException(lacking(e.getOption()) + hint);
        } catch (ParseException e) {
            throw new UsageException(Quoted.of(String.valueOf(e.getMessage())) + hint);
        }
    }

    private static String lacking(Option option) {
        List<String> given = option.getValuesList().stream().map(Quoted::of).toList();
        String name = "--" + option.getLongOpt();
        return given.isEmpty()
                ? name + " lacks its value, " + option.getArgName()
                : name + " takes " + option.getArgName() + ", and there is only " + String.join(" ", given);
    }

    /** What the jar says it is; {@code development} for classes that are in none. */
    static String version() {
        String version = Commands.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private String help() {
        StringBuilder help = new StringBuilder(USAGE + "./grapevine [--yes] COMMAND [OPTION...]\n\n");
        commands.values().forEach(command -> entry(help, command.name(), command.summary()));
        LAUNCHER.forEach((name, summary) -> entry(help, name, summary));
        entry(help, "help [COMMAND]", "This text, or that of a command.");
        help.append('\n');
        entry(help, "--version", "The version.");
        entry(help, "--yes", "Install a missing JDK or Maven without asking.");
        help.append("\nDaemons by hand: java -jar seed.jar 5000 and java -jar peer.jar 6001.\n");
        return help.toString();
    }

    private String help(String name) throws UsageException {
        String summary = LAUNCHER.get(name);
        return summary == null
                ? help(command(name))
                : USAGE + "./grapevine " + name + " [ARGUMENT...]\n\n" + wrapped(summary);
    }

    private static String wrapped(String words) {
        StringBuilder text = new StringBuilder();
        wrap(text, words, 0);
        return text.toString();
    }

    private static String help(Command command) {
        Options options = command.options();
        String arguments = command.arguments().isEmpty() ? "" : " " + command.arguments();
        StringBuilder help = new StringBuilder(USAGE);
        wrap(help, "./grapevine " + command.name() + arguments + " [OPTION...]", USAGE.length());
        help.append('\n');
        wrap(help, command.description(), 0);
        help.append('\n');
        for (Option option : options.getOptions()) {
            String value = option.hasArg() ? " " + option.getArgName() : "";
            String letter = option.getOpt() == null ? "" : "-" + option.getOpt() + ", ";
            entry(help, letter + "--" + option.getLongOpt() + value, option.getDescription());
        }
        entry(help, "--help", "This text.");
        if (!command.examples().isEmpty()) {
            help.append("\nExamples:\n");
            command.examples()
                    .forEach(example ->
                            help.append("  ./grapevine ").append(example).append('\n'));
        }
        return help.toString();
    }

    private static void entry(StringBuilder help, String name, String meaning) {
        help.append(String.format("  %-" + (INDENT - 2) + "s", name));
        wrap(help, meaning, INDENT);
    }

    /** Appends the words in lines of {@value #WIDTH} columns, those after the first indented. */
    private static void wrap(StringBuilder text, String words, int indent) {
        int column = indent;
        for (String word : words.split(" ", -1)) {
            if (column > indent && column + word.length() > WIDTH) {
                text.setLength(text.length() - 1);
                text.append('\n').append(" ".repeat(indent));
                column = indent;
            }
            text.append(word).append(' ');
            column += word.length() + 1;
        }
        text.setCharAt(text.length() - 1, '\n');
    }
}
