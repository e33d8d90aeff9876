package grapevine.peer.core.repair;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Known;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Agreed;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Seen;
import grapevine.wire.SyncMessage.Want;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others have seen is asked for where it is, piece by piece, until it is here or given up. */
class FetchingTest {
    private static final int OLDER = 6;

    private PeerScript peer;
    private Fetching fetching;

    @BeforeEach
    void six_older_neighbours_that_answer_nothing_of_themselves() {
        Entry[] older = new Entry[OLDER];
        for (int i = 0; i < OLDER; i++) {
            older[i] = older(i + 1);
        }
        peer = new PeerScript(3, 1, settings -> settings.links(OLDER));
        peer.join(older);
        for (Entry each : older) {
            peer.linkTo(each).said();
        }
        fetching = Inside.of(peer.node).comparing().fetching();
    }

    @Test
    void what_another_has_seen_is_asked_for_there_until_it_has_come_wherever_from() {
        start(1, known(1, new Range(1, 3)));

        assertThat(wanted(link(1))).containsExactly(want(1, new Range(1, 3)));
        peer.run.feed(link(1), message(1, 1).withAge(5), message(1, 3).withAge(5));
        assertThat(fetching.size()).isEqualTo(1);
        peer.run.feed(link(2), message(1, 2));

        assertThat(fetching.size()).isZero();
    }

    @Test
    void what_is_here_our_own_forgotten_or_under_way_is_not_asked_for() {
        peer.run.feed(link(3), message(1, 1));
        start(1, known(1, new Range(1, 2)));
        wanted(link(1));

        start(2, known(1, new Range(1, 3)));
        start(
                3,
                new Known(OriginRanges.of(new Origin(PeerScript.SELF, PeerScript.EPOCH), Range.of(1)), 5),
                new Known(OriginRanges.of(origin(2), Range.of(1)), 1_200_000));

        assertThat(wanted(link(2))).containsExactly(want(1, Range.of(3)));
        assertThat(wanted(link(3))).isEmpty();
        assertThat(fetching.size()).isEqualTo(2);
    }

    @Test
    void what_one_question_does_not_hold_is_asked_for_after_the_answer() {
        start(1, known(1, new Range(1, 2L * Supply.MOST_NUMBERS)));
        assertThat(wanted(link(1))).containsExactly(want(1, new Range(1, Supply.MOST_NUMBERS)));

        peer.run.feed(link(1), gone(1, new Range(1, Supply.MOST_NUMBERS)));

        assertThat(wanted(link(1)))
                .containsExactly(want(1, new Range(Supply.MOST_NUMBERS + 1, 2L * Supply.MOST_NUMBERS)));
    }

    @Test
    void what_three_call_gone_is_given_up_and_told() {
        start(1, known(1, new Range(1, 2)));
        Set<FakeLink> asked = new HashSet<>();
        for (int i = 1; i <= Fetching.ENOUGH; i++) {
            FakeLink source = whoIsAskedFor(want(1, new Range(1, 2)));
            asked.add(source);
            peer.run.feed(source, gone(1, new Range(1, 2)));
        }

        assertThat(asked).hasSize(Fetching.ENOUGH).contains(link(1));
        assertThat(peer.effects.takeFacts(Fact.MessagesMissed.class))
                .containsExactly(new Fact.MessagesMissed(origin(1).address(), 1, 1, 2));
        assertThat(fetching.size()).isZero();
    }

    @Test
    void what_was_given_up_is_asked_for_of_who_says_that_it_has_seen_it_and_of_nobody_else() {
        start(1, known(1, new Range(1, 2)));
        for (int i = 1; i <= Fetching.ENOUGH; i++) {
            peer.run.feed(whoIsAskedFor(want(1, new Range(1, 2))), gone(1, new Range(1, 2)));
        }
        peer.effects.takeFacts(Fact.MessagesMissed.class);

        start(2, known(1, new Range(1, 2)));
        assertThat(wanted(link(2))).containsExactly(want(1, new Range(1, 2)));
        peer.run.feed(link(2), gone(1, new Range(1, 2)));

        assertThat(fetching.size()).isZero();
        assertThat(peer.effects.takeFacts(Fact.MessagesMissed.class)).isEmpty();
        start(3, known(1, new Range(1, 2)));
        wanted(link(3));
        peer.run.feed(link(3), message(1, 2).withAge(5));
        assertThat(peer.effects.takeDelivered()).extracting(Gossip::n).containsExactly(2L);
    }

    @Test
    void that_some_let_go_of_it_early_says_nothing_of_those_who_keep_more() {
        start(1, known(1, Range.of(1)));
        for (int i = 1; i < OLDER; i++) {
            FakeLink source = whoIsAskedFor(want(1, Range.of(1)));
            peer.run.feed(source, new Gone(gone(1, Range.of(1)).ranges(), 1000));
        }

        FakeLink last = whoIsAskedFor(want(1, Range.of(1)));
        peer.run.feed(last, message(1, 1).withAge(5));

        assertThat(fetching.size()).isZero();
        assertThat(peer.effects.takeFacts(Fact.MessagesMissed.class)).isEmpty();
    }

