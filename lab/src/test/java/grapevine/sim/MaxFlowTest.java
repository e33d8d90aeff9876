package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.result.Results;
import grapevine.sim.scenario.Scenario;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jgrapht.Graph;
import org.jgrapht.alg.flow.PushRelabelMFImpl;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Four ways that share no peer lead from every peer to the oldest, and between any two: so three crashes at once,
 * wherever, leave all others connected before anybody repairs anything (Menger). Each peer is two vertices with one arc
 * between them.
 */
class MaxFlowTest {
    private static final int LINKS = 4;

    @ParameterizedTest(name = "seed {0}, {1} peers")
    @CsvSource({"1, 50", "2, 100", "3, 200", "4, 400"})
    void there_are_four_ways_to_the_oldest_and_between_any_two(long seed, int peers) {
        Results.Form form = new Simulation(Scenario.builder()
                        .seedNumber(seed)
                        .peers(peers)
                        .messages(0)
                        .runTime(Duration.ofSeconds(10))
                        .build())
                .run(new Simulation.Onlooker() {})
                .form();
        assertThat(form.peers()).hasSize(peers);
        PushRelabelMFImpl<Integer, DefaultEdge> flow = new PushRelabelMFImpl<>(graph(form));

        for (int peer = 1; peer < peers; peer++) {
            assertThat(ways(flow, peer, 0))
                    .as("ways from %d to the oldest", peer)
                    .isGreaterThanOrEqualTo(LINKS);
        }
        RandomGenerator random = new SplittableRandom(seed);
        for (int pair = 0; pair < 100; pair++) {
            int one = random.nextInt(peers);
            int another = (one + 1 + random.nextInt(peers - 1)) % peers;
            assertThat(ways(flow, one, another))
                    .as("ways from %d to %d", one, another)
                    .isGreaterThanOrEqualTo(LINKS);
        }
    }

    private static long ways(PushRelabelMFImpl<Integer, DefaultEdge> flow, int from, int to) {
        return Math.round(flow.calculateMaximumFlow(out(from), in(to)));
    }

    private static Graph<Integer, DefaultEdge> graph(Results.Form form) {
        Graph<Integer, DefaultEdge> graph = new SimpleDirectedGraph<>(DefaultEdge.class);
        for (int peer = 0; peer < form.peers().size(); peer++) {
            graph.addVertex(in(peer));
            graph.addVertex(out(peer));
            graph.addEdge(in(peer), out(peer));
        }
        int[] edges = form.edges();
        for (int i = 0; i < edges.length; i += 2) {
            graph.addEdge(out(edges[i]), in(edges[i + 1]));
            graph.addEdge(out(edges[i + 1]), in(edges[i]));
        }
        return graph;
    }

    private static int in(int peer) {
        return 2 * peer;
    }

    private static int out(int peer) {
        return 2 * peer + 1;
    }
}
