package grapevine.lab.report;

import grapevine.sim.result.Results;
import grapevine.sim.scenario.Scenario;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All figures of a run: the contents of {@code summary.json}. Follows from the run alone, so two runs of one scenario
 * give the same bytes.
 *
 * @param command the line that does this run again
 * @param overlay the graph at the end
 * @param degreeLaw the power law that fits its degrees
 * @param attacks what would be left of the overlay before any repair
 * @param viewGraph what the partial views are like; null unless the scenario asks for it
 * @param goals the figures that have a goal
 */
public record RunSummary(
        String command,
        Scenario scenario,
        Overlay overlay,
        Fit degreeLaw,
        List<Attack> attacks,
        List<Message> messages,
        List<Results.Wholeness> wholeness,
        Results.Joining joining,
        Results.Views views,
        @Nullable ViewFigures viewGraph,
        Results.Healing healing,
        Results.Liveness liveness,
        Results.Traffic traffic,
        Results.Pace pace,
        Map<String, Long> counters,
        List<Results.Checked> invariants,
        List<Results.Violation> violations,
        List<Goal> goals,
        long events,
        long virtualMillis) {
    /** Peers whose ways to all others are followed; the mean of so many varies by less than 1 %. */
    private static final int PATH_SAMPLES = 100;

    /** How often victims are drawn: what is left of a thousand peers differs much from draw to draw. */
    private static final int DRAWS = 10;

    private static final int CLUSTERING_SAMPLES = 100_000;
    private static final List<Double> AT_RANDOM = List.of(0.3, 0.5, 0.8);
    private static final List<Double> HUBS = List.of(0.01, 0.05, 0.1, 0.2);

    /**
     * The overlay at the end.
     *
     * @param meanPath links between two peers, from a sample of 100
     * @param longestPath the longest of them
     * @param clustering share of linked pairs among a peer's neighbours
     * @param joinedAfterMillis when the last of the first peers had its place, from the start of the run; -1 if one had
     *     none
     */
    public record Overlay(
            int peers,
            int links,
            int components,
            int largestComponent,
            int smallestDegree,
            int medianDegree,
            double meanDegree,
            int largestDegree,
            double meanPath,
            int longestPath,
            double clustering,
            long joinedAfterMillis) {}

    /**
     * Peers taken away from the final overlay at one blow.
     *
     * @param victims {@code random} or {@code hubs}
     * @param removed which share of the peers
     * @param connected which share of the survivors is in the largest component; of random victims the mean of ten
     *     draws
     * @param lowest the smallest of these shares
     * @param error the standard error of that mean; 0 where nothing is drawn
     */
    public record Attack(String victims, double removed, double connected, double lowest, double error) {}

    /** One message; times in ms, the highest of a share of its deliveries. */
    public record Message(
            int number,
            String origin,
            long at,
            int owed,
            int reached,
            int survivorsMissed,
            int givenUp,
            int underWay,
            long copies,
            double redundancy,
            int lastHop,
            long p50,
            long p99,
            long slowest) {
        static Message of(Results.Spread spread) {
            return new Message(
                    spread.number(),
                    spread.origin().toString(),
                    spread.at(),
                    spread.owed(),
                    spread.reached(),
                    spread.survivorsMissed(),
                    spread.givenUp(),
                    spread.underWay(),
                    spread.copies(),
                    spread.redundancy(),
                    spread.lastHop(),
                    spread.latency().getValueAtPercentile(50),
                    spread.latency().getValueAtPercentile(99),
                    spread.latency().getMaxValue());
        }
    }

    /** Counts and fits; takes some seconds for a million peers. */
    public static RunSummary of(Results results, String command) {
        Results.Form form = results.form();
        OverlayGraph graph = OverlayGraph.of(form.peers().size(), form.edges());
        RandomGenerator random = new SplittableRandom(results.scenario().seedNumber());
        Degrees degrees = graph.degrees();
        OverlayGraph.Remains whole = graph.without(new BitSet());
        OverlayGraph.Paths paths = graph.paths(PATH_SAMPLES, random);
        Overlay overlay = new Overlay(
                graph.peers(),
                graph.links(),
                whole.components(),
                whole.largest(),
                degrees.smallest(),
                degrees.quantile(0.5),
                degrees.mean(),
                degrees.largest(),
                paths.mean(),
                paths.longest(),
                graph.clustering(CLUSTERING_SAMPLES, random),
                form.joined());
        Fit law = Fit.of(degrees, Math.max(results.scenario().degreeCap(), degrees.largest()));
        List<Attack> attacks = attacks(graph, random);
        return new RunSummary(
                command,
                results.scenario(),
                overlay,
                law,
                attacks,
                results.messages().stream().map(Message::of).toList(),
                results.wholeness(),
                results.joining(),
                results.views(),
                ViewFigures.of(results),
                results.healing(),
                results.liveness(),
                results.traffic(),
                results.pace(),
                results.counters(),
                results.checks(),
                results.violations(),
                Goals.of(results, overlay, law, attacks),
                results.events(),
                results.virtualMillis());
    }

    private static List<Attack> attacks(OverlayGraph graph, RandomGenerator random) {
        List<Attack> attacks = new ArrayList<>();
        for (double share : AT_RANDOM) {
            double[] draws = IntStream.range(0, DRAWS)
                    .mapToDouble(
                            draw -> graph.without(graph.anyOf(share, random)).share())
                    .toArray();
            attacks.add(drawn(share, draws));
        }
        for (double share : HUBS) {
            double connected = graph.without(graph.hubs(share)).share();
            attacks.add(new Attack("hubs", share, connected, connected, 0));
        }
        return attacks;
    }

    private static Attack drawn(double share, double... draws) {
        double mean = DoubleStream.of(draws).average().orElse(0);
        double squares = DoubleStream.of(draws)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        double error = Math.sqrt(squares / (draws.length - 1) / draws.length);
        return new Attack("random", share, mean, DoubleStream.of(draws).min().orElse(0), error);
    }
}
