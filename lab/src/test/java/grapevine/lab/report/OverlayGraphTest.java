package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.alg.scoring.ClusteringCoefficient;
import org.jgrapht.alg.shortestpath.GraphMeasurer;
import org.jgrapht.generate.BarabasiAlbertGraphGenerator;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;
import org.jgrapht.util.SupplierUtil;
import org.junit.jupiter.api.Test;

class OverlayGraphTest {
    private final RandomGenerator random = new SplittableRandom(1);

    @Test
    void a_triangle_with_a_tail_and_a_loner() {
        OverlayGraph graph = OverlayGraph.of(5, new int[] {0, 1, 1, 2, 0, 2, 2, 3});

        assertThat(graph.links()).isEqualTo(4);
        assertThat(IntStream.range(0, 5).map(graph::degree)).containsExactly(2, 2, 3, 1, 0);
        assertThat(graph.without(new BitSet())).isEqualTo(new OverlayGraph.Remains(5, 4, 2));
        assertThat(graph.paths(10, random)).isEqualTo(new OverlayGraph.Paths(8 / 6.0, 2));
        assertThat(graph.clustering(10, random)).isCloseTo((1 + 1 + 1 / 3.0) / 5, within(1e-12));
    }

    @Test
    void the_survivors_of_a_lost_hub_fall_apart() {
        OverlayGraph star = OverlayGraph.of(5, new int[] {0, 1, 0, 2, 0, 3, 0, 4});

        BitSet hub = star.hubs(0.2);

        assertThat(hub.stream()).containsExactly(0);
        assertThat(star.without(hub)).isEqualTo(new OverlayGraph.Remains(4, 1, 4));
        assertThat(star.without(hub).share()).isEqualTo(0.25);
    }

    @Test
    void nobody_is_left_apart_when_nobody_is_left() {
        OverlayGraph graph = OverlayGraph.of(2, new int[] {0, 1});

        assertThat(graph.without(graph.anyOf(1, random)).share()).isEqualTo(1);
        assertThat(OverlayGraph.of(0, new int[0]).without(new BitSet()).components())
                .isZero();
        assertThat(OverlayGraph.of(0, new int[0]).paths(5, random)).isEqualTo(new OverlayGraph.Paths(0, 0));
    }

    @Test
    void a_share_of_the_peers_is_drawn_evenly() {
        OverlayGraph graph = OverlayGraph.of(10, new int[0]);
        int[] drawn = new int[10];

        for (int i = 0; i < 10_000; i++) {
            graph.anyOf(0.3, random).stream().forEach(peer -> drawn[peer]++);
        }

        assertThat(IntStream.of(drawn).sum()).isEqualTo(30_000);
        assertThat(IntStream.of(drawn)).allMatch(times -> Math.abs(times - 3_000) < 200);
    }

    @Test
    void a_large_graph_measures_as_a_graph_library_measures_it() {
        Graph<Integer, DefaultEdge> theirs = new SimpleGraph<>(
                SupplierUtil.createIntegerSupplier(), SupplierUtil.createSupplier(DefaultEdge.class), false);
        new BarabasiAlbertGraphGenerator<Integer, DefaultEdge>(4, 2, 400, new Random(5)).generateGraph(theirs);
        BitSet gone = new BitSet();
        IntStream.range(0, 60).forEach(gone::set);
        OverlayGraph ours = OverlayGraph.of(
                400,
                theirs.edgeSet().stream()
                        .flatMapToInt(edge -> IntStream.of(theirs.getEdgeSource(edge), theirs.getEdgeTarget(edge)))
                        .toArray());

        OverlayGraph.Paths paths = ours.paths(400, random);
        OverlayGraph.Remains remains = ours.without(gone);

        assertThat((double) paths.longest()).isEqualTo(new GraphMeasurer<>(theirs).getDiameter());
        assertThat(ours.clustering(400, random))
                .isCloseTo(new ClusteringCoefficient<>(theirs).getAverageClusteringCoefficient(), within(1e-9));
        gone.stream().forEach(theirs::removeVertex);
        ConnectivityInspector<Integer, DefaultEdge> sets = new ConnectivityInspector<>(theirs);
        assertThat(remains.components()).isEqualTo(sets.connectedSets().size()).isGreaterThan(1);
        assertThat(remains.largest())
                .isEqualTo(sets.connectedSets().stream()
                        .mapToInt(java.util.Set::size)
                        .max()
                        .orElseThrow());
    }
}
