package grapevine.peer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many messages a second are shown one by one.
 *
 * @param mostASecond the rest of each second is summed; {@link Integer#MAX_VALUE} for all
 */
record Show(int mostASecond) {
    static final Show ALL = new Show(Integer.MAX_VALUE);

    private static final Pattern RATE = Pattern.compile("([0-9]{1,6})/s");

    /**
     * Reads {@code all} or {@code 100/s}; {@code 0/s} shows none.
     *
     * @throws IllegalArgumentException with the rule
     */
    static Show of(String text) {
        Matcher rate = RATE.matcher(text);
        if (rate.matches()) {
            return new Show(Integer.parseInt(rate.group(1)));
        } else if (text.equals("all")) {
            return ALL;
        }
        throw new IllegalArgumentException("is neither all nor a rate such as 100/s");
    }
}
