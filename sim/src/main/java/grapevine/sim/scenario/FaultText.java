package grapevine.sim.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads faults as people type them: {@code crash=30%}, {@code power-off=5}, {@code kill-hubs=5%},
 * {@code partition=50/50:3m}, {@code freeze=10%:20s}, {@code sleep=10%:30m}, {@code liars=5},
 * {@code seeds-down=2:60s}, {@code seeds-wiped=1}, {@code wrong-clocks=20%:2h},
 * {@code clock-year=20%:1970}, {@code narrow=20%:3m}, {@code false-registrations=1000}, {@code brakes=3:60s},
 * {@code thin=20%:64kbit:3m}, {@code invented-origins=20000:60s}, {@code floods=10%:100/s:60s}, {@code revoke=5%},
 * {@code forged-messages=3:60s}, {@code replays=3:60s}, {@code stolen-addresses=3:60s}, {@code withheld=3:60s},
 * {@code lying-seeds=1:60s}.
 */
public final class FaultText {
    /** Each kind, with one of it as it is typed. */
    private static final Map<String, String> EXAMPLES = examples();

    private FaultText() {}

    private static Map<String, String> examples() {
        Map<String, String> examples = new LinkedHashMap<>();
        for (String example : List.of(
                "crash=30%",
                "power-off=5",
                "kill-hubs=5%",
                "partition=50/50:3m",
                "freeze=10%:20s",
                "sleep=10%:30m",
                "liars=5",
                "seeds-down=2:60s",
                "seeds-wiped=1",
                "wrong-clocks=20%:2h",
                "clock-year=20%:1970",
                "narrow=20%:3m",
                "false-registrations=1000",
                "brakes=3:60s",
                "thin=20%:64kbit:3m",
                "invented-origins=20000:60s",
                "floods=10%:100/s:60s",
                "revoke=5%",
                "forged-messages=3:60s",
                "replays=3:60s",
                "stolen-addresses=3:60s",
                "withheld=3:60s",
                "lying-seeds=1:60s")) {
            examples.put(example.substring(0, example.indexOf('=')), example);
        }
        return examples;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException quoting what is wrong
     */
    public static Fault parse(String text) {
        int equals = text.indexOf('=');
        String kind = equals < 0 ? text : text.substring(0, equals);
        String value = text.substring(equals + 1);
        String example = EXAMPLES.get(kind);
        if (example == null) {
            throw new IllegalArgumentException("\"" + kind + "\" is none of " + String.join(", ", EXAMPLES.keySet()));
        }
        if (equals < 0 || value.isEmpty()) {
            throw new IllegalArgumentException(kind + " lacks what comes after its =, as in " + example);
        }
        int colon = value.indexOf(':');
        String amount = colon < 0 ? value : value.substring(0, colon);
        String time = colon < 0 ? "" : value.substring(colon + 1);
        return switch (kind) {
            case "crash" -> new Fault.Crash(Amount.parse(alone(kind, value)));
            case "power-off" -> new Fault.PowerOff(Amount.parse(alone(kind, value)));
            case "kill-hubs" -> new Fault.KillHubs(Amount.parse(alone(kind, value)));
            case "partition" -> new Fault.Partition(shares(amount), lasting(kind, time));
            case "freeze" -> new Fault.Freeze(Amount.parse(amount), lasting(kind, time));
            case "sleep" -> new Fault.Sleep(Amount.parse(amount), lasting(kind, time));
            case "liars" -> new Fault.Liars(Amount.parse(alone(kind, value)));
            case "seeds-down" ->
                new Fault.SeedsDown(ScenarioRules.SEEDS.parse(amount), colon < 0 ? Duration.ZERO : lasting(kind, time));
            case "seeds-wiped" -> new Fault.SeedsWiped(ScenarioRules.SEEDS.parse(alone(kind, value)));
            case "wrong-clocks" -> new Fault.WrongClocks(Amount.parse(amount), lasting(kind, time));
            case "clock-year" -> new Fault.ClockYear(Amount.parse(amount), year(time));
            case "narrow" -> new Fault.Narrow(Amount.parse(amount), lasting(kind, time));
            case "thin" -> thin(amount, time);
            case "false-registrations" ->
                new Fault.FalseRegistrations(ScenarioRules.REGISTRATIONS.parse(alone(kind, value)));
            case "brakes" -> new Fault.Brakes(Amount.parse(amount), lasting(kind, time));
            case "invented-origins" ->
                new Fault.InventedOrigins(ScenarioRules.ORIGINS.parse(amount), lasting(kind, time));
            case "floods" -> floods(amount, time);
            case "revoke" -> new Fault.Revoke(Amount.parse(alone(kind, value)));
            case "forged-messages" -> new Fault.ForgedMessages(Amount.parse(amount), lasting(kind, time));
            case "replays" -> new Fault.Replays(Amount.parse(amount), lasting(kind, time));
            case "stolen-addresses" -> new Fault.StolenAddresses(Amount.parse(amount), lasting(kind, time));
            case "withheld" -> new Fault.Withheld(Amount.parse(amount), lasting(kind, time));
            case "lying-seeds" -> new Fault.LyingSeeds(ScenarioRules.SEEDS.parse(amount), lasting(kind, time));
            default -> throw new IllegalStateException(kind + " has an example and no fault");
        };
    }

    private static int year(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("clock-year lacks its year, as in " + EXAMPLES.get("clock-year"));
        }
        return ScenarioRules.YEARS.parse(text);
    }

    private static Fault thin(String amount, String rateAndTime) {
        int colon = rateAndTime.indexOf(':');
        String rate = colon < 0 ? rateAndTime : rateAndTime.substring(0, colon);
        if (!rate.matches("[0-9]{1,6}kbit")) {
            throw new IllegalArgumentException("\"" + rate + "\" is no rate such as 64kbit");
        }
        int kbits = Integer.parseInt(rate.substring(0, rate.length() - "kbit".length()));
        return new Fault.Thin(
                Amount.parse(amount), kbits, lasting("thin", colon < 0 ? "" : rateAndTime.substring(colon + 1)));
    }

    private static Fault floods(String amount, String rateAndTime) {
        int colon = rateAndTime.indexOf(':');
        String rate = colon < 0 ? rateAndTime : rateAndTime.substring(0, colon);
        if (!rate.endsWith("/s")) {
            throw new IllegalArgumentException("\"" + rate + "\" is no rate such as 100/s");
        }
        int perSecond = ScenarioRules.FLOODS.parse(rate.substring(0, rate.length() - "/s".length()));
        return new Fault.Floods(
                Amount.parse(amount), perSecond, lasting("floods", colon < 0 ? "" : rateAndTime.substring(colon + 1)));
    }

    private static String alone(String kind, String value) {
        if (value.contains(":")) {
            throw new IllegalArgumentException(kind + " takes no time, and \"" + value + "\" has one after its colon");
        }
        return value;
    }

    private static Duration lasting(String kind, String time) {
        if (time.isEmpty()) {
            throw new IllegalArgumentException(kind + " lacks its time, as in " + EXAMPLES.get(kind));
        }
        Duration lasts = Times.parse(time);
        if (lasts.isZero()) {
            throw new IllegalArgumentException("\"" + time + "\" is no time here: it is above 0s");
        }
        return lasts;
    }

    private static List<Integer> shares(String text) {
        if (!text.matches("[0-9]{1,3}(/[0-9]{1,3})+")) {
            throw new IllegalArgumentException("\"" + text + "\" is not two shares or more, such as 50/50");
        }
        return Arrays.stream(text.split("/", -1)).map(Integer::valueOf).toList();
    }
}
