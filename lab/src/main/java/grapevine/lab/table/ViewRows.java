package grapevine.lab.table;

import grapevine.lab.report.ViewFigures;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Times;
import java.time.Duration;
import java.util.Locale;

/** What the partial views are like, for who asked for it. */
final class ViewRows {
    private final Results results;
    private final TextTable table;

    ViewRows(Results results, TextTable table) {
        this.results = results;
        this.table = table;
    }

    void add() {
        ViewFigures views = ViewFigures.of(results);
        if (views == null) {
            return;
        }
        table.heading("Partial views at the end");
        String period = Times.text(Duration.ofMillis(views.periodMillis()));
        table.row("rule", "%s, %d entries, every %s", views.rule(), views.viewSize(), period);
        table.row(
                "views with a peer",
                "mean %s, deviation (sd) %s, fewest %,d, most %,d",
                TextTable.decimals(views.meanInDegree()),
                TextTable.decimals(views.inDegreeDeviation()),
                views.smallestInDegree(),
                views.largestInDegree());
        table.row("clustering", "%.3f of the pairs around a peer know each other", views.clustering());
        table.row(
                "one component",
                "%s",
                views.components() == 1 ? "yes" : String.format(Locale.ROOT, "no, %,d", views.components()));
        table.row("out of date", "%s of the entries name peers that are gone", TextTable.percent(views.dead()));
        Results.Recovery recovery = views.recovery();
        if (recovery != null) {
            table.row(
                    "after the crash",
                    "%s; %s",
                    TextTable.percent(recovery.dead()),
                    recovery.periods() < 0
                            ? "never below 1 %"
                            : String.format(Locale.ROOT, "below 1 %% after %.1f periods", recovery.periods()));
        }
    }
}
