package grapevine.lab.report;

import grapevine.sim.result.Results;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of the page: what was counted, a section for each part of the summary that has something to tell. */
final class PageTables {
    private static final int MESSAGES = 100;

    private final RunSummary summary;

    PageTables(RunSummary summary) {
        this.summary = summary;
    }

    String html() {
        return overlay()
                + law()
                + messages()
                + joining()
                + views()
                + healing()
                + liveness()
                + checks()
                + traffic()
                + counters();
    }

    private String overlay() {
        RunSummary.Overlay overlay = summary.overlay();
        return Html.section(
                "Overlay at the end",
                "Links between two peers: on the shortest ways from 100 random peers to all others.",
                Html.head("figure", "#seen"),
                Stream.of(
                        Html.row("live peers", "#" + Html.number(overlay.peers())),
                        Html.row("links", "#" + Html.number(overlay.links())),
                        Html.row("components", "#" + Html.number(overlay.components())),
                        Html.row("peers in the largest", "#" + Html.number(overlay.largestComponent())),
                        Html.row("links of a peer: fewest", "#" + Html.number(overlay.smallestDegree())),
                        Html.row("links of a peer: median", "#" + Html.number(overlay.medianDegree())),
                        Html.row("links of a peer: mean", "#" + Goals.number(overlay.meanDegree())),
                        Html.row("links of a peer: most", "#" + Html.number(overlay.largestDegree())),
                        Html.row("links between two peers: mean", "#" + Goals.number(overlay.meanPath())),
                        Html.row("links between two peers: longest", "#" + Html.number(overlay.longestPath())),
                        Html.row("clustering", "#" + Goals.number(overlay.clustering()))));
    }

    private String law() {
        if (!(summary.degreeLaw() instanceof PowerLawFit fit)) {
            return "";
        }
        return Html.section(
                "Fit of the degree law",
                "By the method of Clauset, Shalizi and Newman: exponent of largest likelihood, start of the tail at the smallest"
                        + " Kolmogorov-Smirnov distance. The ratio is divided by its standard deviation (Vuong).",
                Html.head("figure", "#seen"),
                Stream.of(
                        Html.row("tail begins at degree", "#" + Html.number(fit.tailFrom())),
                        Html.row("peers in the tail", "#" + Html.number(fit.tail())),
                        Html.row("exponent", "#" + Goals.number(fit.exponent())),
                        Html.row("standard error", "#" + Goals.number(fit.standardError())),
                        Html.row("distance (KS)", "#" + Goals.number(fit.distance())),
                        Html.row(
                                "log-likelihood ratio against exponential, sum",
                                "#" + Goals.number(fit.logLikelihoodRatio())),
                        Html.row("the same, in standard deviations", "#" + Goals.number(fit.vuong())),
                        Html.row("p-value of the difference", "#" + Goals.number(fit.pValue())),
                        Html.row("exponent of the law that ends at the cap", "#" + Goals.number(fit.cappedExponent())),
                        Html.row("its distance (KS)", "#" + Goals.number(fit.cappedDistance()))));
    }

    private String messages() {
        List<RunSummary.Message> messages = summary.messages();
        String note =
                "Of the peers owed a message that are up at the end: missed, those that lack it and were not told so; given"
                        + " up, those that were told; under way, those that may get it yet."
                        + (messages.size() > MESSAGES ? " The first " + MESSAGES + " of " + messages.size() + "." : "");
        return Html.section(
                "Messages",
                note,
                Html.head(
                        "#message",
                        "#owed",
                        "#reached",
                        "#missed",
                        "#given up",
                        "#under way",
                        "#extra copies",
                        "#most hops",
                        "#p50 ms",
                        "#p99 ms",
                        "#most ms"),
                messages.stream()
                        .limit(MESSAGES)
                        .map(message -> "<tr>"
                                + Stream.of(
                                                Html.number(message.number()),
                                                Html.number(message.owed()),
                                                Html.number(message.reached()),
                                                Html.number(message.survivorsMissed()),
                                                Html.number(message.givenUp()),
                                                Html.number(message.underWay()),
                                                Goals.number(message.redundancy()),
                                                Html.number(message.lastHop()),
                                                Html.number(message.p50()),
                                                Html.number(message.p99()),
                                                Html.number(message.slowest()))
                                        .map(text -> "<td class=\"n\">" + text + "</td>")
                                        .collect(Collectors.joining())
                                + "</tr>\n"));
    }

    private String joining() {
        Results.Joining joining = summary.joining();
        Results.Views views = summary.views();
        return Html.section(
                "Joins and views",
                "The bytes of a join are those sent and received until a second after the peer had its place.",
                Html.head("figure", "#seen"),
                Stream.of(
                        Html.row(
                                "time of a join, mean, ms",
                                "#" + Goals.number(joining.millis().mean())),
                        Html.row(
                                "time of a join, longest, ms",
                                "#" + Html.number(joining.millis().most())),
                        Html.row(
                                "bytes of a join, mean",
                                "#" + Goals.number(joining.bytes().mean())),
                        Html.row(
                                "bytes of a join, most",
                                "#" + Html.number(joining.bytes().most())),
                        Html.row("entries of a view", "#" + Goals.number(views.size())),
                        Html.row("views that a peer is in, standard deviation", "#" + Goals.number(views.deviation())),
                        Html.row("entries that name the dead", "#" + Goals.percent(views.dead()))));
    }

