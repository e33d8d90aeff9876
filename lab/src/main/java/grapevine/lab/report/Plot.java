package grapevine.lab.report;

import grapevine.sim.result.Results;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture of a run.
 *
 * @param name of its files, without the ending
 * @param title what it shows
 * @param caption what one sees there, in words and numbers; stands for the picture where it cannot be seen
 * @param draw makes the chart in the colours of a theme
 */
record Plot(String name, String title, String caption, Draw draw) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 440;

    /** More numbers along an axis than this would run into each other. */
    static final int MOST_LABELS = 20;

    /** Faults told apart in a picture: there are three colours, and the line takes one. */
    private static final int MOST_FAULTS = 2;

    /** Makes the chart. */
    interface Draw {
        IChart in(Theme theme);
    }

    /** Of all pictures that there may be. */
    static final List<String> NAMES = List.of("degrees", "coverage", "hops", "redundancy", "components");

    /** Those of which the run has something to show. */
    static List<Plot> of(Results results, RunSummary summary) {
        List<Plot> plots = new ArrayList<>();
        Degrees degrees = Degrees.of(results.form().degrees());
        if (degrees.largest() > 0) {
            plots.add(degrees(degrees, summary.degreeLaw()));
        }
        List<Results.Spread> heard = results.messages().stream()
                .filter(message -> message.reached() > 0 && message.owed() > 0)
                .toList();
        if (!heard.isEmpty()) {
            plots.add(CoveragePlot.of(heard));
            plots.add(hops(heard));
        }
        if (heard.stream().anyMatch(message -> message.redundancy() > 0)) {
            plots.add(RedundancyPlot.of(heard));
        }
        if (results.wholeness().stream()
                .anyMatch(moment -> moment.components() > 1 || !moment.after().isEmpty())) {
            plots.add(wholeness(results.wholeness()));
        }
        return plots;
    }

    private static Plot degrees(Degrees degrees, Fit fit) {
        double[] seen = Arrays.stream(degrees.values())
                .filter(degree -> degree > 0)
                .asDoubleStream()
                .toArray();
        double[] share = DoubleStream.of(seen)
                .map(degree -> (double) degrees.atLeast((int) degree) / degrees.size())
                .toArray();
        String caption = "Share of the peers with at least so many links, both axes logarithmic: from "
                + degrees.smallest() + " links to " + degrees.largest() + ", half of the peers with at most "
                + degrees.quantile(0.5) + "."
                + (fit instanceof PowerLawFit law
                        ? String.format(
                                Locale.ROOT,
                                " The line is the power law with exponent %.2f, from %d links on.",
                                law.exponent(),
                                law.tailFrom())
                        : "");
        return new Plot("degrees", "Degrees of the peers", caption, theme -> {
            XYChart chart = chart(theme, "links of a peer, at least", "share of the peers");
            chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
            chart.getStyler()
                    .setXAxisLogarithmicDecadeOnly(false)
                    .setXAxisTickLabelsFormattingFunction(links -> label(Math.round(links), degrees));
            chart.getStyler().setYAxisDecimalPattern("0.####%");
            chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
            chart.addSeries("peers", seen, share).setMarker(SeriesMarkers.CIRCLE);
            if (fit instanceof PowerLawFit law) {
                double[] at = IntStream.rangeClosed(law.tailFrom(), degrees.largest())
                        .asDoubleStream()
                        .toArray();
                double[] expected =
                        DoubleStream.of(at).map(k -> law.share((int) k)).toArray();
                line(chart, String.format(Locale.ROOT, "power law, exponent %.2f", law.exponent()), at, expected);
            }
            return chart;
        });
    }

    /**
     * What stands at a number of links: the number itself, where the axis spans less than a decade; else only at 1, 2
     * and 5 with zeros after them, since all would run into each other.
     */
    static String label(long links, Degrees degrees) {
        boolean isShort = degrees.largest() < 10 * degrees.smallest();
        return isShort || String.valueOf(links).matches("[125]0*") ? String.valueOf(links) : "";
    }

    private static Plot hops(List<Results.Spread> messages) {
        int last = messages.stream().mapToInt(Results.Spread::lastHop).max().orElse(0);
        double[] over = new double[last + 1];
        for (Results.Spread message : messages) {
            for (int hop = 0; hop <= message.lastHop(); hop++) {
                over[hop] += message.hops()[hop];
            }
        }
        double all = DoubleStream.of(over).sum();
        int first = over[0] > 0 ? 0 : Math.min(1, last);
        double[] at = IntStream.rangeClosed(first, last).asDoubleStream().toArray();
        double[] share = DoubleStream.of(at).map(hop -> over[(int) hop] / all).toArray();
        double mean = IntStream.rangeClosed(0, last)
                .mapToDouble(hop -> hop * over[hop] / all)
                .sum();
        String caption = String.format(
                Locale.ROOT, "Links a message went over to a peer: %.1f on average, %d at most.", mean, last);
        return new Plot("hops", "Hops", caption, theme -> {
            CategoryChart chart = new CategoryChartBuilder()
                    .width(WIDTH)
                    .height(HEIGHT)
                    .xAxisTitle("links from its origin")
                    .yAxisTitle("share of the deliveries")
                    .build();
            theme.dress(chart.getStyler());
            chart.getStyler().setYAxisMin(0.0).setXAxisDecimalPattern("0").setLegendVisible(false);
            chart.getStyler().setYAxisDecimalPattern("0%").setXAxisMaxLabelCount(MOST_LABELS);
            chart.addSeries("deliveries", at, share);
            return chart;
        });
    }

    private static Plot wholeness(List<Results.Wholeness> moments) {
        double[] at =
                moments.stream().mapToDouble(moment -> moment.at() / 1000.0).toArray();
        double[] share = moments.stream().mapToDouble(Plot::largestShare).toArray();
        List<Results.Wholeness> struck =
                moments.stream().filter(moment -> !moment.after().isEmpty()).toList();
        String caption = String.format(
                Locale.ROOT,
                "Share of the live peers in the largest component: at least %.2f %%, at the end %.2f %%; %s.",
                100 * DoubleStream.of(share).min().orElse(0),
                100 * share[share.length - 1],
                struck.size() == 1 ? "1 fault" : struck.size() + " faults");
        return new Plot("components", "Component size through the faults", caption, theme -> {
            XYChart chart =
                    chart(theme, "s since the network had formed", "share of the live peers in the largest component");
            chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.02).setYAxisDecimalPattern("0%");
            line(chart, "largest component", at, share);
            faults(struck).forEach((name, ofIt) -> mark(chart, name, ofIt));
            return chart;
        });
    }

    /** By what their marks are called: each by its name while there are colours for them, else one name for all. */
    private static Map<String, List<Results.Wholeness>> faults(List<Results.Wholeness> struck) {
        Map<String, List<Results.Wholeness>> named = new LinkedHashMap<>();
        struck.forEach(moment -> named.computeIfAbsent("right after " + moment.after(), none -> new ArrayList<>())
                .add(moment));
        return named.size() <= MOST_FAULTS ? named : Map.of("right after a fault", struck);
    }

    private static void mark(XYChart chart, String name, List<Results.Wholeness> struck) {
        double[] at =
                struck.stream().mapToDouble(moment -> moment.at() / 1000.0).toArray();
        double[] share = struck.stream().mapToDouble(Plot::largestShare).toArray();
        chart.addSeries(name, at, share)
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
                .setMarker(SeriesMarkers.DIAMOND);
    }

    private static double largestShare(Results.Wholeness moment) {
        return moment.peers() == 0 ? 0 : (double) moment.largest() / moment.peers();
    }

    static XYChart chart(Theme theme, String across, String up) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(across)
                .yAxisTitle(up)
                .build();
        theme.dress(chart.getStyler());
        return chart;
    }

    static XYSeries line(XYChart chart, String name, double[] across, double[] up) {
        XYSeries series = chart.addSeries(name, across, up);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line).setMarker(SeriesMarkers.NONE);
        return series;
    }
}
