package grapevine.lab.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page that shows a run: the command, the figures beside their goals, the plots, what was counted. One file. */
final class Page {
    /** A plot, and its drawing for this page. */
    record Picture(Plot plot, String svg) {}

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --paper: #f6f8fa; --card: #fff; --line: #d0d7de;
              --good: #116329; --maybe: #7a4d05; --bad: #a40e26; %s }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9ea7b3; --paper: #0d1117; --card: #161b22;
              --line: #3d444d; --good: #56d364; --maybe: #e3b341; --bad: #ff8f88; %s } }
            body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; background: var(--paper); color: var(--ink);
              font: 1rem/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
            p.soft, figcaption { color: var(--soft); }
            pre, .wide { overflow-x: auto; }
            pre, figure { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; margin: 1rem 0; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; }
            a { color: inherit; }
            figure svg { display: block; width: 100%%; height: auto; }
            table { border-collapse: collapse; width: 100%%; font-variant-numeric: tabular-nums; }
            table:not(:has(td + td)) { width: auto; min-width: min(100%%, 32rem); }
            th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
            thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 400; }
            td.n, th.n { text-align: right; } .met { color: var(--good); } .missed { color: var(--bad); font-weight: 600; }
            @media (max-width: 40rem) { body { padding: 1rem; } figure { padding: .4rem; }
              .stack thead { display: none; } .stack tr { display: grid; grid-template-columns: 1fr 1fr; border-bottom: 1px solid var(--line); padding: .4rem 0; }
              .stack th, .stack td { border: 0; padding: 0 .8rem 0 0; } .stack tbody th { grid-column: 1 / -1; font-weight: 600; }
              .stack td:nth-child(3)::before { content: "goal: "; color: var(--soft); } }
            .chance { color: var(--maybe); } td.met, td.chance, td.missed { white-space: nowrap; }
            """.formatted(Theme.LIGHT.style(), Theme.DARK.style());

    private final RunSummary summary;
    private final List<Picture> pictures;

    Page(RunSummary summary, List<Picture> pictures) {
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
                + "</code></pre>\n" + violations() + goals() + plots() + new PageTables(summary).html()
                + "</main>\n</body>\n</html>\n";
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
                "≈: beyond the goal, by no more than chance does in a network of this size: two standard errors of the exponent and"
                        + " of the mean of draws; of the distance, what one in twenty samples of the fitted law itself would show"
                        + " (Lilliefors). –: the goal is for runs of another kind.",
                "stack",
                Html.head("figure", "seen", "to reach", "reached"),
                summary.goals().stream()
                        .map(goal -> "<tr><th scope=\"row\">" + Html.escape(goal.what()) + "</th><td>"
                                + Html.escape(goal.seen()) + "</td><td>" + Html.escape(goal.reach())
                                + "</td><td class=\""
                                + goal.mark().style() + "\">" + goal.mark().words() + "</td></tr>\n"));
    }

    private String plots() {
        String left = pictures.size() == Plot.NAMES.size()
                ? ""
                : "<p class=\"soft\">Left out is what would be empty: redundancy if no message came twice, components if nothing"
                        + " fell apart, all of messages if nobody got one.</p>\n";
        return pictures.stream().map(Page::figure).collect(Collectors.joining()) + left;
    }

    private static String figure(Picture picture) {
        Plot plot = picture.plot();
        return "<h2>" + Html.escape(plot.title()) + "</h2>\n<figure>\n" + picture.svg() + "<figcaption>"
                + Html.escape(plot.caption()) + " <a href=\"" + plot.name() + ".svg\">SVG</a> <a href=\"" + plot.name()
                + ".png\">PNG</a></figcaption>\n</figure>\n";
    }
}
