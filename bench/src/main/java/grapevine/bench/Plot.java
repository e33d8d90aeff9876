package grapevine.bench;

import java.util.List;
import java.util.Locale;

/** The two rates of each system as bars, in SVG. */
final class Plot {
    private static final int LEFT = 130;
    private static final int BAR = 480;
    private static final int ROW = 38;
    private static final int TOP = 34;
    private static final int RIGHT = 90;

    private final Results results;
    private final List<Case> cases;

    Plot(Results results, int payload) {
        this.results = results;
        this.cases = results.with(payload);
    }

    String svg() {
        double most = cases.stream()
                .mapToDouble(each -> Math.max(rate(each, Figure.ONE_RATE), rate(each, Figure.ALL_RATE)))
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder();
        int width = LEFT + BAR + RIGHT;
        int height = TOP + ROW * cases.size() + 8;
        line(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                width,
                height,
                width,
                height);
        line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
        line(
                svg,
                "<text x=\"%d\" y=\"18\">million deliveries a second: one publishes (dark), all publish (light)</text>",
                LEFT);
        for (int i = 0; i < cases.size(); i++) {
            int y = TOP + ROW * i;
            line(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 20, word(i));
            bar(svg, y, rate(cases.get(i), Figure.ONE_RATE), most, isOurs(i) ? "#1a7f37" : "#57606a");
            bar(svg, y + 15, rate(cases.get(i), Figure.ALL_RATE), most, isOurs(i) ? "#7ccf8f" : "#afb8c1");
        }
        return svg.append("</svg>\n").toString();
    }

    private void bar(StringBuilder svg, int y, double rate, double most, String colour) {
        int length = (int) Math.round(BAR * rate / most);
        line(svg, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"13\" fill=\"%s\"/>", LEFT, y, length, colour);
        line(svg, "<text x=\"%d\" y=\"%d\" font-size=\"11\">%.2f</text>", LEFT + length + 4, y + 11, rate / 1e6);
    }

    private String word(int i) {
        return cases.get(i).entrant().word();
    }

    private boolean isOurs(int i) {
        return cases.get(i).entrant().isGrapevine();
    }

    private double rate(Case each, Figure figure) {
        return results.median(each, figure).orElse(0);
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
