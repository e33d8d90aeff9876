package grapevine.lab.control;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Times as a person reads them, in the time zone of this machine. */
final class Times {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx");

    private Times() {}

    static String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    static String day(Instant at) {
        return DAY.format(at.atZone(ZoneId.systemDefault()));
    }

    static String exact(Instant at) {
        return EXACT.format(at.atZone(ZoneId.systemDefault()));
    }

    /** How long ago that was: {@code 1h 02m}, {@code 3m 20s}, {@code 12s}. */
    static String since(Instant at) {
        Duration age = Duration.between(at, Instant.now()).truncatedTo(ChronoUnit.SECONDS);
        if (age.toHours() > 0) {
            return age.toHours() + "h " + String.format("%02dm", age.toMinutesPart());
        }
        return age.toMinutes() > 0
                ? age.toMinutes() + "m " + String.format("%02ds", age.toSecondsPart())
                : Math.max(0, age.toSeconds()) + "s";
    }
}
