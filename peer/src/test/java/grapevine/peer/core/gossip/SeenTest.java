package grapevine.peer.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.PeerScript;
import grapevine.peer.core.gossip.Seen.Verdict;
import grapevine.wire.Known;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact memory of what was seen, against plain sets, and its bounds. */
class SeenTest {
    private static final long NOW = 1000;
    private static final int MOST = 65_536;

    private final List<Origin> met = new ArrayList<>();
    private final Seen seen = new Seen(MOST, met::add);
    private final List<String> missed = new ArrayList<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void each_number_is_new_once_in_whatever_order_and_the_ranges_are_counted(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Origin, Set<Long>> model = new HashMap<>();

        for (int i = 0; i < 20_000; i++) {
            Origin origin = origin(random.nextInt(5));
            long n = 1 + random.nextInt(900);
            boolean isNew =
                    model.computeIfAbsent(origin, unused -> new HashSet<>()).add(n);

            assertThat(seen.enter(origin, n, NOW)).isEqualTo(isNew ? Verdict.NEW : Verdict.DUPLICATE);
            if (i % 500 == 0) {
                assertThat(seen.ranges()).isEqualTo(rangesAboveFloor(model));
            }
        }

        assertThat(seen.origins()).isEqualTo(5);
        assertThat(seen.ranges()).isEqualTo(rangesAboveFloor(model));
    }

    @Test
    void numbers_in_order_take_no_range_at_all() {
        for (long n = 1; n <= 10_000; n++) {
            assertThat(seen.enter(origin(1), n, NOW)).isEqualTo(Verdict.NEW);
        }

        assertThat(seen.ranges()).isZero();
    }

    @Test
    void an_origin_first_met_at_a_later_number_takes_one_range_which_ends_when_the_gap_closes() {
        seen.enter(origin(1), 3, NOW);

        assertThat(seen.ranges()).isEqualTo(1);
        assertThat(seen.enter(origin(1), 1, NOW)).isEqualTo(Verdict.NEW);
        assertThat(seen.enter(origin(1), 2, NOW)).isEqualTo(Verdict.NEW);
        assertThat(seen.ranges()).isZero();
    }

