package grapevine.peer.core.repair;

import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.TreeScript.FAR;
import static grapevine.peer.core.TreeScript.have;
import static grapevine.peer.core.TreeScript.message;
import static grapevine.peer.core.TreeScript.want;
import static grapevine.peer.core.TreeScript.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TreeScript;
import grapevine.peer.core.ground.Bundle;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Have;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When what was announced is asked for, of whom, and how often. */
class MissingTest {
    /** As long as nothing was both announced and brought (ms). */
    private static final long FIRST_PATIENCE = Patience.LEAST_MILLIS + 2 * 300;

    private final TreeScript tree = new TreeScript(3);
    private final PeerScript peer = tree.peer;
    private final FakeLink parent = tree.parent;
    private final List<FakeLink> lazy = tree.lazy;

    @Test
    void what_comes_by_the_tree_is_waited_for_as_long_as_it_lately_took() {
        peer.run.feed(lazy.get(0), have(Range.of(1)));
        tree.bring(parent, 1);
        peer.run.feed(lazy.get(0), have(Range.of(2)));

        peer.run.advance(FIRST_PATIENCE - 2 * (300 / 8) - 1);
        assertThat(wanted(lazy.get(0))).isEmpty();
        peer.run.advance(1);

        assertThat(wanted(lazy.get(0))).containsExactly(want(Range.of(2)));
    }

    @Test
    void where_the_tree_is_faster_than_announcements_they_shorten_the_wait_though_nothing_is_missing() {
        for (int n = 1; n <= 100; n++) {
            tree.bring(parent, n);
            peer.run.feed(lazy.get(0), have(Range.of(n)));
            peer.run.advance(100);
        }

        peer.run.feed(lazy.get(0), have(Range.of(101)));
        peer.run.advance(Patience.LEAST_MILLIS + 20);

        assertThat(wanted(lazy.get(0))).containsExactly(want(Range.of(101)));
    }

    @Test
    void as_long_as_earlier_ones_of_an_origin_come_later_ones_are_on_their_way() {
        tree.bring(parent, 1);
        peer.run.feed(lazy.get(0), have(new Range(2, 100)));

        for (int n = 2; n <= 90; n++) {
            peer.run.advance(140);
            tree.bring(parent, n);
        }
        assertThat(wanted(lazy.get(0))).isEmpty();
        peer.run.advance(2000);

        assertThat(wanted(lazy.get(0))).containsExactly(want(new Range(91, 100)));
    }

    @Test
    void three_fetches_in_a_row_graft_a_link_also_where_two_neighbours_announced_them() {
        peer.run.feed(lazy.get(0), have(Range.of(1)));
        peer.run.advance(100);
        peer.run.feed(lazy.get(1), have(Range.of(2)));
        peer.run.advance(150);
        peer.run.feed(lazy.get(1), have(Range.of(3)));
        peer.run.advance(FIRST_PATIENCE + 100);

        List<Message> said = new ArrayList<>(lazy.get(0).said());
        said.addAll(lazy.get(1).said());
        assertThat(only(Graft.class, said)).hasSize(1);
    }

    @Test
    void what_the_only_link_that_brings_messages_announces_is_asked_for_at_once() {
        tree.bring(parent, 1);
        peer.run.feed(parent, have(Range.of(2)));
        peer.run.advance(10);

        assertThat(wanted(parent)).containsExactly(want(Range.of(2)));
    }

    @Test
    void what_comes_behind_a_gap_does_not_make_those_in_the_gap_come() {
        tree.bring(parent, 1);
        peer.run.feed(lazy.get(0), have(new Range(2, 10)));

        for (int n = 5; n <= 10; n++) {
            tree.bring(parent, n);
            peer.run.advance(140);
        }

        assertThat(wanted(lazy.get(0))).contains(want(new Range(2, 4)));
    }

    @Test
    void what_takes_longer_is_waited_for_longer_for_a_while() {
        for (int n = 1; n <= 2; n++) {
            peer.run.feed(lazy.get(0), have(Range.of(n)));
            peer.run.advance(600);
            tree.bring(parent, n);
        }
        for (int n = 3; n <= 100; n++) {
            peer.run.feed(lazy.get(0), have(Range.of(n)));
            tree.bring(parent, n); // a burst of early ones is one step
        }

        peer.run.feed(lazy.get(0), have(Range.of(101)));
        peer.run.advance(Patience.LEAST_MILLIS + 2 * 400);

        assertThat(wanted(lazy.get(0))).isEmpty();
    }

