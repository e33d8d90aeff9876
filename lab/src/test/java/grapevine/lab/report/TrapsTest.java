package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.Simulation;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Scenario;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rules by which every peer holds four older links, and yet the network is not what it should be: its degrees follow no
 * power law, or it falls apart with its hubs. The same questions tell these rules from the peers' own.
 */
class TrapsTest {
    private static final int PEERS = 1000;
    private static final int LINKS = 4;
    private static final int CAP = 256;

    /** Whom the newest of so many peers links to; those before it are 0 to newest - 1, and as old as they are low. */
    enum Trap {
        /** The oldest ones. */
        STAR {
            @Override
            int choose(int newest, int link, int[] degrees, RandomGenerator random) {
                return link;
            }
        },
        /** The ones just before it. */
        CHAIN {
            @Override
            int choose(int newest, int link, int[] degrees, RandomGenerator random) {
                return newest - 1 - link;
            }
        },
        /** The highest degree of eight, chosen at random, each time. */
        FIXED_SUBSET {
            @Override
            int choose(int newest, int link, int[] degrees, RandomGenerator random) {
                int best = random.nextInt(newest);
                for (int drawn = 1; drawn < 8; drawn++) {
                    int next = random.nextInt(newest);
                    best = degrees[next] > degrees[best] ? next : best;
                }
                return best;
            }
        },
        /** Anybody: no trap for connection, but no power law either. */
        UNIFORM {
            @Override
            int choose(int newest, int link, int[] degrees, RandomGenerator random) {
                return random.nextInt(newest);
            }
        };

        abstract int choose(int newest, int link, int[] degrees, RandomGenerator random);
    }

    @ParameterizedTest
    @EnumSource
    void a_rule_that_only_looks_right_is_found_out(Trap trap) {
        int[] edges = grow(trap, new SplittableRandom(5));

        assertThat(isSound(edges)).isFalse();
    }

    @Test
    void the_rule_of_the_peers_is_sound() {
        Scenario scenario = Scenario.builder()
                .peers(PEERS)
                .messages(0)
                .runTime(Duration.ofSeconds(10))
                .build();
        Results.Form form =
                new Simulation(scenario).run(new Simulation.Onlooker() {}).form();

        assertThat(form.peers()).hasSize(PEERS);
        assertThat(isSound(form.edges())).isTrue();
    }

    /**
     * A power law of the degrees within the cap, and hardly anybody cut off when every tenth peer, the hubs first, is
     * gone.
     */
    private static boolean isSound(int[] edges) {
        int[] degrees = new int[PEERS];
        Arrays.stream(edges).forEach(end -> degrees[end]++);
        boolean isWithinCap = Arrays.stream(degrees).max().orElseThrow() <= CAP;
        Fit fit = Fit.of(Degrees.of(degrees), PEERS);
        boolean isLaw = fit instanceof PowerLawFit law
                && law.exponent() >= 2.2
                && law.exponent() <= 3.2
                && law.distance() <= 0.05
                && law.logLikelihoodRatio() > 2;
        OverlayGraph graph = OverlayGraph.of(PEERS, edges);
        double share = graph.without(graph.hubs(0.1)).share();
        return isWithinCap && isLaw && share >= 0.98;
    }

    private static int[] grow(Trap trap, RandomGenerator random) {
        int[] degrees = new int[PEERS];
        int[] edges = new int[2 * LINKS * PEERS];
        int filled = 0;
        for (int newest = 1; newest < PEERS; newest++) {
            Set<Integer> chosen = new LinkedHashSet<>();
            for (int link = 0; chosen.size() < Math.min(LINKS, newest); link++) {
                chosen.add(newest <= LINKS ? link : trap.choose(newest, link, degrees, random));
            }
            for (int older : chosen) {
                degrees[older]++;
                degrees[newest]++;
                edges[filled++] = older;
                edges[filled++] = newest;
            }
        }
        return Arrays.copyOf(edges, filled);
    }
}