    @Test
    void what_all_there_are_have_let_go_of_is_given_up() {
        start(1, known(1, Range.of(1)));
        for (int i = 1; i <= OLDER; i++) {
            FakeLink source = whoIsAskedFor(want(1, Range.of(1)));
            peer.run.feed(source, new Gone(gone(1, Range.of(1)).ranges(), 1000));
        }

        assertThat(fetching.size()).isZero();
        assertThat(peer.effects.takeFacts(Fact.MessagesMissed.class)).hasSize(1);
    }

    @Test
    void an_answer_that_is_about_something_else_ends_nothing() {
        start(1, known(1, Range.of(1)));

        peer.run.feed(link(1), gone(2, Range.of(1)));

        assertThat(awaits(neighbour(1).conversation(), message(1, 1))).isTrue();
        assertThat(awaits(neighbour(2).conversation(), message(1, 1))).isFalse();
        assertThat(awaits(neighbour(1).conversation(), message(1, 2))).isFalse();
    }

    @Test
    void where_nothing_comes_three_others_are_asked_and_then_nobody() {
        start(1, known(1, Range.of(1)));
        Set<FakeLink> asked = new HashSet<>();
        for (int i = 1; i <= 4; i++) {
            asked.add(whoIsAskedFor(want(1, Range.of(1))));
            fetching.onDue(fetching.due() - 1);
            assertThat(fetching.size()).isEqualTo(1);
            fetching.onDue(fetching.due());
        }

        assertThat(asked).hasSize(4).contains(link(1));
        assertThat(fetching.size()).isZero();
        assertThat(peer.run.count(Counter.FETCHES_LATE)).isEqualTo(4);
        assertThat(peer.effects.takeFacts(Fact.MessagesMissed.class)).isEmpty();
    }

    @Test
    void what_one_that_did_not_answer_may_have_is_not_given_up_but_looked_for_anew() {
        start(1, known(1, Range.of(1)));
        whoIsAskedFor(want(1, Range.of(1)));
        peer.run.advance(Fetching.ANSWER_MILLIS);

        for (int i = 1; i <= Fetching.ENOUGH; i++) {
            peer.run.feed(whoIsAskedFor(want(1, Range.of(1))), gone(1, Range.of(1)));
        }

        assertThat(fetching.size()).isZero();
        assertThat(peer.effects.takeFacts(Fact.MessagesMissed.class)).isEmpty();
        assertThat(Inside.of(peer.node).comparing().due())
                .as("the next comparison")
                .isEqualTo(peer.run.now());
    }

    @Test
    void whoever_answered_in_part_is_asked_for_the_rest() {
        start(1, known(1, new Range(1, 2)));
        peer.run.feed(link(1), message(1, 1).withAge(5));
        wanted(link(1));

        fetching.onDue(fetching.due());

        assertThat(wanted(link(1))).containsExactly(want(1, Range.of(2)));
        assertThat(peer.run.count(Counter.FETCHES_LATE)).isEqualTo(1);
    }

    @Test
    void nobody_is_blamed_for_the_time_in_which_this_peer_stood_still() {
        start(1, known(1, new Range(1, 2)));
        wanted(link(1));

        peer.run.freeze(2 * Fetching.ANSWER_MILLIS);

        peer.run.feed(link(1), message(1, 1).withAge(5));
        assertThat(awaits(neighbour(1).conversation(), message(1, 2))).isTrue();
    }

    @Test
    void no_more_than_eight_are_under_way() {
        for (int i = 1; i <= Fetching.MOST + 1; i++) {
            start(1 + i % OLDER, known(i, Range.of(1)));
        }

        assertThat(fetching.size()).isEqualTo(Fetching.MOST);
        int last = Fetching.MOST + 1;
        assertThat(wanted(link(1 + last % OLDER))).doesNotContain(want(last, Range.of(1)));
    }

    @Test
    void no_more_than_two_begin_with_one_source() {
        for (int i = 1; i <= 3; i++) {
            start(1, known(i, Range.of(1)));
        }
        start(2, known(3, Range.of(1)));

        assertThat(wanted(link(1))).containsExactly(want(1, Range.of(1)), want(2, Range.of(1)));
        assertThat(wanted(link(2))).containsExactly(want(3, Range.of(1)));
    }

