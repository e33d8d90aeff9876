package grapevine.sim;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Reads faults as people type them: {@code crash=30%}, {@code power-off=5}, {@code kill-hubs=5%}, {@code
 * partition=50/50:10m}, {@code freeze=10%:20s}, {@code liars=5}, {@code seeds-down=2:60s}, {@code seeds-wiped=1}.
 */
public final class FaultText {
    private FaultText() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException quoting what is wrong
     */
    public static Fault parse(String text) {
        int equals = text.indexOf('=');
        String kind = equals < 0 ? text : text.substring(0, equals);
        String value = equals < 0 ? "" : text.substring(equals + 1);
        int colon = value.indexOf(':');
        String amount = colon < 0 ? value : value.substring(0, colon);
        String time = colon < 0 ? "" : value.substring(colon + 1);
        return switch (kind) {
            case "crash" -> new Fault.Crash(Amount.parse(alone(kind, value)));
            case "power-off" -> new Fault.PowerOff(Amount.parse(alone(kind, value)));
            case "kill-hubs" -> new Fault.KillHubs(Amount.parse(alone(kind, value)));
            case "partition" -> new Fault.Partition(shares(amount), lasting(kind, time));
            case "freeze" -> new Fault.Freeze(Amount.parse(amount), lasting(kind, time));
            case "liars" -> new Fault.Liars(Amount.parse(alone(kind, value)));
            case "seeds-down" ->
                new Fault.SeedsDown(number(amount), time.isEmpty() ? Duration.ZERO : lasting(kind, time));
            case "seeds-wiped" -> new Fault.SeedsWiped(number(alone(kind, value)));
            default ->
                throw new IllegalArgumentException("\"" + kind + "\" is none of crash, power-off, kill-hubs, partition,"
                        + " freeze, liars, seeds-down, seeds-wiped");
        };
    }

    private static String alone(String kind, String value) {
        if (value.contains(":")) {
            throw new IllegalArgumentException(kind + " takes no time, but \"" + value + "\" names one");
        }
        return value;
    }

    private static Duration lasting(String kind, String time) {
        if (time.isEmpty()) {
            throw new IllegalArgumentException(kind + " lacks how long it lasts, such as :20s at its end");
        }
        return Times.parse(time);
    }

    private static int number(String text) {
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a number of seeds");
        }
        return Integer.parseInt(text);
    }

    private static List<Integer> shares(String text) {
        if (!text.matches("[0-9]{1,3}(/[0-9]{1,3})+")) {
            throw new IllegalArgumentException("\"" + text + "\" is not shares such as 50/50");
        }
        return Arrays.stream(text.split("/", -1)).map(Integer::valueOf).toList();
    }
}
