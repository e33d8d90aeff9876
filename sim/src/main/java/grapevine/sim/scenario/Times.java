package grapevine.sim.scenario;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people type them: a whole number with its unit, {@code 500ms}, {@code 13s}, {@code 2m}, {@code 1h}. */
public final class Times {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));
    private static final Duration LONGEST = Duration.ofDays(30);

    private Times() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException quoting the text
     */
    public static Duration parse(String text) {
        Matcher matcher = DURATION.matcher(text);
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("\"" + text + "\" is not a time such as 500ms, 13s or 2m");
        }
        Duration value = unit.multipliedBy(Long.parseLong(matcher.group(1)));
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is above 30 days");
        }
        return value;
    }

    /** Writes a duration so that it can be read again. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