    @Test
    void what_is_waited_for_and_an_eager_neighbour_announces_too_is_asked_for_at_once() {
        peer.run.feed(lazy.get(0), have(new Range(1, 2)));
        peer.run.feed(parent, have(Range.of(2)));
        peer.run.advance(0);

        assertThat(wanted(lazy.get(0))).containsExactly(want(new Range(1, 2)));
    }

    @Test
    void what_a_further_eager_neighbour_announces_is_waited_for_while_the_parent_brings_messages() {
        tree.bring(parent, 1);
        peer.run.feed(lazy.get(0), new Graft(List.of()));

        peer.run.feed(lazy.get(0), have(Range.of(2)));
        peer.run.advance(Patience.LEAST_MILLIS);

        assertThat(wanted(lazy.get(0))).isEmpty();
    }

    @Test
    void what_is_here_or_our_own_is_not_missing() {
        tree.bring(parent, 1);
        Origin self = new Origin(PeerScript.SELF, PeerScript.EPOCH);

        peer.run.feed(lazy.get(0), have(Range.of(1)), new Have(List.of(OriginRanges.of(self, Range.of(7)))));

        assertThat(Inside.of(peer.node).missing().origins()).isZero();
    }

    @Test
    void it_is_asked_for_four_times_of_one_and_the_other_in_turn_and_then_dropped_and_counted() {
        peer.run.feed(lazy.get(0), have(Range.of(1)));
        peer.run.feed(lazy.get(1), have(Range.of(1)));

        peer.run.advance(FIRST_PATIENCE);
        for (int asked = 1; asked <= 4; asked++) {
            assertThat(wanted(lazy.get(1 - asked % 2))).as("question " + asked).containsExactly(want(Range.of(1)));
            assertThat(wanted(lazy.get(asked % 2))).isEmpty();
            peer.run.advance(Demand.ANSWER_MILLIS);
        }

        assertThat(Inside.of(peer.node).missing().batches()).isZero();
        assertThat(peer.run.count(Counter.DROPPED_ANNOUNCEMENT)).isEqualTo(1);
    }

    @Test
    void whoever_answers_in_part_is_asked_for_the_rest() {
        peer.run.feed(lazy.get(0), have(new Range(1, 3)));
        peer.run.feed(lazy.get(1), have(new Range(1, 3)));
        peer.run.advance(FIRST_PATIENCE);
        wanted(lazy.get(0));

        peer.run.advance(Demand.ANSWER_MILLIS - 1);
        peer.run.feed(lazy.get(0), message(2).withAge(5));
        peer.run.advance(Demand.ANSWER_MILLIS - 1);
        assertThat(wanted(lazy.get(0))).isEmpty();
        peer.run.advance(1);

        assertThat(wanted(lazy.get(0))).containsExactly(want(Range.of(1), Range.of(3)));
        assertThat(wanted(lazy.get(1))).isEmpty();
    }

    @Test
    void what_one_does_not_keep_the_other_is_asked_for_at_once() {
        peer.run.feed(lazy.get(0), have(Range.of(1)));
        peer.run.feed(lazy.get(1), have(Range.of(1)));
        peer.run.advance(FIRST_PATIENCE);

        peer.run.feed(lazy.get(0), new Gone(List.of(OriginRanges.of(FAR, Range.of(1)))));
        peer.run.advance(0);

        assertThat(wanted(lazy.get(1))).containsExactly(want(Range.of(1)));
    }

    @Test
    void that_one_keeps_a_part_of_it_only_does_not_bring_it_the_next_question_for_the_rest() {
        peer.run.feed(lazy.get(0), have(new Range(1, 2)));
        peer.run.feed(lazy.get(1), have(new Range(1, 2)));
        peer.run.advance(FIRST_PATIENCE);
        wanted(lazy.get(0));

        peer.run.feed(lazy.get(0), message(1).withAge(5), new Gone(List.of(OriginRanges.of(FAR, Range.of(2)))));
        peer.run.advance(0);

        assertThat(wanted(lazy.get(0))).isEmpty();
        assertThat(wanted(lazy.get(1))).containsExactly(want(Range.of(2)));
    }

