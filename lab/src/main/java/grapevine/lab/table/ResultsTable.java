package grapevine.lab.table;

import grapevine.sim.net.LinkFaults;
import grapevine.sim.result.Effort;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.Times;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What a run of the simulator showed, as lines of at most 80 columns. */
public final class ResultsTable {
    /** Moments shown of how the network fell apart and healed, besides the last one. */
    private static final int MOST_MOMENTS = 24;

    private final Results results;
    private final TextTable table = new TextTable();

    private ResultsTable(Results results) {
        this.results = results;
    }

    /** The whole table, line ends included; the same for the same run, to the last digit. */
    public static String of(Results results) {
        return new ResultsTable(results).text();
    }

    private String text() {
        scenario();
        overlay();
        new ViewRows(results, table).add();
        messages();
        wholeness();
        new HealthRows(results, table).add();
        return table.text();
    }

    private void scenario() {
        Scenario scenario = results.scenario();
        table.row(
                "network",
                "%,d peers, %d seeds, %s, %s",
                scenario.peers(),
                scenario.seeds(),
                scenario.topology().word(),
                scenario.dissemination().word());
        table.row("seed number", "%d", scenario.seedNumber());
        table.row(
                "time",
                "formed %s after the start, then %s",
                Times.text(scenario.formed()),
                Times.text(scenario.runTime()));
        LinkFaults faults = scenario.linkFaults();
        if (!faults.isNone()) {
            table.row("link faults", "%s", faults(faults));
        }
        if (scenario.churn() > 0) {
            table.row("churn", "%s of the peers replaced each minute", TextTable.percent(scenario.churn()));
        }
    }

    private static String faults(LinkFaults faults) {
        List<String> words = new ArrayList<>();
        if (faults.late() > 0) {
            words.add(TextTable.percent(faults.late()) + " late by " + Times.text(faults.delay()));
        }
        word(words, faults.stall(), "stalled");
        word(words, faults.breaks(), "broken");
        word(words, faults.blackhole(), "half-open");
        word(words, faults.drop(), "dropped");
        return String.join(", ", words);
    }

    private static void word(List<String> words, double share, String what) {
        if (share > 0) {
            words.add(TextTable.percent(share) + " " + what);
        }
    }

    private void overlay() {
        Results.Form form = results.form();
        int[] degrees = form.degrees().clone();
        Arrays.sort(degrees);
        table.heading("Overlay at the end");
        table.row("peers", "%,d up", degrees.length);
        table.row(
                "joined",
                form.joined() < 0 ? "not all of the first %,d" : "all of the first %,d within %s s",
                results.scenario().peers(),
                TextTable.seconds(form.joined()));
        joining(results.joining());
        if (degrees.length > 0) {
            table.row(
                    "links",
                    "%,d; a peer has %d to %d, median %d, mean %s",
                    form.edges().length / 2,
                    degrees[0],
                    degrees[degrees.length - 1],
                    degrees[degrees.length / 2],
                    TextTable.decimals(form.edges().length / (double) degrees.length));
        }
        Results.Views views = results.views();
        table.row("a view names", "%.1f peers, %s of them gone", views.size(), TextTable.percent(views.dead()));
        table.row("", "how many views name a peer deviates by %.1f (sd)", views.deviation());
    }

    private void joining(Results.Joining joining) {
        if (joining.millis().count() > 0) {
            Scenario scenario = results.scenario();
            double roundTrip =
                    scenario.latencyLow().plus(scenario.latencyHigh()).toMillis();
            table.row(
                    "a join takes",
                    "mean %,.0f ms, most %,d%s",
                    joining.millis().mean(),
                    joining.millis().most(),
                    roundTrip > 0
                            ? String.format(
                                    Locale.ROOT,
                                    "; %.1f round trips",
                                    joining.millis().mean() / roundTrip)
                            : "");
        }
        if (joining.bytes().count() > 0) {
            table.row(
                    "",
                    "mean %,.0f bytes, most %,d",
                    joining.bytes().mean(),
                    joining.bytes().most());
        }
    }

