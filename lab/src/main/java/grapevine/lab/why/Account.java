package grapevine.lab.why;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lines of what happened, in the order of their times; of too many those of the least weight are left out. */
final class Account {
    /** With the headline. */
    static final int MOST_LINES = 10;

    static final int WIDTH = 80;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String NO_TIME = " ".repeat("HH:mm:ss".length());

    private final ZoneId zone;
    private final List<Line> lines = new ArrayList<>();

    /** @param at ms since 1970; {@link Long#MAX_VALUE} for what holds now */
    private record Line(long at, int weight, String text) {}

    /** @param zone in which times are told */
    Account(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * This happened then.
     *
     * @param weight 0..9, the higher the less it can be left out
     */
    void at(long at, int weight, String text) {
        lines.add(new Line(at, weight, text));
    }

    /** This holds now. */
    void now(int weight, String text) {
        at(Long.MAX_VALUE, weight, text);
    }

    String time(long at) {
        return TIME.format(Instant.ofEpochMilli(at).atZone(zone));
    }

    /** All of it, no line wider than {@value #WIDTH} columns. */
    List<String> under(String headline) {
        List<Line> kept = new ArrayList<>(lines);
        while (kept.size() > MOST_LINES - 1) {
            int least = kept.stream().mapToInt(Line::weight).min().orElse(0);
            for (int i = kept.size() - 1; i >= 0; i--) {
                if (kept.get(i).weight() == least) {
                    kept.remove(i);
                    break;
                }
            }
        }
        kept.sort(Comparator.comparingLong(Line::at));
        List<String> told = new ArrayList<>();
        told.add(cut(headline));
        for (Line line : kept) {
            told.add(cut((line.at() == Long.MAX_VALUE ? NO_TIME : time(line.at())) + "  " + line.text()));
        }
        return told;
    }

    private static String cut(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...";
    }

    /** {@code 41 s}, {@code 0.4 s}. */
    static String seconds(long millis) {
        return millis >= 10_000
                ? (millis + 500) / 1000 + " s"
                : String.format("%d.%d s", millis / 1000, millis % 1000 / 100);
    }

    /** As many of these as fit into so many columns, and how many more there are. */
    static String names(List<String> names, int columns) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            String next = (i == 0 ? "" : ", ") + names.get(i);
            String more = ", +" + (names.size() - i);
            boolean isLast = i == names.size() - 1;
            if (i > 0 && text.length() + next.length() + (isLast ? 0 : more.length()) > columns) {
                return text.append(more).toString();
            }
            text.append(next);
        }
        return text.toString();
    }

    /** {@code 1 node}, {@code 3 nodes}. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
