package grapevine.lab.report;

import grapevine.sim.result.Results;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** How many of those owed a message have it, by the time since it was published. */
final class CoveragePlot {
    private static final int MOST_POINTS = 200;

    /** On a logarithmic axis the next point is a fiftieth further on. */
    private static final int NEXT = 50;

    /**
     * Where the last delivery comes so many times later than half of them, one axis cannot show both unless it is
     * logarithmic.
     */
    private static final int FAR = 20;

    /** A curve of steps. */
    private record Steps(List<Double> at, List<Double> share) {
        void add(double time, double value) {
            at.add(time);
            share.add(Math.min(1, value)); // a peer that was owed nothing may have got it too
        }
    }

    private CoveragePlot() {}

    static Plot of(List<Results.Spread> messages) {
        Results.Spread first = messages.get(0);
        Results.Spread slowest = messages.stream()
                .max(Comparator.comparingLong(message -> message.latency().getMaxValue()))
                .orElseThrow();
        Histogram all = Results.Spread.latencies(messages);
        long owed = messages.stream().mapToLong(Results.Spread::owed).sum();
        long last = all.getMaxValue();
        boolean isFar = last > FAR * Math.max(1, all.getValueAtPercentile(50));
        double start = isFar ? Math.max(1, all.getMinValue()) / 2.0 : 0;
        String caption = String.format(
                Locale.ROOT,
                "Share of the peers that were up when a message was made and have it, by the time since it was published: half of the deliveries within"
                        + " %,d ms, 99 %% within %,d ms, the last after %,d ms (message %d).",
                all.getValueAtPercentile(50),
                all.getValueAtPercentile(99),
                last,
                slowest.number());
        return new Plot("coverage", "Coverage over time", caption, theme -> {
            XYChart chart = Plot.chart(theme, "ms since it was published", "share of those up when it was made");
            chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.02).setYAxisDecimalPattern("0%");
            chart.getStyler().setXAxisMin(start).setXAxisLogarithmic(isFar).setXAxisDecimalPattern("#,##0");
            add(chart, messages.size() == 1 ? "the message" : "all messages", steps(all, owed, start, last));
            if (messages.size() > 1) {
                if (first.number() != slowest.number()) {
                    add(chart, "the first", steps(first.latency(), first.owed(), start, last));
                }
                String name = "the slowest, message " + slowest.number();
                add(chart, name, steps(slowest.latency(), slowest.owed(), start, last));
            }
            return chart;
        });
    }

    private static void add(XYChart chart, String name, Steps steps) {
        double[] at = steps.at().stream().mapToDouble(Double::doubleValue).toArray();
        double[] share = steps.share().stream().mapToDouble(Double::doubleValue).toArray();
        Plot.line(chart, name, at, share).setXYSeriesRenderStyle(XYSeriesRenderStyle.Step);
    }

    /** Each time at which somebody got it, or as many of them as can be told apart. */
    private static Steps steps(Histogram latency, long owed, double start, long last) {
        Steps steps = new Steps(new ArrayList<>(), new ArrayList<>());
        steps.add(start, 0);
        double drawn = start;
        for (HistogramIterationValue value : latency.recordedValues()) {
            long at = value.getValueIteratedTo();
            double apart = start > 0 ? drawn / NEXT : (double) last / MOST_POINTS;
            boolean isApart = at - drawn >= apart || at == latency.getMaxValue();
            if (isApart && at > start) {
                drawn = at;
                steps.add((double) Math.min(at, last), (double) value.getTotalCountToThisValue() / owed);
            }
        }
        if (drawn < last) {
            steps.add((double) last, (double) latency.getTotalCount() / owed);
        }
        return steps;
    }
}
