package grapevine.lab;

import grapevine.sim.Drop;
import grapevine.sim.Effort;
import grapevine.sim.LinkFaults;
import grapevine.sim.Results;
import grapevine.sim.Scenario;
import grapevine.sim.Times;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What a run of the simulator showed, as lines of 80 columns. */
final class ResultsTable {
    private static final int WIDTH = 80;

    /** Moments shown of how the network fell apart and healed. */
    private static final int MOST_MOMENTS = 24;

    private static final int MOST_KINDS = 8;
    private static final int MOST_NODES = 5;

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    ResultsTable(Results results) {
        this.results = results;
    }

    String text() {
        text.setLength(0);
        scenario();
        overlay();
        messages();
        wholeness();
        liveness();
        traffic();
        checks();
        return text.toString();
    }

    private void scenario() {
        Scenario scenario = results.scenario();
        row(
                "network",
                "%,d peers, %d seeds, %s, %s, seed number %d",
                scenario.peers(),
                scenario.seeds(),
                scenario.topology().word(),
                scenario.dissemination().word(),
                scenario.seedNumber());
        row(
                "time",
                "formed %s after the start, then %s",
                Times.text(scenario.formed()),
                Times.text(scenario.runTime()));
        LinkFaults faults = scenario.linkFaults();
        if (!faults.isNone()) {
            row("link faults", "%s", faults(faults));
        }
        if (scenario.churn() > 0) {
            row("churn", "%s of the peers replaced each minute", percent(scenario.churn()));
        }
    }

    private static String faults(LinkFaults faults) {
        List<String> words = new ArrayList<>();
        if (faults.late() > 0) {
            words.add(percent(faults.late()) + " late by " + Times.text(faults.delay()));
        }
        word(words, faults.stall(), "stalled");
        word(words, faults.breaks(), "broken");
        word(words, faults.blackhole(), "half-open");
        word(words, faults.drop(), "dropped");
        return String.join(", ", words);
    }

    private static void word(List<String> words, double share, String what) {
        if (share > 0) {
            words.add(percent(share) + " " + what);
        }
    }

    private void overlay() {
        Results.Form form = results.form();
        int[] degrees = form.degrees().clone();
        Arrays.sort(degrees);
        heading("Overlay at the end");
        row("peers", "%,d up", degrees.length);
        row(
                "joined",
                form.joined() < 0 ? "not all of the first ones" : "the last of the first ones after %s s",
                seconds(form.joined()));
        if (degrees.length > 0) {
            row(
                    "links",
                    "%,d; a peer has %d to %d, median %d, mean %s",
                    form.edges().length / 2,
                    degrees[0],
                    degrees[degrees.length - 1],
                    degrees[degrees.length / 2],
                    decimals(form.edges().length / (double) degrees.length));
        }
    }

    private void messages() {
        List<Results.Spread> all = results.messages();
        heading("Messages");
        row("published", "%,d of %,d", all.size(), results.scenario().messages());
        if (all.isEmpty()) {
            return;
        }
        long owed = all.stream().mapToLong(Results.Spread::owed).sum();
        long missed = all.stream().mapToLong(Results.Spread::survivorsMissed).sum();
        long reached = all.stream().mapToLong(Results.Spread::reached).sum();
        long copies = all.stream().mapToLong(Results.Spread::copies).sum();
        row("deliveries", "%,d; owed %,d; missing at %,d peers that are up", reached, owed, missed);
        if (reached == 0) {
            return;
        }
        Histogram latency = all.get(0).latency().copy();
        all.stream().skip(1).forEach(spread -> latency.add(spread.latency()));
        row(
                "latency",
                "p50 %,d ms, p99 %,d ms, last %,d ms",
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(99),
                latency.getMaxValue());
        row(
                "hops",
                "mean %s, last %d",
                decimals(meanHops(all)),
                all.stream().mapToInt(Results.Spread::lastHop).max().orElse(0));
        row(
                "redundant",
                "%s copies a delivery; first message %s, last %s",
                decimals((copies - reached) / (double) reached),
                decimals(all.get(0).redundancy()),
                decimals(all.get(all.size() - 1).redundancy()));
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
        heading("Largest component of the peers that are up");
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
        int skipped = Math.max(0, shown.size() - MOST_MOMENTS);
        for (Results.Wholeness moment : shown.subList(0, shown.size() - skipped)) {
            moment(moment);
        }
        if (skipped > 0) {
            row("...", "%d more changes", skipped - 1);
            moment(shown.get(shown.size() - 1));
        }
    }

