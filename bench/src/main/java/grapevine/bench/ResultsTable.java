package grapevine.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The medians as tables of at most 80 columns, with ratios to the floor; then each round. */
final class ResultsTable {
    private static final int WIDTH = 80;
    private static final double ENOUGH = 2;

    private final Results results;
    private final int payload;

    ResultsTable(Results results, int payload) {
        this.results = results;
        this.payload = payload;
    }

    /** What is printed. */
    String text(List<Integer> otherPayloads) {
        StringBuilder text = new StringBuilder();
        text.append(table(speed(payload))).append('\n');
        text.append(table(waiting(payload))).append('\n');
        text.append(table(books(payload)));
        for (int other : otherPayloads) {
            text.append('\n').append(other).append(" bytes each\n\n").append(table(speed(other)));
        }
        text.append("\nEach round: M deliveries/s of one / of all, p50 ms\n\n").append(rounds());
        doubts().forEach(doubt -> text.append('\n').append(doubt).append('\n'));
        return text.toString();
    }

    /** Rows of cells, the first being the heading. */
    List<List<String>> speed(int size) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "M/s one", "floor", "M/s all", "floor", "us one", "us all", "B one", "B all"));
        Case floor = new Case(Entrant.FLOOR_FLOOD, size);
        for (Case each : results.with(size)) {
            rows.add(List.of(
                    each.entrant().word(),
                    number("%.3f", scaled(results.median(each, Figure.ONE_RATE), 1e-6)),
                    ratio(each, floor, Figure.ONE_RATE),
                    number("%.3f", scaled(results.median(each, Figure.ALL_RATE), 1e-6)),
                    ratio(each, floor, Figure.ALL_RATE),
                    number("%.2f", results.median(each, Figure.ONE_CPU)),
                    number("%.2f", results.median(each, Figure.ALL_CPU)),
                    number("%.0f", results.median(each, Figure.ONE_BYTES)),
                    number("%.0f", results.median(each, Figure.ALL_BYTES))));
        }
        return rows;
    }

    List<List<String>> waiting(int size) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "p50 ms", "floor", "p99 ms", "floor", "max ms", "said s", "formed s"));
        Case floor = new Case(Entrant.FLOOR_FLOOD, size);
        for (Case each : results.with(size)) {
            rows.add(List.of(
                    each.entrant().word(),
                    number("%.2f", results.median(each, Figure.P50)),
                    ratio(each, floor, Figure.P50),
                    number("%.2f", results.median(each, Figure.P99)),
                    ratio(each, floor, Figure.P99),
                    number("%.1f", results.median(each, Figure.MAX)),
                    number("%.2f", results.median(each, Figure.SAID_FORMED)),
                    number("%.2f", results.median(each, Figure.FORMED))));
        }
        return rows;
    }

    List<List<String>> books(int size) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "missing", "told", "twice", "wrong", "refused", "gc ms", "late", "MB", "threads"));
        for (Case each : results.with(size)) {
            rows.add(List.of(
                    each.entrant().word(),
                    count(each, Figure.MISSING),
                    count(each, Figure.TOLD),
                    count(each, Figure.DOUBLED),
                    count(each, Figure.CORRUPT),
                    count(each, Figure.REFUSED),
                    number("%.0f", results.most(each, Figure.GC_PAUSE)),
                    number("%.0f", results.most(each, Figure.HICCUP)),
                    number("%.1f", results.median(each, Figure.HEAP)),
                    number("%.1f", results.median(each, Figure.THREADS))));
        }
        return rows;
    }

    /** What must be said of the run beside its figures. */
    List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        Case floor = new Case(Entrant.FLOOR_FLOOD, payload);
        Case jgroups = new Case(Entrant.JGROUPS, payload);
        for (Figure rate : List.of(Figure.ONE_RATE, Figure.ALL_RATE)) {
            OptionalDouble low = results.median(floor, rate);
            OptionalDouble high = results.median(jgroups, rate);
            if (low.isPresent() && high.isPresent() && low.getAsDouble() < ENOUGH * high.getAsDouble()) {
                doubts.add("The floor is suspect: with "
                        + (rate == Figure.ONE_RATE ? "one publisher" : "all publishing") + " it is below 2 x jgroups.");
            }
        }
        results.with(payload).stream()
                .map(Case::entrant)
                .filter(Entrant::isSlow)
                .map(slow -> slow.word() + " had at most " + TrialPlan.SLOW_WINDOW + " under way, and 1/"
                        + TrialPlan.SLOW_WARM_UP + " of the warm-up.")
                .forEach(doubts::add);
        return doubts;
    }

    private String rounds() {
        StringBuilder text = new StringBuilder();
        for (Case each : results.all()) {
            text.append(each).append('\n');
            for (Outcome outcome : results.of(each)) {
                text.append("    ").append(round(outcome)).append('\n');
            }
        }
        return text.toString();
    }

    static String round(Outcome outcome) {
        if (outcome.failure() != null) {
            return "failed: " + outcome.failure();
        }
        return String.format(
                Locale.ROOT,
                "%.3f / %.3f, %.2f",
                outcome.figures().getOrDefault(Figure.ONE_RATE, 0.0) / 1e6,
                outcome.figures().getOrDefault(Figure.ALL_RATE, 0.0) / 1e6,
                outcome.figures().getOrDefault(Figure.P50, 0.0));
    }

    private String count(Case each, Figure figure) {
        return String.format(Locale.ROOT, "%.0f", results.sum(each, figure));
    }

    private String ratio(Case each, Case floor, Figure figure) {
        OptionalDouble value = results.median(each, figure);
        OptionalDouble to = results.median(floor, figure);
        return value.isPresent() && to.isPresent()
                ? String.format(Locale.ROOT, "%.2f", value.getAsDouble() / to.getAsDouble())
                : "-";
    }

    private static OptionalDouble scaled(OptionalDouble value, double by) {
        return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * by) : value;
    }

    private static String number(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
    }

    /** Columns as wide as what is in them; the first to the left, the others to the right. */
    static String table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] width = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                width[i] = Math.max(width[i], row.get(i).length());
            }
        });
        int gap = IntStream.of(width).sum() + 2 * (columns - 1) <= WIDTH ? 2 : 1;
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(String.format("%-" + width[0] + "s", row.get(0)));
            for (int i = 1; i < columns; i++) {
                line.append(" ".repeat(gap + width[i] - row.get(i).length())).append(row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
