package grapevine.peer.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Bundle;
import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long messages are kept for others, and how much. */
class RetainedTest {
    private static final long TIME = 600_000;
    private static final Origin ORIGIN = new Origin(PeerScript.at(7001), 5);

    private final Counters counters = new Counters();
    private final Retained retained = new Retained(TIME, 10_000_000, counters);

    @Test
    void a_message_is_handed_out_with_the_time_it_rested_until_its_time_is_over() {
        Gossip message = message(1, 0);
        retained.keep(message, 1000);

        assertThat(retained.get(ORIGIN, 1, 1000)).isEqualTo(message.withAge(1));
        assertThat(retained.get(ORIGIN, 1, 1250)).isEqualTo(message.withAge(250));
        assertThat(has(retained, ORIGIN, 1, 1000 + TIME - 1)).isTrue();
        assertThat(has(retained, ORIGIN, 1, 1000 + TIME)).isFalse();
        assertThat(retained.get(ORIGIN, 1, 1000 + TIME)).isNull();
        assertThat(retained.get(ORIGIN, 2, 1000)).isNull();
        assertThat(retained.get(new Origin(ORIGIN.address(), 6), 1, 1000)).isNull();
    }

    @Test
    void a_message_that_was_fetched_rests_so_much_shorter_and_its_ages_add_up() {
        Gossip message = message(1, 400_000);
        retained.keep(message, 1000);

        assertThat(retained.get(ORIGIN, 1, 1300)).isEqualTo(message.withAge(400_300));
        assertThat(has(retained, ORIGIN, 1, 1000 + 199_999)).isTrue();
        assertThat(has(retained, ORIGIN, 1, 1000 + 200_000)).isFalse();
    }

    @ParameterizedTest(name = "{0} bytes, {1} others")
    @CsvSource({"67108864, 1, 10", "1073741824, 20, 100"})
    void one_that_floods_with_small_ones_costs_the_others_nothing(long mostBytes, int others, int payload) {
        Retained small = new Retained(TIME, mostBytes, counters);
        for (int i = 1; i <= others; i++) {
            small.keep(Gossip.of(new Origin(PeerScript.at(8000 + i), 5), 1, 9, new byte[0], new byte[10]), 1);
        }
        for (int n = 1; n <= Retained.MOST_MESSAGES; n++) {
            small.keep(Gossip.of(ORIGIN, n, 9, new byte[0], new byte[payload]), 2);
        }

        for (int i = 1; i <= others; i++) {
            assertThat(has(small, new Origin(PeerScript.at(8000 + i), 5), 1, 3)).isTrue();
        }
    }

    @Test
    void what_others_still_read_is_never_written_over() {
        for (int n = 1; n <= 9; n++) {
            retained.keep(filled(n, 100, 1), n);
        }
        int head = filled(10, 60_000, 1).length() - 60_000;
        Gossip held = filled(10, 65_536 - head, 1); // its frame is just as long as a chunk
        byte[] before = held.payload();
        retained.keep(held, 10);
        for (int n = 11; n <= 2000; n++) {
            retained.keep(filled(n, 100, 1), n); // so much that a free chunk is kept
        }

        retained.expire(10 + TIME);
        for (int n = 2001; n <= 20_000; n++) {
            retained.keep(filled(n, 100, 2), 11 + TIME);
        }

        assertThat(held.payload()).isEqualTo(before);
    }

    private static Gossip filled(long n, int payload, int fill) {
        byte[] bytes = new byte[payload];
        Arrays.fill(bytes, (byte) fill);
        return Gossip.of(ORIGIN, n, 9, new byte[0], bytes);
    }

    @Test
    void what_is_older_than_anything_is_kept_is_not_kept() {
        retained.keep(message(1, TIME), 1000);
        retained.keep(message(2, Long.MAX_VALUE), 1000);

        assertThat(retained.size()).isZero();
    }

    @Test
    void what_came_lately_is_named_by_when_it_came_and_not_by_when_it_was_made() {
        retained.keep(message(1, 0), 1000);
        retained.keep(message(2, 0), 2000);
        retained.keep(message(3, 5000), 2500);
        retained.keep(message(4, 0), 3000);

        assertThat(retained.cameSince(2000).take()).containsExactly(OriginRanges.of(ORIGIN, new Range(2, 4)));
        assertThat(retained.cameSince(3001).isEmpty()).isTrue();
    }

