package grapevine.lab.simulate;

import grapevine.lab.console.UsageException;
import grapevine.node.Quoted;
import grapevine.sim.scenario.Range;
import grapevine.sim.scenario.Times;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.cli.CommandLine;

/** Reads what is typed after an option; each mistake is told in one line that quotes the text and says the rule. */
final class OptionValues {
    private OptionValues() {}

    static void number(CommandLine line, Range range, Consumer<Integer> sink) throws UsageException {
        take(line, range.name(), range::parse, sink);
    }

    static long seedNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(Quoted.of(text) + " is not a whole number in -2^63..2^63-1", e);
        }
    }

    /** Reads one option that is given once at most. */
    static <T> void take(CommandLine line, String name, Function<String, T> reader, Consumer<T> sink)
            throws UsageException {
        String[] given = line.getOptionValues(name);
        if (given == null) {
            return;
        }
        checkOnce(line, name);
        try {
            sink.accept(reader.apply(given[0]));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + name + ": " + e.getMessage() + ScenarioOptions.HINT);
        }
    }

    static void checkOnce(CommandLine line, String name) throws UsageException {
        String[] given = line.getOptionValues(name);
        if (given != null && given.length > 1) {
            throw new UsageException("--" + name + " is given more than once" + ScenarioOptions.HINT);
        }
    }

    static List<Duration> range(String text) {
        int dots = text.indexOf("..");
        if (dots == 0 || dots + 2 == text.length()) {
            throw new IllegalArgumentException(Quoted.of(text) + " is not a time or two, such as 20ms..80ms");
        }
        Duration low = Times.parse(dots < 0 ? text : text.substring(0, dots));
        return List.of(low, dots < 0 ? low : Times.parse(text.substring(dots + 2)));
    }

    static <E> E of(String text, E[] values, Function<E, String> word) {
        for (E value : values) {
            if (word.apply(value).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(Quoted.of(text) + " is none of " + words(values, word));
    }

    static <E> String words(E[] values, Function<E, String> word) {
        return String.join(", ", Arrays.stream(values).map(word).toList());
    }
}
