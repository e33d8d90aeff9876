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
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escape(title)
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n<h1>" + escape(title) + "</h1>\n"
                + "<p class=\"soft\">A run in virtual time. This command gives the same figures on any machine; all of them are"
                + " in <a href=\"summary.json\">summary.json</a>.</p>\n<pre><code>" + escape(summary.command())
                + "</code></pre>\n" + violations() + goals() + plots() + overlay() + law() + messages() + checks()
                + traffic()
                + counters() + "</main>\n</body>\n</html>\n";
    }

    private String violations() {
        if (summary.violations().isEmpty()) {
            return "";
        }
        return section(
                "Broken invariants",
                "",
                head("invariant", "#ms", "nodes", "seen"),
                summary.violations().stream()
                        .map(broken -> row(
                                broken.name(),
                                "#" + number(broken.at()),
                                broken.nodes().stream().map(Object::toString).collect(Collectors.joining(" ")),
                                broken.detail())));
    }

    private String goals() {
        return section(
                "Figures to reach",
                "Without a verdict: the goal is for runs of another kind.",
                head("figure", "seen", "to reach", "reached"),
                summary.goals().stream().map(goal -> {
                    Boolean met = goal.met();
                    String verdict = met == null
                            ? "<td>–</td>"
                            : met ? "<td class=\"met\">✓ yes</td>" : "<td class=\"missed\">✗ no</td>";
                    return "<tr><th scope=\"row\">" + escape(goal.what()) + "</th><td>" + escape(goal.seen())
                            + "</td><td>" + escape(goal.reach()) + "</td>" + verdict + "</tr>\n";
                }));
    }

    private String plots() {
        return pictures.stream().map(Page::figure).collect(Collectors.joining());
    }

    private static String figure(Picture picture) {
        Plot plot = picture.plot();
        return "<h2>" + escape(plot.title())
                + "</h2>\n<figure>\n<picture>\n<source media=\"(prefers-color-scheme: dark)\""
                + " srcset=\"" + data(picture.dark()) + "\">\n<img alt=\"" + escape(plot.caption()) + "\" src=\""
                + data(picture.light()) + "\">\n</picture>\n<figcaption>" + escape(plot.caption()) + " <a href=\""
                + plot.name() + ".svg\">SVG</a> <a href=\"" + plot.name() + ".png\">PNG</a></figcaption>\n</figure>\n";
    }

    private static String data(String svg) {
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    }

    private String overlay() {
        Summary.Overlay overlay = summary.overlay();
        return section(
                "Overlay at the end",
                "Ways are those from 100 random peers to all others.",
                head("figure", "#seen"),
                Stream.of(
                        row("live peers", "#" + number(overlay.peers())),
                        row("links", "#" + number(overlay.links())),
                        row("components", "#" + number(overlay.components())),
                        row("peers in the largest", "#" + number(overlay.largestComponent())),
                        row("links of a peer: fewest", "#" + number(overlay.smallestDegree())),
                        row("links of a peer: median", "#" + number(overlay.medianDegree())),
                        row("links of a peer: mean", "#" + Goals.number(overlay.meanDegree())),
                        row("links of a peer: most", "#" + number(overlay.largestDegree())),
                        row("links between two peers: mean", "#" + Goals.number(overlay.meanPath())),
                        row("links between two peers: longest", "#" + number(overlay.longestPath())),
                        row("clustering", "#" + Goals.number(overlay.clustering()))));
    }

    private String law() {
        if (!(summary.degreeLaw() instanceof PowerLawFit fit)) {
            return "";
        }
        return section(
                "Fit of the degree law",
                "By the method of Clauset, Shalizi and Newman: exponent of largest likelihood, start of the tail at the smallest"
                        + " Kolmogorov-Smirnov distance. The ratio is divided by its standard deviation (Vuong).",
                head("figure", "#seen"),
                Stream.of(
                        row("tail begins at degree", "#" + number(fit.tailFrom())),
                        row("peers in the tail", "#" + number(fit.tail())),
                        row("exponent", "#" + Goals.number(fit.exponent())),
                        row("standard error", "#" + Goals.number(fit.standardError())),
                        row("distance (KS)", "#" + Goals.number(fit.distance())),
                        row(
                                "log-likelihood ratio against exponential, sum",
                                "#" + Goals.number(fit.logLikelihoodRatio())),
                        row("the same, in standard deviations", "#" + Goals.number(fit.vuong())),
                        row("p-value of the difference", "#" + Goals.number(fit.pValue())),
                        row("exponent of the law that ends at the cap", "#" + Goals.number(fit.cappedExponent())),
                        row("its distance (KS)", "#" + Goals.number(fit.cappedDistance()))));
    }

    private String messages() {
        List<Summary.Message> messages = summary.messages();
        String note = messages.size() > MESSAGES ? "The first " + MESSAGES + " of " + messages.size() + "." : "";
        return section(
                "Messages",
                note,
                head(
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
                                                number(message.number()),
                                                number(message.owed()),
                                                number(message.reached()),
                                                number(message.survivorsMissed()),
                                                Goals.number(message.redundancy()),
                                                number(message.lastHop()),
                                                number(message.p50()),
                                                number(message.p99()),
                                                number(message.slowest()))
                                        .map(text -> "<td class=\"n\">" + text + "</td>")
                                        .collect(Collectors.joining())
                                + "</tr>\n"));
    }

    private String checks() {
        return section(
                "Invariants",
                "",
                head("invariant", "#looked at", "#broken"),
                summary.invariants().stream()
                        .map(check ->
                                row(check.name(), "#" + number(check.evaluated()), "#" + number(check.broken()))));
    }

    private String traffic() {
        Results.Traffic traffic = summary.traffic();
        return section(
                "Traffic",
                String.format(
                        Locale.ROOT,
                        "%,d messages sent in %,.0f s; %,d arrived.",
                        traffic.messages(),
                        summary.virtualMillis() / 1000.0,
                        traffic.arrived()),
                head("kind", "#messages", "#bytes"),
                Stream.concat(
                        traffic.sent().entrySet().stream()
                                .map(kind -> row(
                                        kind.getKey(),
                                        "#" + number(kind.getValue().messages()),
                                        "#" + number(kind.getValue().bytes()))),
                        traffic.dropped().entrySet().stream()
                                .map(reason ->
                                        row("dropped: " + reason.getKey(), "#" + number(reason.getValue()), ""))));
    }

    private String counters() {
        return section(
                "Counters of all nodes",
                "",
                head("counter", "#sum"),
                summary.counters().entrySet().stream()
                        .map(counter -> row(counter.getKey(), "#" + number(counter.getValue()))));
    }

    /** Nothing for a table without rows. */
    private static String section(String title, String note, String head, Stream<String> rows) {
        String body = rows.collect(Collectors.joining());
        return body.isEmpty()
                ? ""
                : "<h2>" + title + "</h2>\n" + (note.isEmpty() ? "" : "<p class=\"soft\">" + escape(note) + "</p>\n")
                        + "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + title + "\"><table>\n"
                        + head
                        + "<tbody>\n" + body + "</tbody>\n</table></div>\n";
    }

    /** A {@code #} before a text puts it to the right, as numbers stand. */
    private static String head(String... names) {
        return "<thead><tr>"
                + Stream.of(names)
                        .map(name -> cell("th", " scope=\"col\"", name))
                        .collect(Collectors.joining()) + "</tr></thead>\n";
    }

    private static String row(String name, String... cells) {
        return "<tr>" + cell("th", " scope=\"row\"", name)
                + Stream.of(cells).map(text -> cell("td", "", text)).collect(Collectors.joining()) + "</tr>\n";
    }

    private static String cell(String tag, String more, String text) {
        boolean isNumber = text.startsWith("#");
        return "<" + tag + more + (isNumber ? " class=\"n\">" : ">") + escape(isNumber ? text.substring(1) : text)
                + "</" + tag + ">";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
