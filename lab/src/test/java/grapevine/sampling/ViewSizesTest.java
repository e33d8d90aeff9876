package grapevine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds a network together that has nothing but its views: everybody knows the first at the start, in each round
 * each begins an exchange, and after some rounds half of them die at once. The table in docs/results.md was made so.
 */
class ViewSizesTest {
    private static final int RUNS = 10;
    private static final int ROUNDS = 100;
    private static final int ROUNDS_AFTER = 40;

    @ParameterizedTest(name = "views of {1} among {0}")
    @CsvSource({"100,8", "1000,8", "100,9", "100,30"})
    void a_network_of_views_stays_in_one_part(int peers, int viewSize) {
        SamplingRule rule = SamplingRule.DEFAULT.withViewSize(viewSize);

        List<Integer> parts =
                crowds(peers, rule).map(crowd -> crowd.partsAfter(ROUNDS)).toList();

        assertThat(parts).as("with H=%d, S=%d", rule.healing(), rule.swapping()).containsOnly(1);
    }

    @ParameterizedTest(name = "views of {1} among {0}")
    @CsvSource({"100,10", "1000,12"})
    void larger_views_hold_it_together_also_when_half_of_it_dies(int peers, int viewSize) {
        SamplingRule rule = SamplingRule.DEFAULT.withViewSize(viewSize);

        List<Integer> parts = crowds(peers, rule)
                .peek(crowd -> crowd.partsAfter(ROUNDS))
                .map(Crowd::partsAfterHalfDied)
                .toList();

        assertThat(parts).as("with H=%d, S=%d", rule.healing(), rule.swapping()).containsOnly(1);
    }

    private static Stream<Crowd> crowds(int peers, SamplingRule rule) {
        return IntStream.range(0, RUNS).mapToObj(seed -> new Crowd(peers, rule, seed));
    }

    /** A network in one run. */
    private static final class Crowd {
        private final List<PeerSampling<Integer>> all = new ArrayList<>();
        private int dead;

        Crowd(int peers, SamplingRule rule, long seed) {
            for (int number = 0; number < peers; number++) {
                PeerSampling<Integer> one =
                        new PeerSampling<>(number, rule, new SplittableRandom(seed * 1_000_003 + number));
                one.add(List.of(0));
                all.add(one);
            }
            all.get(0).add(List.of(1));
        }

        int partsAfter(int rounds) {
            for (int round = 0; round < rounds; round++) {
                for (PeerSampling<Integer> one : all.subList(dead, all.size())) {
                    one.begin().ifPresent(exchange -> exchange(one, exchange));
                }
            }
            return parts();
        }

        int partsAfterHalfDied() {
            dead = all.size() / 2;
            return partsAfter(ROUNDS_AFTER);
        }

        private void exchange(PeerSampling<Integer> one, PeerSampling.Exchange<Integer> exchange) {
            if (exchange.partner() < dead) {
                one.failed(exchange);
            } else {
                one.ended(exchange, all.get(exchange.partner()).answer(exchange.sent()));
            }
        }

        /** Of the graph in which two that live are joined if one knows the other. */
        private int parts() {
            int[] head = IntStream.range(0, all.size()).toArray();
            int parts = all.size() - dead;
            for (int owner = dead; owner < all.size(); owner++) {
                for (Sampled<Integer> known : all.get(owner).view()) {
                    if (known.peer() >= dead && join(head, owner, known.peer())) {
                        parts--;
                    }
                }
            }
            return parts;
        }

        private static boolean join(int[] head, int one, int other) {
            int first = headOf(head, one);
            int second = headOf(head, other);
            head[first] = second;
            return first != second;
        }

        private static int headOf(int[] head, int of) {
            int at = of;
            while (head[at] != at) {
                head[at] = head[head[at]];
                at = head[at];
            }
            return at;
        }
    }
}
