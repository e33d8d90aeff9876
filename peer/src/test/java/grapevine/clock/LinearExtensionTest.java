package grapevine.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One order for any set of messages. */
class LinearExtensionTest {
    private static final int MESSAGES = 200;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_happened_before_stands_before_whichever_messages_are_there(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        History history = History.random(random, 6, MESSAGES);
        List<Stamp> cutShort = history.cutShort(random);
        List<Stamp> some =
                cutShort.stream().filter(stamp -> random.nextBoolean()).toList();

        Map<MessageId, Integer> places = History.places(ordered(some));

        assertThat(places).hasSameSizeAs(some);
        for (int a = 0; a < MESSAGES; a++) {
            for (int b = 0; b < MESSAGES; b++) {
                Integer placeOfA = places.get(cutShort.get(a).id());
                Integer placeOfB = places.get(cutShort.get(b).id());
                if (placeOfA != null && placeOfB != null && history.happenedBefore(a, b)) {
                    assertThat(placeOfA).isLessThan(placeOfB);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_order_in_which_they_came_changes_nothing(long seed) {
        List<Stamp> stamps = new ArrayList<>(History.random(new SplittableRandom(seed), 6, MESSAGES).stamps);
        List<Stamp> order = ordered(stamps);

        for (int i = 0; i < 10; i++) {
            Collections.shuffle(stamps, new Random(seed + i));
            assertThat(ordered(stamps)).isEqualTo(order);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void clocks_are_respected_even_where_the_times_are_wrong(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Stamp> stamps = History.random(random, 6, MESSAGES).stamps.stream()
                .map(stamp -> new Stamp(stamp.id(), new HybridTime(random.nextLong(100), 0), stamp.clock()))
                .toList();

        List<Stamp> order = ordered(stamps);

        for (int later = 0; later < MESSAGES; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                assertThat(order.get(later).before(order.get(earlier))).isFalse();
            }
        }
    }

    @Test
    void messages_without_a_cause_in_common_are_ordered_by_time_then_id() {
        Stamp late = new Stamp(new MessageId("a", 1, 1), new HybridTime(7, 1), VectorClock.empty());
        Stamp early = new Stamp(new MessageId("b", 1, 1), new HybridTime(7, 0), VectorClock.empty());
        Stamp earlyToo = new Stamp(new MessageId("c", 1, 1), new HybridTime(7, 0), VectorClock.empty());

        assertThat(ordered(List.of(late, earlyToo, early))).containsExactly(early, earlyToo, late);
    }

    @Test
    void each_message_stands_once() {
        Stamp one = StampTest.stamp("a:1:1", "");

        assertThat(ordered(List.of(one, one))).containsExactly(one);
        assertThat(ordered(List.of())).isEmpty();
    }

    @Test
    void of_two_stamps_of_one_message_the_same_stands_whichever_came_first() {
        MessageId id = new MessageId("a", 1, 1);
        Stamp early = new Stamp(id, new HybridTime(7, 0), VectorClock.parse("b:1:1"));
        Stamp earlyToo = new Stamp(id, new HybridTime(7, 0), VectorClock.parse("c:1:1"));
        Stamp late = new Stamp(id, new HybridTime(8, 0), VectorClock.empty());

        assertThat(ordered(List.of(late, earlyToo, early))).containsExactly(early);
        assertThat(ordered(List.of(early, earlyToo, late))).containsExactly(early);
        assertThat(ordered(List.of(earlyToo, early, late))).containsExactly(early);
    }

    @Test
    void a_circle_that_liars_made_is_broken_in_one_way() {
        Stamp a = StampTest.stamp("a:1:1", "c:1:1");
        Stamp b = StampTest.stamp("b:1:1", "a:1:1");
        Stamp c = StampTest.stamp("c:1:1", "b:1:1");
        Stamp d = StampTest.stamp("d:1:1", "c:1:1");

        assertThat(ordered(List.of(d, c, b, a))).containsExactly(a, b, c, d);
        assertThat(ordered(List.of(b, d, a, c))).containsExactly(a, b, c, d);
    }

    @Test
    void twenty_thousand_messages_are_ordered() {
        List<Stamp> stamps = new ArrayList<>(History.random(new SplittableRandom(1), 20, 20_000).stamps);
        List<Stamp> sorted = stamps.stream()
                .sorted(Comparator.comparing(Stamp::time).thenComparing(Stamp::id))
                .toList();
        Collections.shuffle(stamps, new Random(1));

        // Where no clock runs far ahead, the times alone are such an order.
        assertThat(ordered(stamps)).isEqualTo(sorted);
    }

    private static List<Stamp> ordered(List<Stamp> stamps) {
        return LinearExtension.of(stamps, Function.identity());
    }
}
