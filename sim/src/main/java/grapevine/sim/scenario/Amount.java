package grapevine.sim.scenario;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * How many of the nodes there are: a number, or a share of them.
 *
 * @param number whole, >= 1; 0 when a share is meant
 * @param percent more than 0, at most 100; 0 when a number is meant
 */
public record Amount(int number, double percent) {
    private static final Pattern NOTHING = Pattern.compile("0{1,9}(\\.0{1,6})?%?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,6})?%");

    public Amount {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("\"" + shown(percent) + "%\" is above 100 %");
        }
        if (number < 1 && percent == 0) {
            throw new IllegalArgumentException("0 is no amount: it is above 0");
        }
        if (number > 0 && percent > 0) {
            throw new IllegalArgumentException(number + " and " + shown(percent) + "% are two amounts");
        }
    }

    /**
     * Reads {@code 30%} or {@code 5}.
     *
     * @throws IllegalArgumentException quoting the text
     */
    public static Amount parse(String text) {
        if (NOTHING.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is nobody: an amount is above 0");
        }
        if (PERCENT.matcher(text).matches()) {
            return new Amount(0, Double.parseDouble(text.substring(0, text.length() - 1)));
        }
        if (NUMBER.matcher(text).matches()) {
            return new Amount(Integer.parseInt(text), 0);
        }
        throw new IllegalArgumentException("\"" + text + "\" is neither a number such as 5 nor a share such as 30%");
    }

    /** How many that are of so many, rounded, but at least one of any. */
    public int of(int all) {
        return number > 0
                ? Math.min(number, all)
                : Math.min(all, Math.max(1, Math.toIntExact(Math.round(all * percent / 100))));
    }

    @Override
    public String toString() {
        return number > 0 ? String.valueOf(number) : shown(percent) + "%";
    }

    private static String shown(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