    @Test
    void what_one_has_lost_since_it_answered_in_part_the_other_is_asked_for_and_the_rest_is_still_awaited() {
        peer.run.feed(lazy.get(0), have(new Range(1, 4)));
        peer.run.feed(lazy.get(1), have(new Range(1, 4)));
        peer.run.advance(FIRST_PATIENCE);
        peer.run.feed(lazy.get(0), message(1).withAge(5));
        peer.run.advance(Demand.ANSWER_MILLIS);
        assertThat(wanted(lazy.get(0))).containsExactly(want(new Range(1, 4)), want(new Range(2, 4)));

        peer.run.feed(lazy.get(0), new Gone(List.of(OriginRanges.of(FAR, Range.of(3)))));
        peer.run.advance(0);

        assertThat(wanted(lazy.get(0))).isEmpty();
        assertThat(wanted(lazy.get(1))).containsExactly(want(Range.of(3)));
    }

    @Test
    void that_somebody_else_does_not_keep_it_says_nothing_of_who_announced_it() {
        peer.run.feed(lazy.get(0), have(Range.of(1)));

        peer.run.feed(lazy.get(1), new Gone(List.of(OriginRanges.of(FAR, Range.of(1)))));
        peer.run.advance(FIRST_PATIENCE);

        assertThat(wanted(lazy.get(0))).containsExactly(want(Range.of(1)));
    }

    @Test
    void what_nobody_linked_has_announced_is_left_to_a_comparison() {
        peer.run.feed(lazy.get(0), have(Range.of(1)));
        peer.run.lose(lazy.get(0), Loss.RESET);

        peer.run.advance(FIRST_PATIENCE);

        assertThat(Inside.of(peer.node).missing().origins()).isZero();
        assertThat(peer.run.count(Counter.DROPPED_ANNOUNCEMENT)).isEqualTo(1);
    }

    @Test
    void once_the_parent_is_lost_nothing_is_waited_for() {
        peer.run.feed(lazy.get(0), have(Range.of(1)));

        peer.run.lose(parent, Loss.RESET);
        peer.run.advance(0);

        assertThat(wanted(lazy.get(0))).containsExactly(want(Range.of(1)));
    }

    @Test
    void what_is_announced_and_comes_by_the_tree_is_not_asked_for() {
        peer.run.feed(lazy.get(0), have(Range.of(1)));
        peer.run.advance(140);
        tree.bring(parent, 1);
        peer.run.advance(5000);

        assertThat(only(Want.class, lazy.get(0).said())).isEmpty();
        assertThat(Inside.of(peer.node).missing().batches()).isZero();
    }

    @Test
    void what_does_not_come_is_fetched_from_the_announcer_and_then_from_the_other() {
        peer.run.feed(lazy.get(0), have(new Range(1, 2)));
        peer.run.feed(lazy.get(1), have(new Range(1, 2)));

        peer.run.advance(800);
        assertThat(wanted(lazy.get(0))).containsExactly(want(new Range(1, 2)));
        assertThat(wanted(lazy.get(1))).isEmpty();
        peer.run.advance(Demand.ANSWER_MILLIS);

        assertThat(wanted(lazy.get(1))).containsExactly(want(new Range(1, 2)));
        assertThat(tree.eagerLinks()).containsExactly(parent);
    }

    @Test
    void a_long_announcement_is_fetched_in_parts_and_that_is_one_fetch() {
        peer.run.feed(lazy.get(0), have(new Range(1, 5L * Demand.MOST_WANTED)));

        peer.run.advance(800);
        peer.run.advance(4 * Patience.LEAST_MILLIS);

        assertThat(wanted(lazy.get(0)))
                .containsExactly(
                        want(new Range(1, 1024)),
                        want(new Range(1025, 2048)),
                        want(new Range(2049, 3072)),
                        want(new Range(3073, 4096)),
                        want(new Range(4097, 5120)));
        assertThat(tree.eagerLinks()).containsExactly(parent);
    }

    @Test
    void what_one_question_cannot_hold_is_asked_for_by_the_next_and_not_only_a_second_later() {
        for (int port = 1; port <= 600; port++) {
            Origin origin = new Origin(PeerScript.at(port), 7);
            peer.run.feed(parent, new Have(List.of(OriginRanges.of(origin, Range.of(1)))));
        }

        peer.run.advance(0);
        assertThat(originsIn(wanted(parent))).isEqualTo(512);
        peer.run.advance(Patience.LEAST_MILLIS);

        assertThat(originsIn(wanted(parent))).isEqualTo(88);
    }

