package grapevine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a view keeps, sends and takes in. Peers are numbers, 500 is the one whose view it is. */
class PartialViewTest {
    private static final int SELF = 500;

    /** A run of a peer. */
    private record Run(int number, int run) {}

    private static final PartialView.Naming<Run> RUNS = new PartialView.Naming<>() {
        @Override
        public boolean admits(Run peer) {
            return peer.number() != SELF;
        }

        @Override
        public Object key(Run peer) {
            return peer.number();
        }

        @Override
        public int compareRuns(Run one, Run other) {
            return Integer.compare(one.run(), other.run());
        }
    };

    private final PartialView<Run> view = viewOf(1, SamplingRule.DEFAULT);

    @Test
    void one_hears_of_itself_never() {
        view.meet(peer(SELF));
        view.fill(List.of(peer(SELF), peer(1)));
        view.merge(List.of(new Sampled<>(peer(SELF), 0), new Sampled<>(peer(2), 0)), List.of());

        assertThat(view.peers()).containsExactlyInAnyOrder(peer(1), peer(2));
    }

    @Test
    void it_sends_itself_with_no_hops_and_fourteen_others_without_the_three_oldest() {
        fill(0, 27, 1);
        fill(27, 30, 9);

        List<Sampled<Run>> sent = view.toSend(peer(SELF));

        assertThat(sent).hasSize(15).doesNotHaveDuplicates().first().isEqualTo(new Sampled<>(peer(SELF), 0));
        assertThat(sent.subList(1, 15)).allMatch(sample -> sample.hops() == 1);
    }

    @Test
    void it_sends_all_it_has_while_that_is_little() {
        fill(0, 3, 4);

        assertThat(view.toSend(null)).hasSize(3);
        assertThat(viewOf(2, SamplingRule.DEFAULT).toSend(null)).isEmpty();
    }

    @Test
    void each_exchange_makes_what_is_known_one_hop_older() {
        view.merge(List.of(new Sampled<>(peer(1), 0), new Sampled<>(peer(2), 7)), List.of());
        view.grow();
        view.grow();

        assertThat(hops(view)).isEqualTo(Map.of(1, 2, 2, 9));
    }

    @Test
    void hops_that_no_longer_fit_are_not_told_apart() {
        view.merge(List.of(new Sampled<>(peer(1), 1_000_000)), List.of());
        view.grow();

        assertThat(hops(view)).containsEntry(1, (int) Byte.MAX_VALUE);
    }

    @Test
    void of_two_samples_of_one_peer_the_fewer_hops_win_and_a_later_run_wins_over_both() {
        view.merge(List.of(new Sampled<>(peer(1), 5)), List.of());
        view.merge(List.of(new Sampled<>(peer(1), 8)), List.of());
        assertThat(hops(view)).containsEntry(1, 5);
        view.merge(List.of(new Sampled<>(peer(1), 2)), List.of());
        assertThat(hops(view)).containsEntry(1, 2);

        Run reborn = new Run(1, 2);
        view.merge(List.of(new Sampled<>(reborn, 6)), List.of());
        view.merge(List.of(new Sampled<>(peer(1), 0)), List.of());
        view.meet(peer(1));

        assertThat(view.peers()).containsExactly(reborn);
        assertThat(hops(view)).containsEntry(1, 6);
    }

    @Test
    void the_three_oldest_give_way_first_then_those_that_were_sent_then_any() {
        fill(0, 27, 1);
        fill(27, 30, 50);
        List<Sampled<Run>> sent = view.toSend(peer(SELF));
        List<Sampled<Run>> received = samples(100, 115, 2);

        view.merge(received, sent);

        Set<Integer> kept = hops(view).keySet();
        assertThat(kept).hasSize(30).doesNotContain(27, 28, 29).containsAll(numbers(received));
        assertThat(kept.stream().filter(numbers(sent)::contains)).hasSize(2);
    }

    @Test
    void what_was_sent_stays_if_the_other_side_had_fresher_news_of_it() {
        fill(0, 30, 9);
        List<Sampled<Run>> sent = view.toSend(null);
        List<Sampled<Run>> received = new ArrayList<>(samples(100, 114, 2));
        Run again = sent.get(0).peer();
        received.add(new Sampled<>(again, 1));

        view.merge(received, sent);

        assertThat(hops(view)).containsEntry(again.number(), 1);
    }

    @Test
    void by_head_the_freshest_stay_and_by_tail_the_oldest() {
        PartialView<Run> head =
                viewOf(1, SamplingRule.of("random/push-pull/head").withViewSize(6));
        PartialView<Run> tail =
                viewOf(1, SamplingRule.of("random/push-pull/tail").withViewSize(6));

        for (PartialView<Run> each : List.of(head, tail)) {
            for (int number = 0; number < 6; number++) {
                each.merge(List.of(new Sampled<>(peer(number), 10 + number)), List.of());
            }
            each.merge(
                    List.of(new Sampled<>(peer(7), 1), new Sampled<>(peer(8), 13), new Sampled<>(peer(9), 99)),
                    List.of());
        }

        assertThat(hops(head).values()).containsExactlyInAnyOrder(1, 10, 11, 12, 13, 13);
        assertThat(hops(tail).values()).containsExactlyInAnyOrder(99, 15, 14, 13, 13, 12);
    }

