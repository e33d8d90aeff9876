package grapevine.lab.report;

import grapevine.sim.Results;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page that shows a run: the command, the figures beside their goals, the plots, what was counted. One file. */
final class Page {
    /** A plot, drawn for light and for dark paper. */
    record Picture(Plot plot, String light, String dark) {}

    private static final int MESSAGES = 100;

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --paper: #f6f8fa; --card: #fff; --line: #d0d7de;
              --good: #116329; --bad: #a40e26; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9ea7b3; --paper: #0d1117; --card: #161b22;
              --line: #3d444d; --good: #56d364; --bad: #ff8f88; } }
            body { margin: 0 auto; padding: 1.5rem; max-width: 52rem; background: var(--paper); color: var(--ink);
              font: 1rem/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
            p.soft, figcaption { color: var(--soft); }
            pre, .wide { overflow-x: auto; }
            pre, figure { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; margin: 1rem 0; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; }
            a { color: inherit; }
            img { display: block; max-width: 100%; height: auto; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
            thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 400; }
            td.n, th.n { text-align: right; } .met { color: var(--good); } .missed { color: var(--bad); font-weight: 600; }
            """;

    private final Summary summary;
    private final List<Picture> pictures;

    Page(Summary summary, List<Picture> pictures) {
        this.summary = summary;
        this.pictures = pictures;
    }

    String html() {
        String title = String.format(
                Locale.ROOT,
                "Grapevine: %,d peers, seed %d",
                summary.scenario().peers(),
                summary.scenario().seedNumber());
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + Html.escape(title)
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n<h1>" + Html.escape(title)
                + "</h1>\n"
                + "<p class=\"soft\">A run in virtual time. This command gives the same figures on any machine; all of them are"
                + " in <a href=\"summary.json\">summary.json</a>.</p>\n<pre><code>" + Html.escape(summary.command())
                + "</code></pre>\n" + violations() + goals() + plots() + overlay() + law() + messages() + joining()
                + views()
                + healing() + liveness() + checks() + traffic()
                + counters() + "</main>\n</body>\n</html>\n";
    }

    private String violations() {
        if (summary.violations().isEmpty()) {
            return "";
        }
        return Html.section(
                "Broken invariants",
                "",
                Html.head("invariant", "#ms", "nodes", "seen"),
                summary.violations().stream()
                        .map(broken -> Html.row(
                                broken.name(),
                                "#" + Html.number(broken.at()),
                                broken.nodes().stream().map(Object::toString).collect(Collectors.joining(" ")),
                                broken.detail())));
    }

    private String goals() {
        return Html.section(
                "Figures to reach",
                "Without a verdict: the goal is for runs of another kind.",
                Html.head("figure", "seen", "to reach", "reached"),
                summary.goals().stream().map(goal -> {
                    Boolean met = goal.met();
                    String verdict = met == null
                            ? "<td>–</td>"
                            : met ? "<td class=\"met\">✓ yes</td>" : "<td class=\"missed\">✗ no</td>";
                    return "<tr><th scope=\"row\">" + Html.escape(goal.what()) + "</th><td>" + Html.escape(goal.seen())
                            + "</td><td>" + Html.escape(goal.reach()) + "</td>" + verdict + "</tr>\n";
                }));
    }

    private String plots() {
        return pictures.stream().map(Page::figure).collect(Collectors.joining());
    }

    private static String figure(Picture picture) {
        Plot plot = picture.plot();
        return "<h2>" + Html.escape(plot.title())
                + "</h2>\n<figure>\n<picture>\n<source media=\"(prefers-color-scheme: dark)\""
                + " srcset=\"" + data(picture.dark()) + "\">\n<img alt=\"" + Html.escape(plot.caption()) + "\" src=\""
                + data(picture.light()) + "\">\n</picture>\n<figcaption>" + Html.escape(plot.caption()) + " <a href=\""
                + plot.name() + ".svg\">SVG</a> <a href=\"" + plot.name() + ".png\">PNG</a></figcaption>\n</figure>\n";
    }

    private static String data(String svg) {
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    }

    private String overlay() {
        Summary.Overlay overlay = summary.overlay();
        return Html.section(
                "Overlay at the end",
                "Ways are those from 100 random peers to all others.",
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
        List<Summary.Message> messages = summary.messages();
        String note = messages.size() > MESSAGES ? "The first " + MESSAGES + " of " + messages.size() + "." : "";
        return Html.section(
                "Messages",
                note,
                Html.head(
                        "#message",
                        "#owed",
                        "#reached",
                        "#missed",
                        "#redundant",
                        "#last hop",
                        "#p50 ms",
                        "#p99 ms",
                        "#last ms"),
                messages.stream()
                        .limit(MESSAGES)
                        .map(message -> "<tr>"
                                + Stream.of(
                                                Html.number(message.number()),
                                                Html.number(message.owed()),
                                                Html.number(message.reached()),
                                                Html.number(message.survivorsMissed()),
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
                "Dials made together are a round.",
                Html.head("figure", "#seen"),
                Stream.of(
                        Html.row("peers that lost the last one", "#" + Html.number(healing.orphaned())),
                        Html.row(
                                "that found another",
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
                        Html.row("time of all peers together, ms", "#" + Html.number(healing.lackMillis()))));
    }

    private String liveness() {
        Results.Liveness liveness = summary.liveness();
        return Html.section(
                "Held for dead",
                "",
                Html.head("figure", "#seen"),
                Stream.of(
                        Html.row("neighbours held for dead", "#" + Html.number(liveness.reported())),
                        Html.row("wrongly", "#" + Html.number(liveness.wronglyReported())),
                        Html.row("peers struck off a list", "#" + Html.number(liveness.removed())),
                        Html.row("wrongly", "#" + Html.number(liveness.wronglyRemoved())),
                        Html.row("peers that died", "#" + Html.number(liveness.died())),
                        Html.row(
                                "noticed by a neighbour after, mean, ms",
                                "#" + Goals.number(liveness.firstReport().mean())),
                        Html.row(
                                "longest, ms",
                                "#" + Html.number(liveness.firstReport().most())),
                        Html.row(
                                "off all lists after, mean, ms",
                                "#" + Goals.number(liveness.offAllLists().mean())),
                        Html.row(
                                "longest, ms",
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
                                        "dropped: " + reason.getKey(), "#" + Html.number(reason.getValue()), ""))));
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
