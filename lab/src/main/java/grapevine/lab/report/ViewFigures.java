package grapevine.lab.report;

import grapevine.sim.result.Results;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IntSummaryStatistics;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the partial views are like at the end, as the literature on peer sampling measures them. In-degree: in how many
 * views a live peer is.
 *
 * @param rule peer selection, propagation, view selection
 * @param viewSize the most a view names
 * @param periodMillis between two exchanges that a peer begins
 * @param meanInDegree the mean over all live peers
 * @param inDegreeDeviation its standard deviation
 * @param smallestInDegree of the peer that fewest know
 * @param largestInDegree of the peer that most know
 * @param clustering share of the pairs of peers around one that know each other, the mean over all; two are joined if
 *     one knows the other
 * @param components how many parts the graph of these joined pairs has; 1 if all hangs together
 * @param dead which share of all entries names peers that are gone
 * @param recovery what became of the entries after the last crash; null if there was none
 */
public record ViewFigures(
        String rule,
        int viewSize,
        long periodMillis,
        double meanInDegree,
        double inDegreeDeviation,
        int smallestInDegree,
        int largestInDegree,
        double clustering,
        int components,
        double dead,
        Results.@Nullable Recovery recovery) {
    /** Peers whose surroundings are looked at; the mean of so many varies by much less than 1 %. */
    private static final int CLUSTERING_SAMPLES = 10_000;

    /** Null if the run did not look at views. */
    @Nullable
    public static ViewFigures of(Results results) {
        Results.ViewGraph views = results.viewGraph();
        if (views == null) {
            return null;
        }
        IntSummaryStatistics named = Arrays.stream(views.named()).summaryStatistics();
        OverlayGraph graph = OverlayGraph.of(views.named().length, views.edges());
        return new ViewFigures(
                results.scenario().sampling().words(),
                results.scenario().sampling().viewSize(),
                results.scenario().sampling().period().toMillis(),
                named.getAverage(),
                results.views().deviation(),
                named.getCount() == 0 ? 0 : named.getMin(),
                named.getCount() == 0 ? 0 : named.getMax(),
                graph.clustering(
                        CLUSTERING_SAMPLES,
                        new SplittableRandom(results.scenario().seedNumber())),
                graph.without(new BitSet()).components(),
                results.views().dead(),
                views.recovery());
    }
}