    @Test
    void at_random_each_stays_equally_often() {
        SamplingRule rule = SamplingRule.of("random/push-pull/random").withViewSize(6);
        int[] kept = new int[9];
        for (int seed = 0; seed < 3000; seed++) {
            PartialView<Run> one = viewOf(seed, rule);
            for (int number = 0; number < 6; number++) {
                one.merge(samples(number, number + 1, number), List.of());
            }
            one.merge(samples(6, 9, 3), List.of());
            one.peers().forEach(peer -> kept[peer.number()]++);
        }

        for (int each : kept) {
            assertThat(each).as("of 2,000, deviation 26").isBetween(1870, 2130);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"HEAD,0", "TAIL,9"})
    void the_partner_is_the_freshest_or_the_oldest(PeerSelection selection, int expected) {
        PartialView<Run> one = viewOf(1, SamplingRule.DEFAULT.with(selection, Propagation.PUSH, ViewSelection.RANDOM));
        assertThat(one.partner()).isNull();
        for (int number = 0; number < 10; number++) {
            one.merge(samples(number, number + 1, number), List.of());
        }

        assertThat(one.partner()).isEqualTo(peer(expected));
    }

    @Test
    void a_random_partner_is_each_equally_often() {
        fill(0, 10, 1);
        int[] chosen = new int[10];

        for (int i = 0; i < 10_000; i++) {
            chosen[view.partner().number()]++;
        }

        for (int each : chosen) {
            assertThat(each).as("of 1,000, deviation 30").isBetween(850, 1150);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(ViewSelection.class)
    void of_all_that_is_more_than_anybody_sends_the_end_is_left_out(ViewSelection selection) {
        PartialView<Run> one =
                viewOf(1, SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.PUSH_PULL, selection));

        one.merge(samples(0, 20, 1), List.of());

        assertThat(one.peers()).hasSize(15).doesNotContain(peer(15), peer(19));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_comes_it_holds_no_more_than_fit_each_once_and_never_itself(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (ViewSelection selection : ViewSelection.values()) {
            PartialView<Run> any = viewOf(
                    seed,
                    SamplingRule.DEFAULT.withViewSize(12).with(PeerSelection.TAIL, Propagation.PUSH_PULL, selection));
            for (int step = 0; step < 300; step++) {
                List<Sampled<Run>> sent = any.toSend(peer(SELF));
                int from = random.nextInt(600);
                any.merge(samples(from, from + random.nextInt(16), random.nextInt(40)), sent);
                any.grow();
                any.meet(peer(random.nextInt(600)));
                any.remove(peer(random.nextInt(600)));
                any.removeKey(random.nextInt(600));
                any.fill(List.of(peer(random.nextInt(600)), peer(SELF), peer(7), peer(7)));

                assertThat(any.size()).isLessThanOrEqualTo(12);
                assertThat(new HashSet<>(any.peers())).hasSize(any.size()).doesNotContain(peer(SELF));
            }
        }
    }

    @Test
    void one_that_is_met_is_fresh_and_takes_a_free_place_only() {
        fill(0, 29, 5);
        view.meet(peer(3));
        view.meet(peer(200));
        view.meet(peer(201));

        assertThat(hops(view))
                .containsEntry(3, 0)
                .containsEntry(200, 0)
                .hasSize(30)
                .doesNotContainKey(201);
    }

    @Test
    void of_a_long_list_a_random_part_fills_the_free_places() {
        Map<Run, Integer> times = new HashMap<>();
        for (int seed = 0; seed < 200; seed++) {
            PartialView<Run> one = viewOf(seed, SamplingRule.DEFAULT);
            one.fill(IntStream.range(0, 128).mapToObj(PartialViewTest::peer).toList());
            assertThat(one.size()).isEqualTo(30);
            one.peers().forEach(peer -> times.merge(peer, 1, Integer::sum));
        }

        assertThat(times)
                .hasSize(128)
                .allSatisfy((peer, count) -> assertThat(count).isBetween(22, 75));
    }

    private void fill(int from, int to, int hops) {
        for (int number = from; number < to; number++) {
            view.merge(samples(number, number + 1, hops), List.of());
        }
    }

    private static PartialView<Run> viewOf(long seed, SamplingRule rule) {
        return new PartialView<>(rule, new SplittableRandom(seed), RUNS);
    }

    private static Run peer(int number) {
        return new Run(number, 1);
    }

    private static List<Sampled<Run>> samples(int from, int to, int hops) {
        return IntStream.range(from, to)
                .mapToObj(number -> new Sampled<>(peer(number), hops))
                .toList();
    }

    private static List<Integer> numbers(List<Sampled<Run>> samples) {
        return samples.stream().map(sample -> sample.peer().number()).toList();
    }

    private static Map<Integer, Integer> hops(PartialView<Run> view) {
        Map<Integer, Integer> hops = new HashMap<>();
        view.samples().forEach(sample -> hops.put(sample.peer().number(), sample.hops()));
        return hops;
    }
}
