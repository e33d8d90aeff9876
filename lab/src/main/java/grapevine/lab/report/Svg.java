package grapevine.lab.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.ChartEncoder;

/**
 * A plot as SVG. What the library draws is exact to a millionth of a pixel, has each letter's outline in absolute
 * coordinates and a line in as many pieces as it has points; said to a tenth of a pixel, in steps and in one piece it
 * takes a third of the bytes.
 */
final class Svg {
    private static final Pattern CLIP = Pattern.compile("clip\\d+");
    private static final Pattern FINE = Pattern.compile("-?\\d+\\.\\d+");
    private static final Pattern PATH = Pattern.compile(" d=\"([^\"]*)\"");
    private static final Pattern STEP = Pattern.compile("([MLQCZ])|(-?[0-9.]+)[, ](-?[0-9.]+)");
    private static final Pattern LINE =
            Pattern.compile("(\\s*)<line style=\"([^\"]*)\" x1=\"(.*?)\" x2=\"(.*?)\" y1=\"(.*?)\" y2=\"(.*?)\"/>");
    private static final Pattern PROLOG = Pattern.compile("^.*?(?=<svg )", Pattern.DOTALL);

    private Svg() {}

    /** A file of its own, with a title for who cannot see it; the same plot gives the same bytes. */
    static String file(Plot plot) throws IOException {
        String drawn = new String(ChartEncoder.getBytes(plot.draw().in(Theme.LIGHT), "svg"), StandardCharsets.UTF_8);
        Map<String, String> names = new LinkedHashMap<>();
        String named = CLIP.matcher(drawn)
                .replaceAll(clip -> names.computeIfAbsent(clip.group(), name -> plot.name() + "-clip" + names.size()));
        // What stands before the drawing has a number that is not to be rounded, the version of XML.
        int start = named.indexOf("<svg ");
        return named.substring(0, start)
                + small(named.substring(start))
                        .replaceFirst("<defs>", "<title>" + Html.escape(plot.title()) + "</title>\n  <defs>");
    }

    private static String small(String svg) {
        return PATH.matcher(inOnePiece(FINE.matcher(svg).replaceAll(Svg::rounded)))
                .replaceAll(path -> " d=\"" + inSteps(path.group(1)) + "\"");
    }

    /** A part of a page, whose style says what the colours are. */
    static String inline(String file, String words) {
        String svg = PROLOG.matcher(file).replaceFirst("");
        return Theme.inColoursOfPage(svg)
                .replaceFirst("<svg ", "<svg role=\"img\" aria-label=\"" + Html.escape(words) + "\" ")
                .replaceFirst("<title>.*?</title>\\s*", "");
    }

    private static String rounded(MatchResult number) {
        return tenths(tenths(Double.parseDouble(number.group())));
    }

    private static long tenths(double value) {
        return Math.round(value * 10);
    }

    /** Without what need not be there: {@code -.5}, {@code 3}. */
    private static String tenths(long value) {
        long whole = Math.abs(value) / 10;
        long rest = Math.abs(value) % 10;
        return (value < 0 ? "-" : "") + (whole > 0 || rest == 0 ? whole : "") + (rest > 0 ? "." + rest : "");
    }

    /** Lines of one style, each of which begins where the one before ends, as one. */
    private static String inOnePiece(String svg) {
        StringBuilder text = new StringBuilder(svg.length());
        String end = "";
        for (String row : svg.split("\n", -1)) {
            Matcher line = LINE.matcher(row);
            boolean isLine = line.matches();
            if (isLine && end.equals(line.group(2) + ' ' + line.group(3) + ',' + line.group(5))) {
                text.append(' ').append(line.group(4)).append(',').append(line.group(6));
            } else {
                text.append(end.isEmpty() ? "" : "\"/>\n");
                text.append(isLine ? line.replaceFirst("$1<polyline style=\"$2\" points=\"$3,$5 $4,$6") : row + "\n");
            }
            end = isLine ? line.group(2) + ' ' + line.group(4) + ',' + line.group(6) : "";
        }
        return text.toString().stripTrailing() + "\n";
    }

    /** Each point as the way from the point before, which keeps no rounding error. */
    private static String inSteps(String path) {
        StringBuilder steps = new StringBuilder(path.length() / 2);
        Matcher step = STEP.matcher(path);
        long[] at = {0, 0};
        long[] point = {0, 0};
        long[] start = {0, 0};
        int left = 0;
        boolean isStart = false;
        while (step.find()) {
            if (step.group(1) != null) {
                char command = step.group(1).charAt(0);
                steps.append(Character.toLowerCase(command));
                left = command == 'Q' ? 2 : command == 'C' ? 3 : 1;
                isStart = command == 'M';
                if (command == 'Z') {
                    at = start.clone();
                }
                continue;
            }
            point = new long[] {tenths(Double.parseDouble(step.group(2))), tenths(Double.parseDouble(step.group(3)))};
            append(steps, point[0] - at[0]);
            append(steps, point[1] - at[1]);
            if (--left == 0) {
                at = point;
                start = isStart ? point : start;
            }
        }
        return steps.toString();
    }

    /** A minus parts two numbers as well as a space does. */
    private static void append(StringBuilder steps, long value) {
        String number = tenths(value);
        boolean isFirst = steps.length() == 0 || Character.isLetter(steps.charAt(steps.length() - 1));
        steps.append(isFirst || number.startsWith("-") ? "" : " ").append(number);
    }
}
