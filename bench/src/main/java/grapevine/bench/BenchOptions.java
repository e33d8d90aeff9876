package grapevine.bench;

import grapevine.node.Quoted;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * What is asked of a run.
 *
 * @param isQuick short phases, and the systems of a quick run where none is named
 * @param isParts measure the parts of a peer alone instead
 * @param isKeys measure what keys cost one peer instead
 * @param systems those named, in the order in which they are printed; empty for the usual ones
 * @param rounds a fresh JVM for each system in each; 0 for the usual number
 * @param payloads further sizes, bytes, for Grapevine and the two best of the others
 * @param seed what the order in each round is drawn from
 */
record BenchOptions(
        boolean isQuick,
        boolean isParts,
        boolean isKeys,
        Set<Entrant> systems,
        int rounds,
        int nodes,
        int payload,
        List<Integer> payloads,
        int window,
        long seed,
        Optional<Path> out) {
    private static final int WIDTH = 80;
    private static final int INDENT = 24;
    private static final int MOST_PAYLOAD = 65_536;

    private static final String ABOUT = "Measures Grapevine beside other systems and beside bare sockets: nodes in one"
            + " JVM, over TCP on loopback, one driver and one verifier for all, a fresh JVM for each system and round."
            + " The first run fetches those systems. nats is measured where nats-server is installed.";

    private static final Options OPTIONS = new Options()
            .addOption(flag(
                    "quick",
                    "Short phases, three rounds, only the floor, grapevine-tree, jeromq, nats and"
                            + " jgroups unless others are named; under 4 minutes."))
            .addOption(value("systems", "A,B,...", "Which: " + String.join(", ", Entrant.words()) + "."))
            .addOption(value("rounds", "N", "How often each is measured: 1 to 100; 3 by default."))
            .addOption(value("nodes", "N", "2 to 256; 32 by default."))
            .addOption(value("payload", "BYTES", "Of each broadcast: 16 to 65536; 64 by default."))
            .addOption(value(
                    "payloads",
                    "BYTES,...",
                    "Further sizes, such as 1024,16384,65536, for Grapevine and the" + " two best of the others."))
            .addOption(value("window", "N", "Broadcasts that may be under way at once: 1 to 16384; 1024 by default."))
            .addOption(value("seed", "N", "What the order of the systems is drawn from; a random one by default."))
            .addOption(value(
                    "out", "DIR", "Where benchmarks.md and benchmarks.svg are written; bench/target by" + " default."))
            .addOption(flag("parts", "Measure the parts of a peer alone instead, with JMH and what they allocate."))
            .addOption(flag(
                    "keys",
                    "Measure what keys cost one peer instead: receiving 1,000 messages/s, and joining; 15 minutes,"
                            + " with --quick 2."))
            .addOption(flag("help", "This text."));

    private static Option flag(String name, String meaning) {
        return Option.builder().longOpt(name).desc(meaning).get();
    }

    private static Option value(String name, String argument, String meaning) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(argument)
                .desc(meaning)
                .get();
    }

    static String help() {
        StringBuilder help = new StringBuilder("usage: ./grapevine bench [OPTION...]\n\n");
        wrap(help, ABOUT, 0);
        help.append('\n');
        for (Option option : OPTIONS.getOptions()) {
            String argument = option.hasArg() ? " " + option.getArgName() : "";
            String name = "  --" + option.getLongOpt() + argument;
            help.append(name).append(" ".repeat(Math.max(1, INDENT - name.length())));
            wrap(help, option.getDescription(), INDENT);
        }
        return help.toString();
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

    static BenchOptions parse(List<String> args) throws UsageException {
        CommandLine line = line(args);
        return new BenchOptions(
                line.hasOption("quick"),
                line.hasOption("parts"),
                line.hasOption("keys"),
                value(line, "systems", BenchOptions::systems, Set.of()),
                value(line, "rounds", text -> number(text, 1, 100), 0),
                value(line, "nodes", text -> number(text, 2, 256), 32),
                value(line, "payload", text -> number(text, Payload.LEAST_BYTES, MOST_PAYLOAD), 64),
                value(line, "payloads", BenchOptions::payloads, List.of()),
                value(line, "window", text -> number(text, 1, 16_384), 1024),
                value(line, "seed", BenchOptions::seedNumber, System.nanoTime() % 1_000_000),
                value(line, "out", text -> Optional.of(path(text)), Optional.empty()));
    }

    private static CommandLine line(List<String> args) throws UsageException {
        try {
            CommandLine line = DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(OPTIONS, args.toArray(String[]::new));
            if (!line.getArgList().isEmpty()) {
                throw new UsageException(
                        "unexpected " + Quoted.of(line.getArgList().get(0)));
            }
            return line;
        } catch (UnrecognizedOptionException e) {
            throw new UsageException("unknown option " + Quoted.of(e.getOption()));
        } catch (MissingArgumentException e) {
            Option option = e.getOption();
            throw new UsageException("--" + option.getLongOpt() + " lacks its value, " + option.getArgName());
        } catch (ParseException e) {
            throw new UsageException(Quoted.of(String.valueOf(e.getMessage())));
        }
    }

    private static <T> T value(CommandLine line, String name, Function<String, T> reader, T otherwise)
            throws UsageException {
        String[] given = line.getOptionValues(name);
        if (given == null) {
            return otherwise;
        } else if (given.length > 1) {
            throw new UsageException("--" + name + " is given more than once");
        }
        try {
            return reader.apply(given[0]);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + name + ": " + e.getMessage());
        }
    }

    private static int number(String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // One line serves both: too many digits are too large a number.
        }
        throw new IllegalArgumentException(Quoted.of(text) + " is not a whole number in " + least + ".." + most);
    }

    private static long seedNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(Quoted.of(text) + " is not a whole number in -2^63..2^63-1", e);
        }
    }

    private static Set<Entrant> systems(String text) {
        Set<Entrant> systems = new TreeSet<>();
        for (String word : text.split(",", -1)) {
            systems.add(Entrant.of(word)
                    .orElseThrow(() -> new IllegalArgumentException(
                            Quoted.of(word) + " is none of " + String.join(", ", Entrant.words()))));
        }
        return systems;
    }

    private static List<Integer> payloads(String text) {
        List<Integer> sizes = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            sizes.add(number(word, Payload.LEAST_BYTES, MOST_PAYLOAD));
        }
        return sizes.stream().distinct().sorted().toList();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(Quoted.of(text) + " is no path", e);
        }
    }
}