    @Test
    void of_more_than_one_body_holds_the_latest_are_named() {
        for (int i = 1; i <= Bundle.MOST_RANGES + 10; i++) {
            retained.keep(message(2L * i, 0), 1000 + i);
        }

        Ranges named = new Ranges();
        for (Range range : retained.cameSince(0).take().get(0).ranges()) {
            named.add(range.first(), range.last());
        }
        assertThat(named.size()).isEqualTo(Bundle.MOST_RANGES);
        assertThat(named.first(0)).isEqualTo(22);
    }

    @Test
    void a_message_kept_twice_is_there_once() {
        retained.keep(message(1, 0), 1000);
        retained.keep(message(1, 0), 2000);

        assertThat(retained.size()).isEqualTo(1);
        assertThat(retained.get(ORIGIN, 1, 2000)).isEqualTo(message(1, 1000));
    }

    @Test
    void this_peer_s_own_consumers_get_a_message_as_it_came_until_it_has_left() {
        Gossip straight = message(1, 0);
        Gossip fetched = message(2, 300_000);
        retained.keep(straight, 1000);
        retained.keep(fetched, 1000);

        assertThat(retained.recall(ORIGIN, 1)).isEqualTo(straight);
        assertThat(retained.recall(ORIGIN, 2)).isEqualTo(fetched);
        assertThat(retained.recall(ORIGIN, 3)).isNull();
        assertThat(retained.get(ORIGIN, 1, 1000 + TIME)).as("for others").isNull();
        assertThat(retained.recall(ORIGIN, 1)).isEqualTo(straight);

        retained.expire(1000 + TIME);
        assertThat(retained.recall(ORIGIN, 1)).isNull();
        assertThat(retained.recall(ORIGIN, 2)).isNull();
    }

    @Test
    void without_room_what_would_go_next_goes_first_and_is_counted() {
        long one = message(1, 0).length() + OriginLog.ENTRY_BYTES;
        long fetched = message(3, 300_000).length() + OriginLog.SINGLE_BYTES;
        Retained small = new Retained(TIME, OriginLog.ORIGIN_BYTES + 2 * one + fetched, counters);
        small.keep(message(1, 0), 1000);
        small.keep(message(2, 0), 1001);
        small.keep(message(3, 300_000), 1002);

        small.keep(message(4, 0), 1003);
        assertThat(keptIn(small, 1003)).containsExactly(1, 2, 4);
        for (int n = 5; n <= 9; n++) {
            small.keep(message(n, 0), 1000 + n);
        }

        assertThat(keptIn(small, 1010)).endsWith(7, 8, 9).doesNotContain(1, 2, 3);
        assertThat(small.bytes()).isLessThanOrEqualTo(OriginLog.ORIGIN_BYTES + 2 * one + fetched);
        assertThat(counters.get(Counter.RETAINED_TOO_SHORT)).isEqualTo(9 - small.size());
    }

    @ParameterizedTest(name = "{0} bytes each")
    @ValueSource(ints = {10, 3000, 60_000})
    void one_that_floods_costs_the_others_nothing(int bytes) {
        Retained shared = new Retained(TIME, 1_000_000, counters);
        Origin flooder = origin(50);
        long flood = 0;
        for (int n = 1; n <= 60; n++) {
            for (int who = 1; who <= 10; who++) {
                shared.keep(message(origin(who), n, 100), 1000 + n);
            }
            for (long until = flood + 1_000_000 / bytes / 10; flood < until; flood++) {
                shared.keep(message(flooder, flood + 1, bytes), 1000 + n);
            }
        }

        for (int who = 1; who <= 10; who++) {
            for (int n = 1; n <= 60; n++) {
                assertThat(has(shared, origin(who), n, 2000)).isTrue();
            }
        }
        assertThat(has(shared, flooder, flood, 2000)).isTrue();
        assertThat(has(shared, flooder, 1, 2000)).isFalse();
        assertThat(shared.bytes()).isBetween(700_000L, 1_000_000L);
    }

