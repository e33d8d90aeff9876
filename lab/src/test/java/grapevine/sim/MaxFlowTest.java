package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.result.Results;
import grapevine.sim.scenario.Scenario;
import grapevine.wire.Address;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jgrapht.Graph;
import org.jgrapht.alg.flow.PushRelabelMFImpl;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * So many ways that share no peer lead from every peer to the oldest, and between any two, that one crash below 32
 * peers, any two below 128 and any three from there on leave all others connected before anybody repairs anything
 * (Menger). Each peer is two vertices with one arc between them.
 */
class MaxFlowTest {
    @ParameterizedTest(name = "seed {0}, {1} peers")
    @CsvSource({
        "1, 5, 2",
        "2, 5, 2",
        "3, 5, 2",
        "4, 8, 2",
        "2, 12, 2",
        "3, 31, 2",
        "4, 32, 3",
        "1, 50, 3",
        "2, 100, 3",
        "5, 127, 3",
        "3, 200, 4"
    })
    void there_are_ways_enough_to_the_oldest_and_between_any_two(long seed, int peers, int ways) {
        Results.Form form = new Simulation(Scenario.builder()
                        .seedNumber(seed)
                        .peers(peers)
                        .messages(0)
                        .runTime(Duration.ofSeconds(40))
                        .build())
                .run(new Simulation.Onlooker() {})
                .form();
        assertThat(form.peers()).hasSize(peers);
        assertWays(ways, peers, form.edges(), seed);
    }

    /** Those that came when there were few are told of the growth with their renewals. */
    @Test
    void a_network_that_grows_from_five_to_four_hundred_has_four_ways_though_nobody_was_started_again() {
        World world = World.settled(4, 5);
        assertWays(2, 5, edges(world), 4);
        assertThat(aims(world)).containsOnly("2");

        for (int i = 5; i < 400; i++) {
            world.startPeer(World.peer(i));
            world.network.runFor(100);
        }
        world.network.runFor(60_000);

        assertThat(aims(world)).containsOnly("4");
        assertWays(4, 400, edges(world), 4);
    }

    private static Set<String> aims(World world) {
        return world.livePeers().stream()
                .map(peer -> world.status(peer).get("aim"))
                .collect(Collectors.toSet());
    }

    private static int[] edges(World world) {
        List<Address> peers = List.copyOf(world.livePeers());
        IntStream.Builder edges = IntStream.builder();
        world.overlay()
                .neighbours()
                .forEach((peer, others) -> others.headSet(peer)
                        .forEach(other -> edges.add(peers.indexOf(peer)).add(peers.indexOf(other))));
        return edges.build().toArray();
    }

    /** The peer of number 0 is the oldest. */
    private static void assertWays(int least, int peers, int[] edges, long seed) {
        PushRelabelMFImpl<Integer, DefaultEdge> flow = new PushRelabelMFImpl<>(graph(peers, edges));
        for (int peer = 1; peer < peers; peer++) {
            assertThat(ways(flow, peer, 0))
                    .as("ways from %d to the oldest", peer)
                    .isGreaterThanOrEqualTo(least);
        }
        RandomGenerator random = new SplittableRandom(seed);
        for (int pair = 0; pair < 100; pair++) {
            int one = random.nextInt(peers);
            int another = (one + 1 + random.nextInt(peers - 1)) % peers;
            assertThat(ways(flow, one, another))
                    .as("ways from %d to %d", one, another)
                    .isGreaterThanOrEqualTo(least);
        }
    }

    private static long ways(PushRelabelMFImpl<Integer, DefaultEdge> flow, int from, int to) {
        return Math.round(flow.calculateMaximumFlow(out(from), in(to)));
    }

    private static Graph<Integer, DefaultEdge> graph(int peers, int[] edges) {
        Graph<Integer, DefaultEdge> graph = new SimpleDirectedGraph<>(DefaultEdge.class);
        for (int peer = 0; peer < peers; peer++) {
            graph.addVertex(in(peer));
            graph.addVertex(out(peer));
            graph.addEdge(in(peer), out(peer));
        }
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