    @Test
    void of_an_origin_first_met_late_the_2_to_the_20_numbers_before_may_still_come() {
        long first = 5_000_000;
        seen.enter(origin(1), first, NOW);

        assertThat(seen.enter(origin(1), first - (1 << 20), NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.enter(origin(1), first - (1 << 20) + 1, NOW)).isEqualTo(Verdict.NEW);
    }

    @Test
    void a_number_far_ahead_of_the_lowest_missing_one_is_refused() {
        seen.enter(origin(1), 1, NOW);

        assertThat(seen.enter(origin(1), 1 + (1 << 20), NOW)).isEqualTo(Verdict.NEW);
        assertThat(seen.enter(origin(1), 2 + (1 << 20), NOW)).isEqualTo(Verdict.FAR_AHEAD);
        assertThat(seen.enter(origin(1), Long.MAX_VALUE, NOW)).isEqualTo(Verdict.FAR_AHEAD);
        assertThat(seen.enter(origin(1), 2, NOW)).isEqualTo(Verdict.NEW);
    }

    @Test
    void the_largest_number_there_is_has_none_after_it() {
        seen.enter(origin(1), Long.MAX_VALUE, NOW);
        List<Range> unseen = new ArrayList<>();

        seen.unseen(origin(1), Long.MAX_VALUE, Long.MAX_VALUE, (first, last) -> unseen.add(new Range(first, last)));
        assertThat(unseen).isEmpty();

        seen.unseen(origin(1), Long.MAX_VALUE - 3, Long.MAX_VALUE, (first, last) -> unseen.add(new Range(first, last)));
        assertThat(unseen).containsExactly(new Range(Long.MAX_VALUE - 3, Long.MAX_VALUE - 1));
    }

    @Test
    void where_everything_there_can_be_was_seen_nothing_is_unseen() {
        seen.enter(origin(1), 5, NOW);
        seen.learn(new Known(OriginRanges.of(origin(1), new Range(1, Long.MAX_VALUE)), 0), NOW);
        assertThat(seen.ranges()).isZero();
        List<Range> unseen = new ArrayList<>();

        seen.unseen(origin(1), 1, Long.MAX_VALUE, (first, last) -> unseen.add(new Range(first, last)));

        assertThat(unseen).isEmpty();
    }

    @Test
    void an_origin_may_have_1024_ranges_and_then_only_what_joins_one() {
        seen.enter(origin(1), 1, NOW);
        for (int i = 1; i <= 1024; i++) {
            assertThat(seen.enter(origin(1), 1 + 2L * i, NOW)).isEqualTo(Verdict.NEW);
        }

        assertThat(seen.enter(origin(1), 5000, NOW)).isEqualTo(Verdict.NO_ROOM);
        assertThat(seen.enter(origin(1), 2, NOW)).isEqualTo(Verdict.NEW);
        assertThat(seen.enter(origin(1), 5000, NOW)).isEqualTo(Verdict.NEW);
        assertThat(seen.ranges()).isEqualTo(1024);
    }

    @Test
    void all_origins_together_may_have_65536_ranges() {
        for (int o = 0; o < 64; o++) {
            seen.enter(origin(o), 1, NOW);
            for (int i = 1; i <= 1024; i++) {
                seen.enter(origin(o), 1 + 2L * i, NOW);
            }
        }

        assertThat(seen.ranges()).isEqualTo(MOST);
        assertThat(seen.enter(origin(100), 1, NOW)).isEqualTo(Verdict.NEW);
        assertThat(seen.enter(origin(100), 9, NOW)).isEqualTo(Verdict.NO_ROOM);
        assertThat(seen.enter(origin(100), 2, NOW)).isEqualTo(Verdict.NEW);
    }

    @Test
    void without_room_for_a_range_an_origin_first_met_late_is_taken_from_there() {
        for (int o = 0; o < 64; o++) {
            seen.enter(origin(o), 1, NOW);
            for (int i = 1; i <= 1024; i++) {
                seen.enter(origin(o), 1 + 2L * i, NOW);
            }
        }

        assertThat(seen.enter(origin(100), 50, NOW)).isEqualTo(Verdict.NEW);
        assertThat(seen.enter(origin(100), 51, NOW)).isEqualTo(Verdict.NEW);
        assertThat(seen.enter(origin(100), 49, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.ranges()).isEqualTo(MOST);
    }

    @Test
    void no_more_than_65536_origins_are_known() {
        for (int o = 0; o < MOST; o++) {
            assertThat(seen.enter(origin(o), 1, NOW)).isEqualTo(Verdict.NEW);
        }

        assertThat(seen.enter(origin(MOST), 1, NOW)).isEqualTo(Verdict.NO_ROOM);
        assertThat(seen.enter(origin(7), 2, NOW)).isEqualTo(Verdict.NEW);
    }

    @Test
    void a_gap_is_given_up_at_the_second_sweep_that_sees_it_and_told_once() {
        enterAll(1, 2, 5, 6, 9);

        sweep(10);
        assertThat(missed).isEmpty();
        enterAll(12);
        sweep(20);

        assertThat(missed).containsExactly("3-4", "7-8");
        assertThat(seen.enter(origin(1), 3, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.enter(origin(1), 10, NOW)).isEqualTo(Verdict.NEW);
        sweep(30);
        assertThat(missed).containsExactly("3-4", "7-8", "11-11");
        sweep(40);
        assertThat(missed).hasSize(3);
        assertThat(seen.ranges()).isZero();
    }

    @Test
    void what_an_origin_said_before_it_was_first_met_is_not_missed() {
        enterAll(100, 102);

        sweep(10);
        sweep(20);

        assertThat(missed).containsExactly("101-101");
        assertThat(seen.ranges()).isEqualTo(1);
        assertThat(seen.enter(origin(1), 99, NOW)).isEqualTo(Verdict.NEW);
    }

    @Test
    void an_origin_unheard_of_for_twenty_minutes_is_forgotten_with_its_ranges() {
        enterAll(1, 5);
        sweep(10);
        seen.enter(origin(2), 1, NOW + 15 * 60_000);

        sweep(21);

        assertThat(seen.origins()).isEqualTo(1);
        assertThat(seen.ranges()).isZero();
        assertThat(seen.enter(origin(2), 1, NOW)).isEqualTo(Verdict.DUPLICATE);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void what_was_missed_and_what_came_make_up_everything(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeSet<Long> came = new TreeSet<>();
        TreeSet<Long> gone = new TreeSet<>();
        enterAll(1);
        came.add(1L);

        for (int epoch = 0; epoch < 20; epoch++) {
            for (int i = 0; i < 50; i++) {
                long n = 1 + epoch * 40L + random.nextInt(60);
                if (seen.enter(origin(1), n, NOW) == Verdict.NEW) {
                    assertThat(gone).doesNotContain(n);
                    assertThat(came.add(n)).isTrue();
                }
            }
            seen.sweep(
                    NOW,
                    (origin, first, last) -> {
                        for (long n = first; n <= last; n++) {
                            assertThat(gone.add(n)).isTrue();
                            assertThat(came).doesNotContain(n);
                        }
                    },
                    false);
        }
        for (int last = 0; last < 2; last++) {
            seen.sweep(
                    NOW,
                    (origin, from, to) -> {
                        for (long n = from; n <= to; n++) {
                            gone.add(n);
                        }
                    },
                    false);
        }

        assertThat(came.size() + gone.size()).isEqualTo((int) (long) came.last());
        assertThat(seen.ranges()).isZero();
    }

    @Test
    void an_origin_silent_for_too_long_is_forgotten_at_that_moment_whenever_the_sweep_comes() {
        enterAll(1, 2);

        assertThat(seen.enter(origin(1), 2, NOW + 20 * 60_000)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.enter(origin(1), 2, NOW + 20 * 60_000 + 1)).isEqualTo(Verdict.NEW);
        assertThat(seen.origins()).isEqualTo(1);
    }

    @Test
    void what_another_saw_before_we_came_is_neither_new_nor_missed() {
        seen.learn(known(30_000, new Range(1, 7), new Range(9, 20)), NOW);

        assertThat(seen.enter(origin(1), 7, NOW)).isEqualTo(Verdict.DUPLICATE);
        seen.giveUp(known(0, new Range(8, 8), new Range(21, 22)), NOW, this::told);
        assertThat(missed).containsExactly("21-22");
        sweep(10);
        sweep(19);

        assertThat(missed).as("told once").containsExactly("21-22");
        assertThat(seen.enter(origin(1), 8, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.enter(origin(1), 21, NOW)).isEqualTo(Verdict.NEW);
    }

    @Test
    void what_is_given_up_is_told_once_where_it_was_not_seen_and_is_new_if_it_comes() {
        enterAll(4, 9);

        seen.giveUp(known(0, new Range(1, 6), new Range(8, 12)), NOW, this::told);
        seen.giveUp(known(0, new Range(1, 6), new Range(8, 12)), NOW, this::told);

        assertThat(missed).containsExactly("1-3", "5-6", "8-8", "10-12");
        assertThat(told()).as("as seen").containsExactly("4-4", "9-9");
        enterAll(12, 2, 7);
        assertThat(seen.enter(origin(1), 12, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(told()).containsExactly("2-2", "4-4", "7-7", "9-9", "12-12");
    }

    @Test
    void what_is_given_up_counts_as_seen_once_nothing_below_what_came_can_come_any_more() {
        enterAll(4);
        seen.giveUp(known(0, new Range(1, 2), new Range(6, 9)), NOW, this::told);
        enterAll(7);

        sweep(10);
        assertThat(told()).containsExactly("4-4", "7-7");
        sweep(20);

        assertThat(told()).containsExactly("1-2", "4-7");
        assertThat(missed).as("told once").containsExactly("1-2", "6-9", "5-5");
        enterAll(9);
        assertThat(seen.enter(origin(1), 6, NOW)).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void of_an_origin_of_which_others_told_what_nobody_has_all_that_comes_is_new() {
        seen.giveUp(known(0, new Range(1, 500)), NOW, this::told);
        assertThat(told()).isEmpty();
        assertThat(seen.awaits(origin(1), 500, NOW))
                .as("perhaps it was here long ago")
                .isFalse();

        enterAll(400, 300, 500, 501);
        seen.giveUp(known(0, new Range(1, 501)), NOW, this::told);

        assertThat(missed).containsExactly("1-500");
        assertThat(told()).containsExactly("300-300", "400-400", "500-501");
        assertThat(seen.awaits(origin(1), 450, NOW)).isTrue();
        assertThat(seen.awaits(origin(1), 350, NOW)).isFalse();
    }

    @Test
    void what_was_given_up_fills_half_of_the_room_for_ranges_at_most() {
        Range[] every =
                LongStream.range(1, 1_000).mapToObj(i -> Range.of(2 * i)).toArray(Range[]::new);
        for (int i = 1; i <= 40; i++) {
            seen.giveUp(new Known(OriginRanges.of(origin(i), every), 0), NOW, (origin, first, last) -> {});
        }

        assertThat(seen.ranges()).isEqualTo(MOST / 2);
    }

    @Test
    void for_want_of_room_an_origin_goes_when_nobody_keeps_its_last_message_who_got_it_a_little_later() {
        enterAll(1);
        seen.makeRoom(NOW + 600_000 + Seen.LATE_MILLIS);
        assertThat(seen.enter(origin(1), 1, NOW + 600_000)).isEqualTo(Verdict.DUPLICATE);

        seen.makeRoom(NOW + 600_000 + Seen.LATE_MILLIS + 1);
        assertThat(seen.origins()).isZero();
    }

    @Test
    void what_others_say_does_not_keep_an_origin_longer_than_its_messages_do() {
        seen.learn(known(19 * 60_000, new Range(1, 7)), NOW);
        assertThat(seen.origins()).isEqualTo(1);

        sweep(2);

        assertThat(seen.origins()).isZero();
    }

    @Test
    void an_origin_of_unknown_age_is_learnt_for_as_long_as_messages_are_kept() {
        seen.learn(known(20 * 60_000, new Range(1, 7)), NOW);

        assertThat(seen.enter(origin(1), 7, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.origins()).isEqualTo(1);
    }

    // What was forgotten

    @Test
    void what_the_application_was_given_of_an_origin_that_was_forgotten_is_never_new_again() {
        handOver(1, 2, 4);
        sweep(21);
        assertThat(seen.origins()).isZero();
        assertThat(told()).isEmpty();

        assertThat(seen.enter(origin(1), 4, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.enter(origin(1), 3, NOW)).as("none came in time").isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.has(origin(1), 4)).isTrue();
        assertThat(seen.has(origin(1), 5)).isFalse();
        assertThat(unseen(1, 6)).containsExactly("5-6");
        assertThat(unseen(1, 4)).isEmpty();
        assertThat(seen.origins()).isZero();
    }

    @Test
    void nor_when_it_speaks_again() {
        handOver(1, 2, 4);
        sweep(21);

        assertThat(seen.enter(origin(1), 7, NOW)).isEqualTo(Verdict.NEW);
        assertThat(seen.enter(origin(1), 4, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.enter(origin(1), 5, NOW)).isEqualTo(Verdict.NEW);
        assertThat(told()).containsExactly("1-5", "7-7");
        assertThat(seen.ranges()).isEqualTo(1);
    }

    @Test
    void nor_when_others_tell_of_it() {
        handOver(1, 2, 4);
        sweep(21);

        seen.learn(known(0, new Range(7, 8)), NOW);

        assertThat(seen.enter(origin(1), 4, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(told()).containsExactly("1-4", "7-8");
    }

    @Test
    void nor_when_others_tell_what_of_it_nobody_has() {
        handOver(1, 2, 4);
        sweep(21);

        seen.giveUp(known(0, new Range(1, 6)), NOW, this::told);

        assertThat(missed).containsExactly("5-6");
        assertThat(seen.awaits(origin(1), 3, NOW)).isFalse();
        assertThat(seen.enter(origin(1), 4, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.enter(origin(1), 6, NOW)).isEqualTo(Verdict.NEW);
    }

    @Test
    void nor_after_it_was_forgotten_twice() {
        handOver(1, 2, 4);
        sweep(21);
        handOver(5);
        sweep(21);

        assertThat(seen.enter(origin(1), 5, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.enter(origin(1), 6, NOW)).isEqualTo(Verdict.NEW);
    }

    @Test
    void what_was_only_learnt_of_an_origin_is_new_once_it_is_forgotten() {
        seen.learn(known(0, new Range(1, 7)), NOW);
        sweep(21);

        assertThat(seen.enter(origin(1), 7, NOW)).isEqualTo(Verdict.NEW);
    }

    @Test
    void the_largest_number_there_is_may_be_forgotten_too() {
        handOver(Long.MAX_VALUE);
        sweep(21);

        assertThat(unseen(Long.MAX_VALUE - 1, Long.MAX_VALUE)).isEmpty();
        seen.learn(known(0, new Range(1, 3)), NOW);
        assertThat(told()).containsExactly("1-" + Long.MAX_VALUE);
    }

    @Test
    void those_that_fell_silent_have_the_room_that_is_free_and_the_longest_silent_go_first() {
        handOver(1);
        seen.enter(origin(2), 1, NOW);
        seen.handOver(origin(2), 1, false);
        sweep(21);
        for (int i = 3; i < MOST + 2; i++) {
            seen.enter(origin(i), 1, NOW);
        }
        assertThat(seen.has(origin(1), 1)).isFalse();
        assertThat(seen.has(origin(2), 1)).isTrue();

        seen.enter(origin(MOST + 2), 1, NOW);

        assertThat(seen.origins()).isEqualTo(MOST);
        assertThat(seen.has(origin(2), 1)).isFalse();
    }

    @Test
    void an_origin_that_speaks_again_where_all_room_is_taken_does_not_push_itself_out() {
        handOver(1, 2, 4);
        sweep(21);
        fillBut(1);

        assertThat(seen.enter(origin(1), 7, NOW)).isEqualTo(Verdict.NEW);

        assertThat(seen.enter(origin(1), 4, NOW)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.origins()).isEqualTo(MOST);
    }

    @Test
    void nor_does_one_of_which_others_tell() {
        handOver(1, 2, 4);
        sweep(21);
        fillBut(MOST / 8 + 1);
        for (int i = 0; i < MOST / 8; i++) {
            seen.enter(origin(MOST + 10 + i), 1, NOW - 21 * 60_000L);
            seen.handOver(origin(MOST + 10 + i), 1, false);
        }
        sweep(0);

        seen.learn(known(0, new Range(7, 8)), NOW);

        assertThat(seen.enter(origin(1), 4, NOW)).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void after_two_hours_nothing_is_known_of_it_any_more() {
        handOver(1, 2, 4);
        sweep(21);
        sweep(120);
        assertThat(seen.has(origin(1), 4)).isTrue();

        sweep(121);

        assertThat(seen.has(origin(1), 4)).isFalse();
        assertThat(seen.enter(origin(1), 4, NOW)).isEqualTo(Verdict.NEW);
    }

    /** Where nobody can speak in another's name, nobody is muted by what was said in it. */
    @Test
    void of_an_origin_that_is_proven_it_is_known_as_long_as_there_is_room() {
        handOver(1, 2, 4);
        sweep(21);

        seen.sweep(NOW + 10 * 3_600_000L, this::told, true);

        assertThat(seen.enter(origin(1), 4, NOW + 10 * 3_600_000L)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.isCopy(origin(1), 4, NOW + 10 * 3_600_000L)).isTrue();
        assertThat(seen.isCopy(origin(1), 5, NOW + 10 * 3_600_000L)).isFalse();
    }

    private void fillBut(int free) {
        for (int i = 2; i < MOST + 2 - free; i++) {
            seen.enter(origin(i), 1, NOW);
        }
    }

    private void handOver(long... numbers) {
        for (long n : numbers) {
            assertThat(seen.enter(origin(1), n, NOW)).isEqualTo(Verdict.NEW);
            seen.handOver(origin(1), n, false);
        }
    }

    private List<String> unseen(long first, long last) {
        List<String> all = new ArrayList<>();
        seen.unseen(origin(1), first, last, (a, b) -> all.add(a + "-" + b));
        return all;
    }

    private static Known known(long idle, Range... ranges) {
        return new Known(OriginRanges.of(origin(1), ranges), idle);
    }

    private void told(Origin origin, long first, long last) {
        missed.add(first + "-" + last);
    }

    /** What others are told to be seen. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        seen.forEach(NOW, (origin, numbers) -> numbers.known(Long.MAX_VALUE, (a, b) -> told.add(a + "-" + b)));
        return told;
    }

    private void enterAll(long... numbers) {
        for (long n : numbers) {
            assertThat(seen.enter(origin(1), n, NOW)).isEqualTo(Verdict.NEW);
        }
    }

    private void sweep(int minutes) {
        seen.sweep(NOW + minutes * 60_000L, (origin, first, last) -> missed.add(first + "-" + last), false);
    }

    private static Origin origin(int number) {
        return new Origin(PeerScript.at(1 + number % 60_000), 1 + number / 60_000);
    }

    /** Runs of numbers, without the one that begins at 1. */
    private static int rangesAboveFloor(Map<Origin, Set<Long>> model) {
        int ranges = 0;
        for (Set<Long> numbers : model.values()) {
            for (long n : numbers) {
                ranges += n != 1 && !numbers.contains(n - 1) ? 1 : 0;
            }
        }
        return ranges;
    }
}