    @Test
    void what_has_more_gaps_than_one_question_holds_is_fetched_in_parts() {
        Range[] odd = IntStream.range(0, 600).mapToObj(i -> Range.of(2 * i + 1)).toArray(Range[]::new);
        peer.run.feed(lazy.get(0), have(odd));

        peer.run.advance(FIRST_PATIENCE);
        assertThat(wanted(lazy.get(0))).containsExactly(want(Arrays.copyOf(odd, 512)));
        peer.run.advance(Patience.LEAST_MILLIS);

        assertThat(wanted(lazy.get(0))).containsExactly(want(Arrays.copyOfRange(odd, 512, 600)));
    }

    @Test
    void with_no_room_to_keep_a_part_by_itself_it_is_asked_for_all_the_same() {
        Range[] gaps = IntStream.range(0, 2 * Bundle.MOST_RANGES)
                .mapToObj(i -> Range.of(1 + 2 * i))
                .toArray(Range[]::new);
        peer.run.feed(lazy.get(0), have(gaps));
        for (int i = 1; i < Missing.MOST_BATCHES; i++) {
            peer.run.feed(lazy.get(1), have(Range.of(10_000 + 2 * i)));
        }

        peer.run.advance(FIRST_PATIENCE);

        int most = Math.min(Demand.MOST_WANTED, Bundle.MOST_RANGES);
        assertThat(Inside.of(peer.node).missing().batches()).isEqualTo(Missing.MOST_BATCHES);
        assertThat(wanted(lazy.get(0))).containsExactly(want(Arrays.copyOf(gaps, most)));
    }

    @Test
    void what_an_eager_neighbour_announces_will_not_be_pushed_and_is_asked_for_at_once() {
        peer.run.feed(parent, have(Range.of(1)));
        peer.run.advance(0);

        assertThat(wanted(parent)).containsExactly(want(Range.of(1)));
    }

    @Test
    void who_does_not_keep_it_any_more_is_not_asked_again() {
        peer.run.feed(parent, have(Range.of(1)));
        peer.run.advance(0);
        peer.run.feed(parent, new Gone(List.of(OriginRanges.of(FAR, Range.of(1)))));
        parent.said();
        peer.run.advance(10_000);

        assertThat(wanted(parent)).isEmpty();
        assertThat(Inside.of(peer.node).missing().batches()).isZero();
        assertThat(peer.run.count(Counter.DROPPED_ANNOUNCEMENT)).isEqualTo(1);
    }

    @Test
    void an_announcement_of_more_origins_than_are_kept_is_dropped_and_counted() {
        for (int i = 0; i <= Missing.MOST_ORIGINS; i++) {
            Origin origin = new Origin(FAR.address(), i);
            peer.run.feed(lazy.get(0), new Have(List.of(OriginRanges.of(origin, Range.of(1)))));
        }

        assertThat(Inside.of(peer.node).missing().origins()).isEqualTo(Missing.MOST_ORIGINS);
        assertThat(peer.run.count(Counter.DROPPED_ANNOUNCEMENT)).isEqualTo(1);
    }

    @Test
    void announcements_too_large_to_be_true_are_asked_for_in_a_bounded_number_of_parts() {
        for (int port = 1; port <= 400; port++) {
            Origin origin = new Origin(PeerScript.at(port), 7);
            peer.run.feed(lazy.get(0), new Have(List.of(OriginRanges.of(origin, new Range(1, 1 << 20)))));
        }

        for (int step = 0; step < 100; step++) {
            peer.pass(100);
            assertThat(Inside.of(peer.node).missing().batches()).isLessThanOrEqualTo(Missing.MOST_BATCHES);
        }
    }

    @Test
    void whoever_pushes_a_message_is_asked_for_those_before_it_that_do_not_come() {
        tree.bring(parent, 1);
        tree.bring(parent, 4);
        tree.bring(parent, 6);
        tree.bring(lazy.get(0), 5);

        peer.run.advance(FIRST_PATIENCE);

        assertThat(wanted(parent)).containsExactly(want(new Range(2, 3)));
        peer.run.feed(parent, message(2).withAge(5), message(3).withAge(5));
        assertThat(Inside.of(peer.node).missing().batches()).isZero();
    }

    @Test
    void what_an_origin_said_before_it_was_first_heard_is_not_missing() {
        tree.bring(parent, 7);
        tree.bring(parent, 8);

        assertThat(Inside.of(peer.node).missing().batches()).isZero();
    }

    private static int originsIn(List<Message> questions) {
        return questions.stream()
                .mapToInt(question -> ((Want) question).wanted().size())
                .sum();
    }
}