    private void moment(Results.Wholeness moment) {
        row(
                seconds(moment.at()) + " s",
                "%7s of %,d peers, %,d %s%s",
                percent(moment.peers() == 0 ? 0 : (double) moment.largest() / moment.peers()),
                moment.peers(),
                moment.components(),
                moment.components() == 1 ? "component" : "components",
                moment.after().isEmpty() ? "" : "  <- " + moment.after());
    }

    private void liveness() {
        Results.Liveness liveness = results.liveness();
        heading("Held for dead");
        row("by neighbours", "%,d, wrongly %,d", liveness.reported(), liveness.wronglyReported());
        row("by seeds", "%,d, wrongly %,d", liveness.removed(), liveness.wronglyRemoved());
    }

    private void traffic() {
        Results.Traffic traffic = results.traffic();
        heading("Traffic");
        row("sent", "%,d messages, %,d bytes; %,d arrived", traffic.messages(), traffic.bytes(), traffic.arrived());
        List<Map.Entry<String, Results.Volume>> kinds =
                new ArrayList<>(traffic.sent().entrySet());
        kinds.sort(Comparator.comparingLong((Map.Entry<String, Results.Volume> kind) ->
                        kind.getValue().bytes())
                .reversed());
        for (Map.Entry<String, Results.Volume> kind : kinds.subList(0, Math.min(MOST_KINDS, kinds.size()))) {
            row(
                    "  " + kind.getKey(),
                    "%,15d messages %,18d bytes",
                    kind.getValue().messages(),
                    kind.getValue().bytes());
        }
        for (Map.Entry<Drop, Long> drop : traffic.dropped().entrySet()) {
            row("  " + drop.getKey().word(), "%,15d dropped", drop.getValue());
        }
    }

    private void checks() {
        if (results.checks().isEmpty()) {
            return;
        }
        heading("Invariants");
        line(String.format(
                Locale.ROOT,
                "  %-44s %,14.1f s without a live older neighbour, summed over all peers",
                "repair",
                results.repairMillis() / 1000.0));
        for (Results.Checked check : results.checks()) {
            line(String.format(
                    Locale.ROOT,
                    "  %-44s %,14d looks %s",
                    check.name(),
                    check.evaluated(),
                    check.broken() == 0 ? "" : String.format(Locale.ROOT, "%,d broken", check.broken())));
        }
    }

    /** What it cost, one line; it differs from run to run. */
    static String effort(Results results, Effort effort) {
        double seconds = Math.max(0.001, effort.took().toMillis() / 1000.0);
        String text = String.format(
                Locale.ROOT,
                "%,.1f virtual s in %,.1f s, %,.1f s of them until it had formed",
                results.virtualMillis() / 1000.0,
                seconds,
                effort.built().toMillis() / 1000.0);
        if (!effort.spread().isZero()) {
            text += String.format(
                    Locale.ROOT, " and %,.1f s for a message", effort.spread().toMillis() / 1000.0);
        }
        text += String.format(
                Locale.ROOT, ": %,d events, %,.0f a second", results.events(), results.events() / seconds);
        return effort.bytesPerPeer() == 0
                ? text
                : text + String.format(Locale.ROOT, "; %,d bytes a peer", effort.bytesPerPeer());
    }

    /** Tells of broken invariants, if any: the exit status. */
    static int judge(Results results, String command, Output output) {
        for (Results.Violation violation : results.violations()) {
            output.err().println(violation(violation));
        }
        for (Results.Checked check : results.checks()) {
            if (check.evaluated() == 0) {
                output.err().println("broken: " + check.name() + " was never looked at");
            }
        }
        boolean isGood = results.violations().isEmpty()
                && results.checks().stream().allMatch(check -> check.evaluated() > 0 && check.broken() == 0);
        if (!isGood) {
            output.err().println("replay: " + command);
        }
        return isGood ? 0 : 1;
    }

    static String violation(Results.Violation violation) {
        List<String> nodes = violation.nodes().stream()
                .limit(MOST_NODES)
                .map(String::valueOf)
                .toList();
        int more = violation.nodes().size() - nodes.size();
        return "broken: " + violation.name() + " at " + seconds(violation.at()) + " s, "
                + (nodes.isEmpty() ? "no node in particular" : String.join(", ", nodes))
                + (more > 0 ? " and " + more + " more" : "") + ": " + violation.detail();
    }

    private void heading(String title) {
        line("");
        line(title);
    }

    private void row(String name, String format, Object... values) {
        line(String.format(Locale.ROOT, "  %-18s ", name) + String.format(Locale.ROOT, format, values));
    }

    private void line(String line) {
        text.append(line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...")
                .append('\n');
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1000.0);
    }
}
