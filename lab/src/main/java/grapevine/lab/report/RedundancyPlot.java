package grapevine.lab.report;

import grapevine.sim.result.Results;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How often peers got a message again, message by message. */
final class RedundancyPlot {
    private static final int MOST_POINTS = 500;

    private RedundancyPlot() {}

    static Plot of(List<Results.Spread> messages) {
        Results.Spread worst = worst(messages);
        int each = (messages.size() + MOST_POINTS - 1) / MOST_POINTS;
        List<Results.Spread> shown = IntStream.iterate(0, from -> from < messages.size(), from -> from + each)
                .mapToObj(from -> worst(messages.subList(from, Math.min(from + each, messages.size()))))
                .toList();
        double[] number = shown.stream().mapToDouble(Results.Spread::number).toArray();
        double[] copies = shown.stream().mapToDouble(Results.Spread::redundancy).toArray();
        String caption = String.format(
                Locale.ROOT,
                "Copies of a message beyond the first, for each peer it reached: %.3f on average, at most %.3f (message"
                        + " %d).%s",
                messages.stream()
                        .mapToDouble(Results.Spread::redundancy)
                        .average()
                        .orElse(0),
                worst.redundancy(),
                worst.number(),
                each == 1 ? "" : " Of each " + each + " messages the one with the most is shown.");
        return new Plot("redundancy", "Redundancy of each message", caption, theme -> {
            XYChart chart = Plot.chart(theme, "message, in the order of publication", "extra copies a delivery");
            chart.getStyler()
                    .setYAxisMin(0.0)
                    .setYAxisMax(1.1 * worst.redundancy())
                    .setXAxisDecimalPattern("0")
                    .setYAxisDecimalPattern("0.####")
                    .setXAxisMaxLabelCount(Plot.MOST_LABELS)
                    .setLegendVisible(false);
            chart.addSeries("redundancy", number, copies).setMarker(SeriesMarkers.CIRCLE);
            return chart;
        });
    }

    private static Results.Spread worst(List<Results.Spread> messages) {
        return messages.stream()
                .max(Comparator.comparingDouble(Results.Spread::redundancy))
                .orElseThrow();
    }
}