    @Test
    void whoever_brings_one_tiny_message_after_the_other_is_left_for_the_next_after_ten_seconds() {
        long begun = peer.run.now();
        Inside.of(peer.node).ground().enter(begun);
        start(1, known(1, new Range(1, 9)));
        for (int n = 1; n <= 4; n++) {
            wanted(link(1));
            peer.run.feed(link(1), message(1, n).withAge(5));
            peer.run.advance(Fetching.SLOW_MILLIS / 4 - 10);
        }
        wanted(link(1));
        peer.run.advance(begun + Fetching.SLOW_MILLIS - 1 - peer.run.now());
        assertThat(awaits(neighbour(1).conversation(), message(1, 5))).isTrue();

        peer.run.advance(1);

        assertThat(awaits(neighbour(1).conversation(), message(1, 5))).isFalse();
        assertThat(whoIsAskedFor(want(1, new Range(5, 9)))).isNotEqualTo(link(1));
    }

    @Test
    void whoever_brings_enough_has_another_ten_seconds() {
        start(1, known(1, new Range(1, 9)));
        peer.run.advance(2000);
        peer.run.feed(link(1), large(1, 1));
        for (int n = 2; n <= 4; n++) {
            peer.run.advance(2500);
            peer.run.feed(link(1), message(1, n).withAge(5));
        }
        peer.run.advance(2000);

        assertThat(awaits(neighbour(1).conversation(), message(1, 5))).isTrue();
    }

    @Test
    void whoever_comes_under_many_names_leaves_fetches_to_the_neighbours() {
        peer.run.advance(3000);
        for (int i = 1; i <= 4; i++) {
            FakeLink visitor = peer.run.accept(Ip.parse("10.0.0.66"));
            peer.run.feed(visitor, PeerScript.helloOf(PeerScript.younger(i)));
            for (int invented = 2 * i; invented <= 2 * i + 1; invented++) {
                peer.run.feed(visitor, new Seen(-1, true, List.of(known(10 + invented, Range.of(1)))));
            }
        }
        assertThat(fetching.size()).isEqualTo(Fetching.MOST / 2);
        assertThat(peer.run.count(Counter.FETCHES_PUT_OFF)).isEqualTo(4);

        start(1, known(1, Range.of(1)));
        start(2, known(2, Range.of(1)));

        assertThat(wanted(link(1))).containsExactly(want(1, Range.of(1)));
        assertThat(wanted(link(2))).containsExactly(want(2, Range.of(1)));
    }

    @ParameterizedTest(name = "{0} of one source")
    @CsvSource({"2, 0", "3, 1"})
    void what_was_put_off_is_looked_for_again_a_second_after_there_is_room(int fetches, int comparisons) {
        for (int second = 1; second <= 12; second++) {
            peer.run.advance(1000);
            for (int i = 1; i <= OLDER; i++) {
                peer.run.feed(link(i), new Agreed());
            }
        }
        for (int origin = 1; origin <= fetches; origin++) {
            start(1, known(origin, Range.of(1)));
        }
        long before = peer.run.count(Counter.COMPARISONS);

        peer.run.feed(link(1), message(1, 1).withAge(5));
        peer.run.advance(1000);

        assertThat(peer.run.count(Counter.COMPARISONS) - before).isEqualTo(comparisons);
    }

    private void start(int source, Known... said) {
        fetching.start(neighbour(source).conversation(), List.of(said));
    }

    private Neighbour neighbour(int number) {
        return Inside.of(peer.node).neighbours().find(older(number).address());
    }

    private FakeLink link(int number) {
        return peer.linkTo(older(number));
    }

    /** The one link on which this question waits to be read. */
    private FakeLink whoIsAskedFor(Message question) {
        List<FakeLink> asked = new ArrayList<>();
        for (int i = 1; i <= OLDER; i++) {
            if (wanted(link(i)).contains(question)) {
                asked.add(link(i));
            }
        }
        assertThat(asked).hasSize(1);
        return asked.get(0);
    }

    private static List<Message> wanted(FakeLink link) {
        return List.copyOf(only(Want.class, link.said()));
    }

    private static Known known(int origin, Range... ranges) {
        return new Known(OriginRanges.of(origin(origin), ranges), 5);
    }

    private static Message want(int origin, Range... ranges) {
        return new Want(List.of(OriginRanges.of(origin(origin), ranges)));
    }

    private static Gone gone(int origin, Range... ranges) {
        return new Gone(List.of(OriginRanges.of(origin(origin), ranges)));
    }

    private static Gossip message(int origin, long n) {
        return Gossip.of(origin(origin), n, 9, new byte[0], new byte[] {7});
    }

    private static Gossip large(int origin, long n) {
        return Gossip.of(origin(origin), n, 9, new byte[0], new byte[Fetching.LEAST_BYTES])
                .withAge(5);
    }

    private static Origin origin(int number) {
        return new Origin(PeerScript.at(8000 + number), number);
    }

    private boolean awaits(PeerLink from, Gossip message) {
        return fetching.awaits(from, message.origin(), message.n());
    }
}
