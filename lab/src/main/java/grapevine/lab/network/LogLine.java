package grapevine.lab.network;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a daemon's log: {@code 2026-11-21T02:00:00.123+00:00 INFO  peer 127.0.0.1:6001 event=link_made
 * neighbour=127.0.0.1:6004 links=2}.
 *
 * @param text the whole line
 * @param at when it was written, ms on the daemon's wall clock; only differences on one machine mean anything
 * @param level the word: INFO, WARN, ...
 * @param node whose line it is, its address; empty if it does not say
 * @param event what happened
 * @param values the other keys in their order; texts in quotes are still quoted
 */
public record LogLine(String text, long at, String level, String node, String event, Map<String, String> values) {
    private static final int TIME_LENGTH = "2026-11-21T02:00:00.123+00:00".length();
    private static final Pattern HEAD =
            Pattern.compile(".{" + TIME_LENGTH + "} ([A-Z]+) +(?:(?:peer|seed) (\\S+) )?(?=event=)");
    private static final Pattern PAIR = Pattern.compile("([a-z0-9_]+)=(\"(?:[^\"\\\\]++|\\\\.)*+\"|[^ ]*) ?");

    /** The line, if it is one of a log; a stack trace for instance is not. */
    public static Optional<LogLine> parse(String text) {
        Matcher head = HEAD.matcher(text);
        if (!head.lookingAt()) {
            return Optional.empty();
        }
        try {
            long at = OffsetDateTime.parse(text.substring(0, TIME_LENGTH))
                    .toInstant()
                    .toEpochMilli();
            Map<String, String> values = pairs(text.substring(head.end()));
            String event = values.remove("event");
            String node = Objects.requireNonNullElse(head.group(2), "");
            return event == null
                    ? Optional.empty()
                    : Optional.of(new LogLine(text, at, head.group(1), node, event, values));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Reads {@code key=value key="a value"}, in order. */
    public static Map<String, String> pairs(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher pair = PAIR.matcher(text);
        while (pair.lookingAt()) {
            values.put(pair.group(1), pair.group(2));
            pair.region(pair.end(), text.length());
        }
        return values;
    }

    /** The value of a key, {@code -} if the line has none. */
    public String get(String key) {
        return values.getOrDefault(key, "-");
    }

    /** The number under a key, 0 if there is none. */
    long number(String key) {
        String value = get(key);
        return value.matches("-?[0-9]{1,18}") ? Long.parseLong(value) : 0;
    }
}
