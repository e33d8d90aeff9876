package grapevine.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Measures some cases, each once a round in a fresh JVM, in an order that is shuffled anew for each round. */
final class Rounds {
    private final ChildJvm child;
    private final BenchOptions options;
    private final Random random;
    private final Results results;
    private final PrintStream err;
    private final long start = System.nanoTime();
    private long longestRound;

    Rounds(ChildJvm child, BenchOptions options, Results results, PrintStream err) {
        this.child = child;
        this.options = options;
        this.results = results;
        this.err = err;
        this.random = new Random(options.seed());
    }

    /** How long all of it may take. */
    private Duration budget() {
        return options.isQuick() ? Duration.ofSeconds(225) : Duration.ofDays(1);
    }

    /**
     * Measures; one that fails is noted, and the others go on. A quick run ends with the last round it has time for.
     */
    void run(List<Case> cases, int rounds) throws IOException, InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            long began = System.nanoTime();
            if (round > 1 && began - start + longestRound > budget().toNanos()) {
                err.println("no time is left for round " + round + " of " + rounds);
                return;
            }
            List<Case> order = new ArrayList<>(cases);
            Collections.shuffle(order, random);
            for (Case each : order) {
                Outcome outcome = child.measure(plan(each), "round " + round + " " + each);
                results.add(each, outcome);
                err.println("round " + round + "/" + rounds + "  " + line(each, outcome));
            }
            longestRound = Math.max(longestRound, System.nanoTime() - began);
        }
    }

    private TrialPlan plan(Case each) {
        TrialPlan plan = new TrialPlan(
                each.entrant(),
                options.nodes(),
                each.payload(),
                options.window(),
                Duration.ofMillis(options.isQuick() ? 6_000 : 15_000),
                Duration.ofMillis(options.isQuick() ? 1_500 : 5_000));
        return plan.eased();
    }

    private static String line(Case each, Outcome outcome) {
        return outcome.isWhole()
                ? String.format(
                        Locale.ROOT,
                        "%-24s %6.3f and %6.3f M deliveries/s, p50 %.2f ms",
                        each,
                        outcome.figures().getOrDefault(Figure.ONE_RATE, 0.0) / 1e6,
                        outcome.figures().getOrDefault(Figure.ALL_RATE, 0.0) / 1e6,
                        outcome.figures().getOrDefault(Figure.P50, 0.0))
                : String.format(Locale.ROOT, "%-24s failed: %s", each, outcome.failure());
    }
}
