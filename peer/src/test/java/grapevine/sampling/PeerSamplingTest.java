package grapevine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.sampling.PeerSampling.Exchange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Peer sampling alone: two of them, and many, in rounds in which each begins one exchange. */
class PeerSamplingTest {
    private static final int MANY = 200;

    static Stream<SamplingRule> rules() {
        List<SamplingRule> all = new ArrayList<>();
        for (PeerSelection whom : PeerSelection.values()) {
            for (Propagation way : List.of(Propagation.PUSH, Propagation.PULL, Propagation.PUSH_PULL)) {
                for (ViewSelection who : ViewSelection.values()) {
                    all.add(SamplingRule.DEFAULT.with(whom, way, who));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"PUSH,false,true", "PULL,true,false", "PUSH_PULL,true,true"})
    void who_learns_from_an_exchange(Propagation way, boolean firstLearns, boolean secondLearns) {
        SamplingRule rule = SamplingRule.DEFAULT.with(PeerSelection.RANDOM, way, ViewSelection.HEALER_SWAPPER);
        PeerSampling<Integer> one = sampling(1, rule);
        PeerSampling<Integer> two = sampling(2, rule);
        one.add(List.of(2, 11));
        two.add(List.of(22));
        Exchange<Integer> exchange = new Exchange<>(
                2, rule.propagation().sends() ? one.begin().orElseThrow().sent() : List.of());

        one.ended(exchange, two.answer(exchange.sent()));

        assertThat(peers(one).contains(22)).isEqualTo(firstLearns);
        assertThat(peers(two).contains(11)).isEqualTo(secondLearns);
        assertThat(peers(two).contains(1)).as("who began it").isEqualTo(secondLearns);
    }

    @ParameterizedTest
    @EnumSource(
            value = Propagation.class,
            names = {"NONE", "PULL"})
    void what_the_rule_does_not_have_others_push_is_not_taken_in(Propagation way) {
        PeerSampling<Integer> one =
                sampling(1, SamplingRule.DEFAULT.with(PeerSelection.RANDOM, way, ViewSelection.HEAD));

        one.answer(List.of(new Sampled<>(2, 0)));

        assertThat(one.view()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Propagation.class,
            names = {"NONE", "PUSH"})
    void what_the_rule_does_not_have_others_answer_is_not_taken_in(Propagation way) {
        PeerSampling<Integer> one =
                sampling(1, SamplingRule.DEFAULT.with(PeerSelection.RANDOM, way, ViewSelection.HEAD));
        one.add(List.of(2));

        one.ended(new Exchange<>(2, List.of()), List.of(new Sampled<>(3, 0)));

        assertThat(peers(one)).containsExactly(2);
    }

    @Test
    void what_comes_by_an_exchange_is_a_hop_older_and_the_sender_itself_a_hop_old() {
        PeerSampling<Integer> one = sampling(1, SamplingRule.DEFAULT);
        PeerSampling<Integer> two = sampling(2, SamplingRule.DEFAULT);
        one.add(List.of(11));

        two.answer(List.of(new Sampled<>(1, 0), new Sampled<>(11, 1)));

        assertThat(two.view()).containsExactlyInAnyOrder(new Sampled<>(1, 1), new Sampled<>(11, 2));
    }

    @Test
    void who_cannot_be_reached_is_forgotten() {
        PeerSampling<Integer> one = sampling(1, SamplingRule.DEFAULT);
        one.add(List.of(2));

        one.failed(one.begin().orElseThrow());

        assertThat(one.view()).isEmpty();
        assertThat(one.begin()).isEmpty();
        assertThat(one.sample()).isEmpty();
    }

    @Test
    void a_static_membership_is_what_it_was_given() {
        SamplingRule fixed = SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.NONE, ViewSelection.RANDOM);
        PeerSampling<Integer> one = sampling(1, fixed);
        one.add(List.of(1, 2, 3));

        assertThat(one.begin()).isEmpty();
        assertThat(one.answer(List.of(new Sampled<>(4, 0)))).isEmpty();
        assertThat(peers(one)).containsExactlyInAnyOrder(2, 3);
        assertThat(one.sample()).isPresent();
    }

    @Test
    void the_period_has_its_jitter() {
        PeerSampling<Integer> one = sampling(1, SamplingRule.DEFAULT.withPeriod(Duration.ofMillis(200), 0.5));

        List<Long> times = Stream.generate(one::nextMillis).limit(1000).sorted().toList();

        assertThat(times.get(0)).isBetween(100L, 105L);
        assertThat(times.get(500)).isBetween(140L, 160L);
        assertThat(times.get(999)).isBetween(195L, 200L);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void by_every_rule_views_fill_and_name_each_once_and_never_their_owner(SamplingRule rule) {
        List<PeerSampling<Integer>> all = star(rule);

        for (int round = 0; round < 30; round++) {
            round(all, Set.of());
        }

        for (int owner = 0; owner < MANY; owner++) {
            assertThat(peers(all.get(owner))).doesNotHaveDuplicates().doesNotContain(owner);
            assertThat(all.get(owner).view().size()).isLessThanOrEqualTo(rule.viewSize());
        }
        Set<Integer> named = new HashSet<>();
        all.forEach(each -> named.addAll(peers(each)));
        List<Integer> sizes = all.stream().map(each -> each.view().size()).toList();
        if (rule.propagation() == Propagation.PULL) {
            assertThat(named)
                    .as("who knows nobody else has nothing to be pulled")
                    .containsExactlyInAnyOrder(0, 1);
        } else if (rule.viewSelection() == ViewSelection.TAIL) {
            assertThat(named).as("the first are never let go of").hasSizeBetween(rule.viewSize(), MANY / 3);
        } else if (rule.propagation() == Propagation.PUSH) {
            assertThat(sizes).as("who is not pushed to learns nothing").contains(1, rule.viewSize());
            assertThat(named).hasSizeBetween(rule.viewSize(), MANY - 1);
        } else {
            assertThat(sizes).allSatisfy(size -> assertThat(size).isGreaterThanOrEqualTo(rule.viewSize() - 2));
            assertThat(named).hasSize(MANY);
            assertThat(reachable(all, 0)).as("all from the first").hasSize(MANY);
        }
    }

    @Test
    void after_half_have_died_the_default_forgets_them_within_twenty_rounds() {
        List<PeerSampling<Integer>> all = star(SamplingRule.DEFAULT);
        for (int round = 0; round < 30; round++) {
            round(all, Set.of());
        }
        Set<Integer> dead = new HashSet<>(IntStream.range(0, MANY / 2).boxed().toList());

        for (int round = 0; round < 20; round++) {
            round(all, dead);
        }

        long links = 0;
        long toDead = 0;
        for (int owner = MANY / 2; owner < MANY; owner++) {
            links += all.get(owner).view().size();
            toDead += peers(all.get(owner)).stream().filter(dead::contains).count();
        }
        assertThat((double) toDead / links).isLessThan(0.01);
    }

    @Test
    void a_rule_says_what_is_wrong_with_it() {
        assertThat(SamplingRule.of("tail/push/healer-swapper"))
                .isEqualTo(
                        SamplingRule.DEFAULT.with(PeerSelection.TAIL, Propagation.PUSH, ViewSelection.HEALER_SWAPPER));
        assertThat(SamplingRule.of("head/none/random").words()).isEqualTo("head/none/random");
        assertThatThrownBy(() -> SamplingRule.of("tail"))
                .hasMessage("\"tail\" is not PEER/PROPAGATION/VIEW, as in random/push-pull/head");
        assertThatThrownBy(() -> SamplingRule.of("tail/shove/head"))
                .hasMessage("\"shove\" is none of none, push, pull, push-pull");
        assertThatThrownBy(() -> SamplingRule.DEFAULT.withViewSize(1)).hasMessage("view-size=1 is outside 2..128");
        assertThatThrownBy(() -> SamplingRule.DEFAULT.withViewSize(7))
                .hasMessage("view-size=7 is below 8: so small views of healer-swapper do not hold together");
        assertThatThrownBy(() -> healerSwapper(10, 1, 5))
                .hasMessage("healing=1 and swapping=5 are more than half of view-size=10");
        assertThatThrownBy(() -> SamplingRule.DEFAULT.withPeriod(Duration.ofMillis(9), 0))
                .hasMessage("sampling-period=9 ms is outside 10 ms..1 day");
        assertThatThrownBy(() -> SamplingRule.DEFAULT.withPeriod(Duration.ofSeconds(1), 1.5))
                .hasMessage("sampling-jitter=1.5 is outside 0..1");
    }

    @Test
    void healer_and_swapper_keep_their_share_of_a_view_of_any_size() {
        for (int size = SamplingRule.LEAST_HEALED; size <= SamplingRule.MOST_VIEW_SIZE; size++) {
            SamplingRule rule = SamplingRule.DEFAULT.withViewSize(size);

            assertThat(rule).isEqualTo(healerSwapper(size, Math.max(1, size / 10), size * 2 / 5));
        }
        assertThat(SamplingRule.DEFAULT.withViewSize(30)).isEqualTo(SamplingRule.DEFAULT);
    }

    private static SamplingRule healerSwapper(int viewSize, int healing, int swapping) {
        SamplingRule rule = SamplingRule.DEFAULT;
        return new SamplingRule(
                viewSize,
                rule.peerSelection(),
                rule.propagation(),
                rule.viewSelection(),
                healing,
                swapping,
                rule.period(),
                rule.jitter());
    }

    /** Everybody knows the first, and nobody else. */
    private static List<PeerSampling<Integer>> star(SamplingRule rule) {
        List<PeerSampling<Integer>> all = new ArrayList<>();
        for (int number = 0; number < MANY; number++) {
            PeerSampling<Integer> one = sampling(number, rule);
            one.add(List.of(0));
            all.add(one);
        }
        all.get(0).add(List.of(1));
        return all;
    }

    private static void round(List<PeerSampling<Integer>> all, Set<Integer> dead) {
        for (int number = 0; number < all.size(); number++) {
            PeerSampling<Integer> one = all.get(number);
            Optional<Exchange<Integer>> begun = dead.contains(number) ? Optional.empty() : one.begin();
            begun.ifPresent(exchange -> {
                if (dead.contains(exchange.partner())) {
                    one.failed(exchange);
                } else {
                    one.ended(exchange, all.get(exchange.partner()).answer(exchange.sent()));
                }
            });
        }
    }

    private static Set<Integer> reachable(List<PeerSampling<Integer>> all, int from) {
        Set<Integer> found = new HashSet<>(Set.of(from));
        Deque<Integer> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (int next : peers(all.get(open.remove()))) {
                if (found.add(next)) {
                    open.add(next);
                }
            }
        }
        return found;
    }

    private static PeerSampling<Integer> sampling(int number, SamplingRule rule) {
        return new PeerSampling<>(number, rule, new SplittableRandom(number));
    }

    private static List<Integer> peers(PeerSampling<Integer> one) {
        return one.view().stream().map(Sampled::peer).toList();
    }
}
