package grapevine.lab.table;

import java.util.Locale;

/**
 * Names and what stands beside them, under headings: lines of at most 80 columns; what is longer goes on in the next
 * line.
 */
final class TextTable {
    private static final int WIDTH = 80;

    /** Where what stands beside the names begins. */
    private static final int INDENT = 21;

    private final StringBuilder text = new StringBuilder();

    String text() {
        return text.toString();
    }

    void heading(String title) {
        line("");
        line(title);
    }

    void row(String name, String format, Object... values) {
        line(String.format(Locale.ROOT, "  %-18s ", name) + String.format(Locale.ROOT, format, values));
    }

    private void line(String line) {
        String rest = line;
        while (rest.length() > WIDTH) {
            int space = rest.lastIndexOf(' ', WIDTH);
            int end = space > INDENT ? space : WIDTH;
            text.append(rest.substring(0, end).stripTrailing()).append('\n');
            rest = " ".repeat(INDENT) + rest.substring(end).strip();
        }
        text.append(rest).append('\n');
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1000.0);
    }
}