    @Test
    void what_leaves_last_outlives_the_messages_of_thousands_of_invented_origins() {
        Retained shared = new Retained(TIME, 1_000_000, counters);
        shared.keep(message(origin(1), 1, 60_000), 1000);
        shared.leavesLast(origin(1));
        for (int who = 2; who <= 5000; who++) {
            shared.keep(message(origin(who), 1, 100), 1000 + who);
        }

        assertThat(has(shared, origin(1), 1, 7000)).isTrue();
        assertThat(has(shared, origin(5000), 1, 7000)).isTrue();
        assertThat(has(shared, origin(2), 1, 7000)).isFalse();
        assertThat(shared.bytes()).isBetween(900_000L, 1_000_000L);
        shared.expire(1000 + TIME);
        assertThat(has(shared, origin(1), 1, 999 + TIME)).as("its time is over").isFalse();
    }

    @Test
    void of_what_leaves_last_no_more_than_a_share_outlives_the_others() {
        Retained shared = new Retained(TIME, 1_000_000, counters);
        for (int n = 1; n <= 100; n++) {
            shared.keep(message(origin(1), n, 10_000), 1000);
            shared.leavesLast(origin(1));
        }
        for (int who = 2; who <= 1000; who++) {
            shared.keep(message(origin(who), 1, 700), 1000 + who);
        }

        assertThat(keptOf(shared, origin(1))).isEqualTo(1_000_000 / 8 / 10_000);
    }

    @Test
    void where_there_is_nothing_else_what_leaves_last_makes_room_too() {
        Retained small = new Retained(TIME, 100_000, counters);
        for (int n = 1; n <= 5; n++) {
            small.keep(message(origin(1), n, 60_000), 1000 + n);
            small.leavesLast(origin(1));
        }

        assertThat(keptOf(small, origin(1))).isEqualTo(1);
        assertThat(has(small, origin(1), 5, 2000)).isTrue();
    }

    private static int keptOf(Retained retained, Origin origin) {
        int kept = 0;
        for (Long n = retained.numberFrom(origin, 1); n != null; n = retained.numberFrom(origin, n + 1)) {
            kept++;
        }
        return kept;
    }

    @Test
    void one_that_floods_with_what_it_calls_old_costs_the_others_nothing() {
        Retained shared = new Retained(TIME, 1_000_000, counters);
        for (int n = 1; n <= 60; n++) {
            shared.keep(message(origin(1), n, 100), 1000 + n);
            for (int i = 1; i <= 500; i++) {
                shared.keep(message(origin(2), 1000L * n + i, 50).withAge(i), 1000 + n);
            }
        }

        for (int n = 1; n <= 60; n++) {
            assertThat(has(shared, origin(1), n, 2000)).isTrue();
        }
        assertThat(shared.bytes()).isLessThanOrEqualTo(1_000_000L);
    }

    @Test
    void it_says_how_far_back_it_keeps_all() {
        long one = message(1, 0).length() + OriginLog.ENTRY_BYTES;
        Retained small = new Retained(TIME, OriginLog.ORIGIN_BYTES + 2 * one + one / 2, counters);
        small.keep(message(1, 0), 1000);
        small.keep(message(2, 0), 3000);
        assertThat(small.keeps(3000)).isEqualTo(TIME);

        small.keep(message(3, 0), 5000);
        assertThat(small.keeps(5000)).isEqualTo(4000);
        assertThat(small.keeps(9000)).isEqualTo(8000);
        assertThat(small.keeps(9000 + TIME)).isEqualTo(TIME);
    }

    @Test
    void who_is_alone_has_all_the_room() {
        Retained shared = new Retained(TIME, 1_000_000, counters);
        for (int n = 1; n <= 20_000; n++) {
            shared.keep(message(origin(1), n, 100), 1000);
        }

        assertThat(shared.bytes()).isBetween(990_000L, 1_000_000L);
    }

