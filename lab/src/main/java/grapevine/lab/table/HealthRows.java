package grapevine.lab.table;

import grapevine.sim.net.Drop;
import grapevine.sim.result.Results;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The second half of the table: how the network healed, whom it held for dead, what was said, and what was looked at.
 */
final class HealthRows {
    private static final int MOST_KINDS = 8;

    /** Shorter times are 0.0 s in the table. */
    private static final long SHOWN_MILLIS = 50;

    private final Results results;
    private final TextTable table;

    HealthRows(Results results, TextTable table) {
        this.results = results;
        this.table = table;
    }

    void add() {
        healing();
        liveness();
        traffic();
        checks();
    }

    private void healing() {
        Results.Healing healing = results.healing();
        boolean isLack = healing.lackMillis() >= SHOWN_MILLIS;
        if (healing.orphaned() > 0 || isLack) {
            table.heading("Peers without an older neighbour");
            Results.Figures rounds = healing.rounds();
            if (healing.orphaned() > 0) {
                table.row("lost the last one", "%s", times(healing.orphaned()));
                if (rounds.count() == 0) {
                    table.row("found another", "nobody: gone first, the oldest by then, or the run over");
                }
            }
            if (rounds.count() > 0) {
                table.row(
                        "found another",
                        "%s; dials in rounds: mean %s, most %d",
                        times(rounds.count()),
                        TextTable.decimals(rounds.mean()),
                        rounds.most());
                Results.Figures millis = healing.millis();
                table.row("", "time until then: mean %,.0f ms, most %,d", millis.mean(), millis.most());
            }
            if (isLack) {
                table.row("all peers in sum", "%,.1f s without one, noticed or not", healing.lackMillis() / 1000.0);
            }
        }
    }

    private void liveness() {
        Results.Liveness liveness = results.liveness();
        table.heading("Held for dead");
        table.row(
                "by neighbours",
                "%s, %,d while it could answer",
                times(liveness.reported()),
                liveness.wronglyReported());
        table.row("by seeds", "%s, %,d while it could answer", times(liveness.removed()), liveness.wronglyRemoved());
        if (liveness.left() > 0) {
            table.row("left in order", "%s", peers(liveness.left()));
        }
        if (liveness.died() > 0) {
            table.row("died", "%s", peers(liveness.died()));
            delay("noticed", liveness.firstReport());
            delay("off every list", liveness.offAllLists());
        }
    }

    private void delay(String name, Results.Figures millis) {
        table.row(
                name,
                "%,d of them; mean %.1f s after, most %.1f s",
                millis.count(),
                millis.mean() / 1000,
                millis.most() / 1000.0);
    }

    private void traffic() {
        Results.Traffic traffic = results.traffic();
        table.heading("Traffic");
        table.row("sent", "%,d messages, %,d bytes", traffic.messages(), traffic.bytes());
        table.row("arrived", "%,d messages", traffic.arrived());
        Results.Pace pace = results.pace();
        if (pace.bytes().count() > 0) {
            table.row(
                    "once formed",
                    "%,.0f bytes/s a peer, %,d by the one with %,d %s",
                    pace.bytes().mean(),
                    pace.hubBytes(),
                    pace.hubLinks(),
                    pace.hubLinks() == 1 ? "link" : "links");
        }
        List<Map.Entry<String, Results.Volume>> kinds =
                new ArrayList<>(traffic.sent().entrySet());
        kinds.sort(Comparator.comparingLong((Map.Entry<String, Results.Volume> kind) ->
                        kind.getValue().bytes())
                .reversed());
        for (Map.Entry<String, Results.Volume> kind : kinds.subList(0, Math.min(MOST_KINDS, kinds.size()))) {
            table.row(
                    "  " + kind.getKey(),
                    "%,15d messages %,18d bytes",
                    kind.getValue().messages(),
                    kind.getValue().bytes());
        }
        for (Map.Entry<Drop, Long> drop : traffic.dropped().entrySet()) {
            table.row(
                    "  dropped",
                    "%,15d messages: %s",
                    drop.getValue(),
                    drop.getKey().meaning());
        }
    }

    private void checks() {
        if (results.checks().isEmpty()) {
            return;
        }
        table.heading("Invariants, and how often each was checked");
        for (Results.Checked check : results.checks()) {
            table.row(check.name(), "%,18d times, %s", check.evaluated(), outcome(check));
        }
    }

    private static String outcome(Results.Checked check) {
        if (check.evaluated() == 0) {
            return "never looked at";
        }
        return check.broken() == 0 ? "held" : String.format(Locale.ROOT, "%,d of them broken", check.broken());
    }

    private static String times(long count) {
        return count == 1 ? "once" : String.format(Locale.ROOT, "%,d times", count);
    }

    private static String peers(long count) {
        return String.format(Locale.ROOT, count == 1 ? "%,d peer" : "%,d peers", count);
    }
}
