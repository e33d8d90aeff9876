package grapevine.lab.graph;

import grapevine.lab.console.UsageException;
import grapevine.node.Quoted;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Several nodes as a person writes them: {@code 1-8, 10}. */
public final class Numbers {
    private static final int MOST = 65_535;

    private Numbers() {}

    /**
     * Those that a text names: {@code 1,3,5-7}.
     *
     * @return ascending, each in 1..{@value #MOST}; at least one
     * @throws UsageException if it is no such list
     */
    public static Set<Integer> of(String text) throws UsageException {
        Set<Integer> numbers = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            int dash = part.indexOf('-');
            int first = number(dash < 0 ? part : part.substring(0, dash), text);
            int last = dash < 0 ? first : number(part.substring(dash + 1), text);
            if (first > last) {
                throw new UsageException(Quoted.of(part) + " goes down, and has to go up");
            }
            for (int number = first; number <= last; number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static int number(String text, String whole) throws UsageException {
        String trimmed = text.trim();
        if (!trimmed.matches("[1-9][0-9]{0,4}") || Integer.parseInt(trimmed) > MOST) {
            throw new UsageException(Quoted.of(whole) + " is no list of nodes, such as 1-8 or 1,3,5-7");
        }
        return Integer.parseInt(trimmed);
    }

    /**
     * The text of some, in runs; {@code none} of none.
     *
     * @param numbers ascending
     */
    public static String text(Collection<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        int first = -2;
        int last = -2;
        for (int number : numbers) {
            if (number != last + 1) {
                append(text, first, last);
                first = number;
            }
            last = number;
        }
        append(text, first, last);
        return text.isEmpty() ? "none" : text.toString();
    }

    private static void append(StringBuilder text, int first, int last) {
        if (first >= 0) {
            text.append(text.isEmpty() ? "" : ", ").append(first).append(first == last ? "" : "-" + last);
        }
    }
}