    @Test
    void origins_of_equal_weight_lose_what_is_oldest() {
        Retained shared = new Retained(TIME, 100_000, counters);
        for (int n = 1; n <= 100; n++) {
            for (int who = 1; who <= 20; who++) {
                shared.keep(message(origin(who), n, 100), 1000 + n);
            }
        }

        List<Integer> firsts = new ArrayList<>();
        for (int who = 1; who <= 20; who++) {
            int n = 1;
            while (!has(shared, origin(who), n, 2000)) {
                n++;
            }
            firsts.add(n);
        }
        assertThat(Collections.max(firsts) - Collections.min(firsts)).isLessThanOrEqualTo(1);
    }

    @Test
    void no_more_than_so_many_are_kept_however_small() {
        Retained many = new Retained(TIME, Long.MAX_VALUE, counters);
        for (int n = 1; n <= Retained.MOST_MESSAGES + 5; n++) {
            many.keep(message(n, 0), 1000);
        }

        assertThat(many.size()).isEqualTo(Retained.MOST_MESSAGES);
        assertThat(has(many, ORIGIN, 5, 1000)).isFalse();
        assertThat(has(many, ORIGIN, 6, 1000)).isTrue();
        assertThat(counters.get(Counter.RETAINED_TOO_SHORT)).isEqualTo(5);
    }

    @Test
    void what_has_rested_long_enough_takes_no_memory() {
        for (int n = 1; n <= 1000; n++) {
            retained.keep(message(n, n % 3 * 1000), n);
        }

        retained.expire(1000 + TIME);

        assertThat(retained.size()).isZero();
        assertThat(retained.bytes()).isZero();
        assertThat(counters.nonZero()).isEmpty();
    }

    @Test
    void no_more_waits_to_be_used_again_than_is_kept() {
        Chunks.FreeList free = new Chunks.FreeList();
        Retained burst = new Retained(TIME, 64 << 20, counters, free);
        for (int n = 1; n <= 20_000; n++) {
            burst.keep(message(n, 0), n);
        }

        burst.expire(5000 + TIME);
        assertThat(free.size()).isPositive();
        burst.expire(19_990 + TIME);
        assertThat(burst.size()).isPositive();
        assertThat(free.size()).isZero();
    }

    @Test
    void nothing_waits_to_be_used_again_where_nothing_is_kept() {
        Chunks.FreeList free = new Chunks.FreeList();
        Retained burst = new Retained(TIME, 64 << 20, counters, free);
        for (int n = 1; n <= 20_000; n++) {
            burst.keep(message(n, 0), n);
        }

        burst.expire(20_000 + TIME);
        assertThat(free.size()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_comes_in_whatever_order_is_there_exactly_for_its_time(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, Long> until = new HashMap<>();
        long now = 0;

        for (int i = 0; i < 5000; i++) {
            now += random.nextInt(1000);
            long n = 1 + random.nextInt(3000);
            long age = random.nextBoolean() ? 0 : random.nextInt((int) TIME);
            if (until.getOrDefault(n, -1L) <= now) {
                until.put(n, now + TIME - age);
            }
            retained.keep(message(n, age), now);
            long asked = 1 + random.nextInt(3000);
            assertThat(has(retained, ORIGIN, asked, now)).isEqualTo(until.getOrDefault(asked, -1L) > now);
        }

        long end = now;
        assertThat(retained.size())
                .isEqualTo((int) until.values().stream().filter(at -> at > end).count());
    }

    private static boolean has(Retained retained, Origin origin, long n, long now) {
        return retained.get(origin, n, now) != null;
    }

    private static List<Integer> keptIn(Retained retained, long now) {
        List<Integer> kept = new ArrayList<>();
        for (int n = 1; n <= 10; n++) {
            if (has(retained, ORIGIN, n, now)) {
                kept.add(n);
            }
        }
        return kept;
    }

    private static Origin origin(int number) {
        return new Origin(PeerScript.at(8000 + number), 5);
    }

    private static Gossip message(Origin origin, long n, int bytes) {
        return Gossip.of(origin, n, 9, new byte[0], new byte[bytes]);
    }

    /** All of the same length as it comes and goes, unless it is aged. */
    private static Gossip message(long n, long age) {
        Gossip message = Gossip.of(ORIGIN, n, 9, new byte[0], new byte[] {1, 2, 3});
        return age > 0 ? message.withAge(age) : message;
    }
}
