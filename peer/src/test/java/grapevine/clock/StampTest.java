package grapevine.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of two messages came first. */
class StampTest {
    private static final int PEERS = 6;
    private static final int MESSAGES = 120;

    @Test
    void a_message_comes_before_its_reply() {
        Stamp message = stamp("p1:1:1", "");
        Stamp reply = stamp("p2:1:1", "p1:1:1");

        assertThat(message.before(reply)).isTrue();
        assertThat(reply.after(message)).isTrue();
        assertThat(reply.before(message)).isFalse();
        assertThat(message.concurrent(reply)).isFalse();
    }

    @Test
    void two_messages_that_know_nothing_of_each_other_are_concurrent() {
        Stamp one = stamp("p1:1:1", "");
        Stamp another = stamp("p2:1:1", "");

        assertThat(one.concurrent(another)).isTrue();
        assertThat(another.concurrent(one)).isTrue();
    }

    @Test
    void the_messages_of_one_run_come_one_after_the_other() {
        assertThat(stamp("p1:1:1", "").before(stamp("p1:1:3", ""))).isTrue();
        assertThat(stamp("p1:1:1", "").clock()).hasToString("p1:1:1");
        assertThat(stamp("p1:1:2", "p1:1:1").clock()).hasToString("p1:1:2");
        assertThat(stamp("p1:1:3", "p1:1:2").clock()).hasToString("p1:1:3");
    }

    @Test
    void of_two_that_both_claim_to_come_after_the_other_neither_did() {
        Stamp one = stamp("p1:1:1", "p2:1:1");
        Stamp another = stamp("p2:1:1", "p1:1:1");

        assertThat(one.before(another)).isFalse();
        assertThat(another.before(one)).isFalse();
        assertThat(one.concurrent(another)).isTrue();
    }

    @Test
    void a_message_that_knows_a_later_one_of_its_own_run_is_refused() {
        assertThatThrownBy(() -> stamp("p1:1:1", "p1:1:2")).hasMessageContaining("knows later messages than p1:1:1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void of_whole_clocks_before_is_exactly_what_happened_before(long seed) {
        History history = History.random(new SplittableRandom(seed), PEERS, MESSAGES);
        List<Stamp> stamps = history.stamps;

        for (int a = 0; a < MESSAGES; a++) {
            for (int b = 0; b < MESSAGES; b++) {
                boolean isBefore = stamps.get(a).before(stamps.get(b));
                assertThat(isBefore).isEqualTo(history.happenedBefore(a, b));
                if (isBefore) {
                    assertThat(stamps.get(a).time()).isLessThan(stamps.get(b).time());
                    assertThat(stamps.get(b).clock().includes(stamps.get(a).clock()))
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void of_whole_clocks_before_is_irreflexive_antisymmetric_and_transitive(long seed) {
        List<Stamp> stamps = History.random(new SplittableRandom(seed), PEERS, 60).stamps;

        for (Stamp a : stamps) {
            assertThat(a.before(a) || a.after(a) || a.concurrent(a)).isFalse();
            for (Stamp b : stamps) {
                assertThat(a.before(b) && b.before(a)).isFalse();
                assertThat(a.before(b)).isEqualTo(b.after(a));
                int relations = count(a.before(b)) + count(a.after(b)) + count(a.concurrent(b)) + count(a.equals(b));
                assertThat(relations).isEqualTo(1);
                for (Stamp c : stamps) {
                    if (a.before(b) && b.before(c)) {
                        assertThat(a.before(c)).isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void clocks_cut_short_in_any_way_lose_order_but_never_make_it_up(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        History history = History.random(random, PEERS, MESSAGES);
        List<Stamp> stamps = history.cutShort(random);
        int lost = 0;

        for (int a = 0; a < MESSAGES; a++) {
            for (int b = 0; b < MESSAGES; b++) {
                boolean isBefore = stamps.get(a).before(stamps.get(b));
                assertThat(isBefore && !history.happenedBefore(a, b)).isFalse();
                lost += count(!isBefore && history.happenedBefore(a, b));
            }
        }

        assertThat(lost).as("order lost").isPositive();
    }

    static Stamp stamp(String id, String clock) {
        return new Stamp(MessageId.parse(id), new HybridTime(1, 0), VectorClock.parse(clock));
    }

    private static int count(boolean holds) {
        return holds ? 1 : 0;
    }
}