    private void messages() {
        List<Results.Spread> all = results.messages();
        table.heading("Messages");
        table.row("published", "%,d of %,d", all.size(), results.scenario().messages());
        if (all.isEmpty()) {
            return;
        }
        long owed = all.stream().mapToLong(Results.Spread::owed).sum();
        long missed = all.stream().mapToLong(Results.Spread::survivorsMissed).sum();
        long reached = all.stream().mapToLong(Results.Spread::reached).sum();
        long copies = all.stream().mapToLong(Results.Spread::copies).sum();
        table.row("deliveries", "%,d; %,d were owed to peers that were there", reached, owed);
        table.row("missing", "%,d owed to peers that are still up", missed);
        unfinished(all);
        if (reached == 0) {
            return;
        }
        Histogram latency = Results.Spread.latencies(all);
        table.row(
                "latency",
                "p50 %,d ms, p99 %,d ms, most %,d ms",
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(99),
                latency.getMaxValue());
        table.row(
                "hops",
                "mean %s, most %d",
                TextTable.decimals(meanHops(all)),
                all.stream().mapToInt(Results.Spread::lastHop).max().orElse(0));
        table.row(
                "extra copies",
                "%s a delivery; first message %s, last %s",
                TextTable.decimals((copies - reached) / (double) reached),
                TextTable.decimals(all.get(0).redundancy()),
                TextTable.decimals(all.get(all.size() - 1).redundancy()));
    }

    /** What is neither there nor missing, if anything: no loss is left out in silence. */
    private void unfinished(List<Results.Spread> all) {
        long givenUp = all.stream().mapToLong(Results.Spread::givenUp).sum();
        if (givenUp > 0) {
            table.row("given up", "%,d more, and the peers told that they missed them", givenUp);
        }
        long underWay = all.stream().mapToLong(Results.Spread::underWay).sum();
        if (underWay > 0) {
            table.row("under way", "%,d more at the end, not due yet", underWay);
        }
    }

    private static double meanHops(List<Results.Spread> all) {
        long sum = 0;
        long count = 0;
        for (Results.Spread spread : all) {
            for (int hops = 0; hops < spread.hops().length; hops++) {
                sum += (long) hops * spread.hops()[hops];
                count += spread.hops()[hops];
            }
        }
        return (double) sum / count;
    }

    /** Each fault with what it did at once, the changes after it, and the end. */
    private void wholeness() {
        table.heading("Largest component: live peers that hang together by links");
        List<Results.Wholeness> shown = new ArrayList<>();
        Results.Wholeness before = null;
        List<Results.Wholeness> all = results.wholeness();
        for (int i = 0; i < all.size(); i++) {
            Results.Wholeness now = all.get(i);
            boolean isChange = before == null || before.components() != now.components();
            if (isChange || !now.after().isEmpty() || i == all.size() - 1) {
                shown.add(now);
            }
            before = now;
        }
        int last = shown.size() - 1;
        int skipped = Math.max(0, last - MOST_MOMENTS);
        shown.subList(0, Math.max(0, last - skipped)).forEach(this::moment);
        if (skipped > 0) {
            table.row("...", "%d more changes", skipped);
        }
        if (last >= 0) {
            moment(shown.get(last));
        }
    }

    private void moment(Results.Wholeness moment) {
        table.row(
                TextTable.seconds(moment.at()) + " s",
                "%8s of %,d, %,d %s%s",
                TextTable.percent(moment.peers() == 0 ? 0 : (double) moment.largest() / moment.peers()),
                moment.peers(),
                moment.components(),
                moment.components() == 1 ? "component" : "components",
                moment.after().isEmpty() ? "" : "  <- " + moment.after());
    }

    /** What it cost, two or three lines; it differs from run to run. */
    public static String effort(Results results, Effort effort) {
        double seconds = Math.max(0.001, effort.took().toMillis() / 1000.0);
        String text = String.format(
                Locale.ROOT,
                "%,.1f virtual s took %,.1f real s; formed after %,.1f of them",
                results.virtualMillis() / 1000.0,
                seconds,
                effort.built().toMillis() / 1000.0);
        if (!effort.spread().isZero()) {
            text += String.format(
                    Locale.ROOT,
                    "%nthe first message had reached everybody after another %,.1f real s",
                    effort.spread().toMillis() / 1000.0);
        }
        text += String.format(
                Locale.ROOT, "%n%,d events, %,.0f a second", results.events(), results.events() / seconds);
        return effort.bytesPerPeer() == 0
                ? text
                : text + String.format(Locale.ROOT, "; %,d bytes of memory a peer", effort.bytesPerPeer());
    }
}