    private String views() {
        ViewFigures views = summary.viewGraph();
        if (views == null) {
            return "";
        }
        return Html.section(
                "Partial views at the end",
                views.rule() + ", " + views.viewSize() + " entries, every " + Html.number(views.periodMillis())
                        + " ms. In-degree: in how many views a peer is. Two peers are joined if one has the other in its view.",
                Html.head("figure", "#seen"),
                Stream.concat(
                        Stream.of(
                                Html.row("in-degree, mean", "#" + Goals.number(views.meanInDegree())),
                                Html.row(
                                        "in-degree, standard deviation", "#" + Goals.number(views.inDegreeDeviation())),
                                Html.row("in-degree, smallest", "#" + Html.number(views.smallestInDegree())),
                                Html.row("in-degree, largest", "#" + Html.number(views.largestInDegree())),
                                Html.row("clustering", "#" + Goals.number(views.clustering())),
                                Html.row("components", "#" + Html.number(views.components())),
                                Html.row("entries that name the dead", "#" + Goals.percent(views.dead()))),
                        Stream.ofNullable(views.recovery())
                                .flatMap(recovery -> Stream.of(
                                        Html.row(
                                                "the same right after the crash", "#" + Goals.percent(recovery.dead())),
                                        Html.row(
                                                "periods until they were below 1 %",
                                                recovery.periods() < 0
                                                        ? "never"
                                                        : "#" + Goals.number(recovery.periods()))))));
    }

    private String healing() {
        Results.Healing healing = summary.healing();
        return Html.section(
                "Without an older neighbour",
                "Dials made at once are the first round; a dial in the place of one that came to nothing is of the round"
                        + " after that one's.",
                Html.head("figure", "#seen"),
                Stream.of(
                        Html.row("times that a peer lost the last one", "#" + Html.number(healing.orphaned())),
                        Html.row(
                                "times that one found another",
                                "#" + Html.number(healing.rounds().count())),
                        Html.row(
                                "rounds of dials, mean",
                                "#" + Goals.number(healing.rounds().mean())),
                        Html.row(
                                "rounds of dials, most",
                                "#" + Html.number(healing.rounds().most())),
                        Html.row(
                                "time, mean, ms",
                                "#" + Goals.number(healing.millis().mean())),
                        Html.row(
                                "time, longest, ms",
                                "#" + Html.number(healing.millis().most())),
                        Html.row(
                                "time without one, noticed or not, all peers added up, ms",
                                "#" + Html.number(healing.lackMillis()))));
    }

    private String liveness() {
        Results.Liveness liveness = summary.liveness();
        return Html.section(
                "Held for dead",
                "",
                Html.head("figure", "#seen"),
                Stream.of(
                        Html.row("neighbours held for dead", "#" + Html.number(liveness.reported())),
                        Html.row("of these, while it could answer", "#" + Html.number(liveness.wronglyReported())),
                        Html.row("peers struck off a seed's list", "#" + Html.number(liveness.removed())),
                        Html.row("of these, while it could answer", "#" + Html.number(liveness.wronglyRemoved())),
                        Html.row("peers that left in order", "#" + Html.number(liveness.left())),
                        Html.row("peers that died", "#" + Html.number(liveness.died())),
                        Html.row(
                                "until a neighbour noticed, mean, ms",
                                "#" + Goals.number(liveness.firstReport().mean())),
                        Html.row(
                                "until a neighbour noticed, longest, ms",
                                "#" + Html.number(liveness.firstReport().most())),
                        Html.row(
                                "until off every seed's list, mean, ms",
                                "#" + Goals.number(liveness.offAllLists().mean())),
                        Html.row(
                                "until off every seed's list, longest, ms",
                                "#" + Html.number(liveness.offAllLists().most()))));
    }

    private String checks() {
        return Html.section(
                "Invariants",
                "",
                Html.head("invariant", "#looked at", "#broken"),
                summary.invariants().stream()
                        .map(check -> Html.row(
                                check.name(),
                                "#" + Html.number(check.evaluated()),
                                "#" + Html.number(check.broken()))));
    }

    private String traffic() {
        Results.Traffic traffic = summary.traffic();
        return Html.section(
                "Traffic",
                String.format(
                        Locale.ROOT,
                        "%,d messages sent in %,.0f s; %,d arrived. Once the network had formed, a peer sent %,.0f bytes a"
                                + " second, the one with %,d links %,d.",
                        traffic.messages(),
                        summary.virtualMillis() / 1000.0,
                        traffic.arrived(),
                        summary.pace().bytes().mean(),
                        summary.pace().hubLinks(),
                        summary.pace().hubBytes()),
                Html.head("kind", "#messages", "#bytes"),
                Stream.concat(
                        traffic.sent().entrySet().stream()
                                .map(kind -> Html.row(
                                        kind.getKey(),
                                        "#" + Html.number(kind.getValue().messages()),
                                        "#" + Html.number(kind.getValue().bytes()))),
                        traffic.dropped().entrySet().stream()
                                .map(reason -> Html.row(
                                        "dropped: " + reason.getKey().meaning(),
                                        "#" + Html.number(reason.getValue()),
                                        ""))));
    }

    private String counters() {
        return Html.section(
                "Counters of all nodes",
                "",
                Html.head("counter", "#sum"),
                summary.counters().entrySet().stream()
                        .map(counter -> Html.row(counter.getKey(), "#" + Html.number(counter.getValue()))));
    }
}
