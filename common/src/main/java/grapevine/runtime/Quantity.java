package grapevine.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and sizes as people write them: {@code 13s}, {@code 64MiB}. */
public final class Quantity {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(KiB|MiB|GiB)");
    private static final Map<String, Integer> BITS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

    private Quantity() {}

    /**
     * Reads {@code 13s}, {@code 500ms}, {@code 2m} or {@code 1h}.
     *
     * @throws IllegalArgumentException with the rule
     */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a duration such as 500ms, 13s or 2m");
        }
        return Duration.ofMillis(
                Long.parseLong(matcher.group(1)) * Objects.requireNonNull(MILLIS.get(matcher.group(2))));
    }

    /**
     * Reads {@code 512KiB}, {@code 64MiB} or {@code 1GiB}, as bytes.
     *
     * @throws IllegalArgumentException with the rule
     */
    public static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a size such as 512KiB, 64MiB or 1GiB");
        }
        return Long.parseLong(matcher.group(1)) << Objects.requireNonNull(BITS.get(matcher.group(2)));
    }

    /** Bytes as {@link #bytes} reads them, in the largest unit that holds them in whole; below 1 KiB rounded down. */
    public static String shown(long bytes) {
        for (String unit : new String[] {"GiB", "MiB"}) {
            int bits = Objects.requireNonNull(BITS.get(unit));
            if (bytes >> bits << bits == bytes) {
                return (bytes >> bits) + unit;
            }
        }
        return (bytes >> 10) + "KiB";
    }
}
