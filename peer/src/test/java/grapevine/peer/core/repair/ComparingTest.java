package grapevine.peer.core.repair;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TwoPeers;
import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.gossip.Seen;
import grapevine.peer.core.ground.Bundle;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Known;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage;
import grapevine.wire.SyncMessage.Digest;
import grapevine.wire.SyncMessage.Sums;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.TreeMessage.Have;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two peers find out what one of them lacks, and get it. */
class ComparingTest {
    /** Two comparisons, one of each. */
    private static final long TWO_PERIODS = 2 * Comparing.PERIOD_MILLIS + 5000;

    private static final long NO_NEWCOMER_MILLIS = 11_000;

    private final TwoPeers two = new TwoPeers();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatever_each_has_got_both_have_all_of_it_and_nothing_is_told_to_be_missed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        settle();
        Set<Gossip> all = new LinkedHashSet<>();
        for (int i = 0; i < 1500; i++) {
            Gossip message = message(1 + random.nextInt(6), 1 + random.nextInt(400));
            all.add(message);
            int whose = random.nextInt(3);
            if (whose != 0) {
                give(two.older, message);
            }
            if (whose != 1) {
                give(two.younger, message);
            }
        }

        two.pass(TWO_PERIODS);

        for (Gossip message : all) {
            assertThat(has(two.older, message)).as(message + " at the older").isTrue();
            assertThat(has(two.younger, message))
                    .as(message + " at the younger")
                    .isTrue();
        }
        assertThat(rows(two.older)).isEqualTo(rows(two.younger));
        assertThat(missed(two.older)).isEmpty();
        assertThat(missed(two.younger)).isEmpty();
    }

    @Test
    void where_both_have_seen_the_same_a_comparison_takes_two_lines() {
        settle();
        give(two.older, message(1, 1));
        give(two.younger, message(1, 1));

        two.pass(TWO_PERIODS);

        assertThat(two.older.run.count(Counter.COMPARISONS)).isPositive();
        assertThat(two.older.run.count(Counter.COMPARISONS_DIFFERED)).isZero();
        assertThat(two.younger.run.count(Counter.COMPARISONS_DIFFERED)).isZero();
    }

    @Test
    void what_is_fetched_is_delivered_with_the_time_it_rested() {
        settle();
        give(two.older, message(1, 1));

        two.pass(TWO_PERIODS);

        List<Gossip> delivered = two.younger.effects.takeDelivered();
        assertThat(delivered).hasSize(1);
        assertThat(delivered.get(0).age()).isBetween(Summary.YOUNG_MILLIS, TWO_PERIODS);
    }

    @Test
    void what_nobody_keeps_any_more_is_told_to_be_missed_once_and_both_agree_when_it_cannot_come_any_more() {
        settle();
        for (int n = 1; n <= 5; n++) {
            Inside.of(two.older.node).gossiping().seen().enter(origin(1), n, two.older.run.now());
        }
        give(two.older, message(1, 6));

        two.pass(4 * TWO_PERIODS);

        assertThat(missed(two.younger))
                .containsExactly(new Fact.MessagesMissed(origin(1).address(), 1, 1, 5));
        assertThat(two.younger.effects.takeDelivered()).hasSize(1);
        assertThat(rows(two.younger)).as("no more than came").containsExactly("1:6");
        for (int n = 7; n <= 10; n++) {
            give(two.older, message(1, n));
            two.pass(5 * 60_000);
        }
        assertThat(rows(two.younger)).isEqualTo(rows(two.older)).containsExactly("1:1-10");
        assertThat(missed(two.older)).isEmpty();
        assertThat(missed(two.younger)).as("told once").isEmpty();
        long differed = differed();
        two.pass(TWO_PERIODS);
        assertThat(differed()).isEqualTo(differed);
    }

    @Test
    void what_was_given_up_and_is_there_after_all_is_delivered_once() {
        settle();
        for (int n = 1; n <= 5; n++) {
            Inside.of(two.older.node).gossiping().seen().enter(origin(1), n, two.older.run.now());
        }
        two.pass(TWO_PERIODS);
        assertThat(missed(two.younger)).hasSize(1);

        for (int n = 1; n <= 5; n++) {
            Inside.of(two.older.node).gossiping().retained().keep(message(1, n), two.older.run.now());
        }
        two.pass(2 * TWO_PERIODS);

        assertThat(two.younger.effects.takeDelivered()).extracting(Gossip::n).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(rows(two.younger)).isEqualTo(rows(two.older));
    }

    @Test
    void one_who_has_just_come_takes_what_was_before_for_seen() {
        for (int n = 1; n <= 5; n++) {
            give(two.older, message(1, n), -5000);
        }

        two.pass(TWO_PERIODS);

        assertThat(two.younger.effects.takeDelivered()).isEmpty();
        assertThat(missed(two.younger)).isEmpty();
        assertThat(rows(two.younger)).isEqualTo(rows(two.older)).containsExactly("1:1-5");
        give(two.older, message(1, 6));
        two.pass(TWO_PERIODS);
        assertThat(two.younger.effects.takeDelivered()).hasSize(1);
    }

    @Test
    void what_fills_more_than_one_message_is_compared_piece_by_piece_and_all_of_it_comes() {
        settle();
        for (int origin = 1; origin <= 200; origin++) {
            for (int n = 1; n <= 600; n += 2) {
                Inside.of(two.older.node).gossiping().seen().enter(origin(origin), n, two.older.run.now());
                Inside.of(two.younger.node).gossiping().seen().enter(origin(origin), n, two.younger.run.now());
            }
        }
        List<Gossip> all = new ArrayList<>();
        for (int origin = 1; origin <= 300; origin++) {
            Gossip message = message(origin, 1000);
            all.add(message);
            give(two.older, message);
        }

        two.pass(TWO_PERIODS);

        assertThat(all).allMatch(message -> has(two.younger, message));
        assertThat(missed(two.younger)).isEmpty();
    }

    @ParameterizedTest(name = "{0} ranges")
    @CsvSource({"511, 0", "512, 1"})
    void with_whoever_tells_of_as_much_as_one_body_holds_all_is_compared_after_2_s(int ranges, int comparisons) {
        PeerScript peer = joinedLongAgo();
        FakeLink neighbour = peer.hush(peer.linkTo(PeerScript.older(1)));
        peer.run.feed(neighbour, new SyncMessage.Agreed());
        Range[] told = new Range[ranges];
        Arrays.setAll(told, i -> Range.of(2L * i + 1));
        neighbour.said();

        peer.run.feed(neighbour, new Have(List.of(OriginRanges.of(origin(1), told))));
        peer.run.advance(Summary.YOUNG_MILLIS);

        assertThat(PeerScript.only(Digest.class, neighbour.said())).hasSize(comparisons);
    }

    @Test
    void who_tells_of_so_much_again_and_again_is_compared_with_and_nobody_is_besides_sooner() {
        PeerScript peer = joinedLongAgo();
        FakeLink neighbour = peer.hush(peer.linkTo(PeerScript.older(1)));
        peer.run.feed(neighbour, new SyncMessage.Agreed());
        Range[] told = new Range[Bundle.MOST_RANGES];
        Arrays.setAll(told, i -> Range.of(2L * i + 1));
        neighbour.said();
        long before = peer.run.count(Counter.COMPARISONS);

        for (int i = 0; i < 60; i++) {
            peer.run.feed(neighbour, new Have(List.of(OriginRanges.of(origin(1), told))));
            peer.run.advance(Summary.YOUNG_MILLIS);
            peer.run.feed(neighbour, new SyncMessage.Agreed());
        }

        assertThat(peer.run.count(Counter.COMPARISONS) - before).isBetween(60L, 60L + 120 / 20);
    }

    @Test
    void of_a_floor_that_comes_late_what_was_made_since_we_came_is_fetched() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink neighbour = peer.linkTo(PeerScript.older(1));
        peer.pass(1500);
        peer.toldOn(neighbour);
        Known before = new Known(OriginRanges.of(origin(1), new Range(1, 7)), 60_000);
        Known since = new Known(OriginRanges.of(origin(2), new Range(1, 3)), 2100);

        peer.run.feed(neighbour, new Sums(Collections.nCopies(SyncMessage.BUCKETS, 1L)));
        peer.run.feed(neighbour, new SyncMessage.Seen(-1, false, List.of(before, since)));

        assertThat(PeerScript.only(Want.class, neighbour.said()))
                .containsExactly(new Want(List.of(OriginRanges.of(origin(2), new Range(1, 3)))));
        assertThat(Inside.of(peer.node).gossiping().seen().enter(origin(1), 7, peer.run.now()))
                .isEqualTo(Seen.Verdict.DUPLICATE);
    }

    @Test
    void a_newcomer_does_not_ask_whoever_compares_with_it_for_what_was_before_it_came() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink visitor = visitor(peer);
        peer.pass(2500);
        Known before = new Known(OriginRanges.of(origin(1), new Range(1, 7)), 5_000);
        Known since = new Known(OriginRanges.of(origin(2), new Range(1, 3)), 2100);

        peer.run.feed(visitor, new SyncMessage.Seen(-1, true, List.of(before, since)));

        assertThat(PeerScript.only(Want.class, visitor.said()))
                .containsExactly(new Want(List.of(OriginRanges.of(origin(2), new Range(1, 3)))));
    }

    @Test
    void one_whose_first_neighbour_is_younger_takes_the_floor_of_the_older_one_that_comes_next() {
        PeerScript peer = PeerScript.joined();
        peer.linkedFrom(PeerScript.younger(1));
        FakeLink older = peer.request(PeerScript.older(1), 2, Purpose.JOIN);
        Known before = new Known(OriginRanges.of(origin(1), new Range(1, 7)), 60_000);

        assertThat(PeerScript.only(Digest.class, older.said())).hasSize(1);
        peer.run.feed(older, new Sums(Collections.nCopies(SyncMessage.BUCKETS, 1L)));
        peer.run.feed(older, new SyncMessage.Seen(-1, false, List.of(before)));

        assertThat(PeerScript.only(Want.class, older.said())).isEmpty();
        assertThat(Inside.of(peer.node).gossiping().seen().has(origin(1), 7)).isTrue();
    }

    @Test
    void one_whose_first_neighbour_knew_nothing_either_asks_the_largest_as_soon_as_somebody_speaks() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1), PeerScript.older(2));
        FakeLink first = peer.linkTo(PeerScript.older(1));
        FakeLink largest = peer.linkTo(PeerScript.older(2));
        peer.run.feed(first, new SyncMessage.Agreed());
        peer.run.feed(largest, new SyncMessage.Agreed());
        peer.toldOn(first);
        peer.toldOn(largest);

        peer.run.feed(first, message(1, 9));

        assertThat(PeerScript.only(Digest.class, peer.toldOn(first)).size()
                        + PeerScript.only(Digest.class, peer.toldOn(largest)).size())
                .isEqualTo(1);
    }

    @Test
    void what_a_newcomer_made_itself_tells_it_nothing_of_what_was_before() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1), PeerScript.older(2));
        FakeLink first = peer.linkTo(PeerScript.older(1));
        FakeLink largest = peer.linkTo(PeerScript.older(2));
        peer.node.publish(peer.run.now(), new byte[] {'m'});
        peer.run.feed(first, new SyncMessage.Agreed());
        peer.run.feed(largest, new SyncMessage.Agreed());
        peer.toldOn(first);
        peer.toldOn(largest);

        peer.run.feed(first, message(1, 9));

        assertThat(PeerScript.only(Digest.class, peer.toldOn(first)).size()
                        + PeerScript.only(Digest.class, peer.toldOn(largest)).size())
                .isEqualTo(1);
    }

    @Test
    void a_stranger_who_compares_again_and_again_is_answered_48_times_a_second_and_leaves_16_to_others() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink older = peer.linkTo(PeerScript.older(1));
        older.said();
        FakeLink visitor = visitor(peer);

        for (int i = 0; i < 100; i++) {
            peer.run.feed(visitor, new Digest(1, 2));
        }

        assertThat(PeerScript.only(Sums.class, visitor.said())).hasSize(48);
        assertThat(peer.run.count(Counter.DROPPED_COMPARISON)).isEqualTo(52);
        for (int i = 0; i < 9; i++) {
            peer.run.feed(older, new Digest(1, 2));
        }
        assertThat(PeerScript.only(Sums.class, peer.toldOn(older))).hasSize(8);
        peer.run.advance(1000);
        peer.run.feed(visitor, new Digest(1, 2));
        assertThat(PeerScript.only(Sums.class, visitor.said())).hasSize(1);
    }

    @Test
    void a_visitor_is_asked_for_what_we_lack_and_may_send_nothing_else() {
        PeerScript peer = joinedLongAgo();
        FakeLink visitor = visitor(peer);
        Known row = new Known(OriginRanges.of(origin(1), Range.of(3)), 2500);
        peer.effects.take();

        peer.run.feed(visitor, new SyncMessage.Seen(-1, true, List.of(row)));
        assertThat(visitor.said())
                .containsExactly(
                        new Want(List.of(OriginRanges.of(origin(1), Range.of(3)))),
                        new SyncMessage.Seen(-1, false, List.of()));
        PieceMessage.Offer unasked = new PieceMessage.Offer(origin(1), 4, 20_000, 7, 2500);
        peer.run.feed(
                visitor, message(1, 2).withAge(2500), unasked, message(1, 3).withAge(2500));

        assertThat(peer.effects.takeDelivered()).containsExactly(message(1, 3).withAge(2500));
        assertThat(peer.run.count(Counter.DROPPED_UNASKED)).isEqualTo(1);
        assertThat(peer.run.count(Counter.DROPPED_OFFERS)).isEqualTo(1);
    }

    @Test
    void the_largest_number_there_is_can_be_asked_for() {
        PeerScript peer = joinedLongAgo();
        FakeLink visitor = visitor(peer);
        Known row = new Known(OriginRanges.of(origin(1), Range.of(Long.MAX_VALUE)), 2500);

        peer.run.feed(visitor, new SyncMessage.Seen(-1, true, List.of(row)));

        assertThat(PeerScript.only(Want.class, visitor.said()))
                .containsExactly(new Want(List.of(OriginRanges.of(origin(1), Range.of(Long.MAX_VALUE)))));
    }

    @Test
    void what_is_older_than_anybody_keeps_it_is_dropped_and_counted() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));

        peer.run.feed(peer.linkTo(PeerScript.older(1)), message(1, 3).withAge(600_000));

        assertThat(peer.effects.takeDelivered()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_TOO_OLD)).isEqualTo(1);
    }

    @Test
    void one_that_knows_of_its_own_messages_alone_has_not_been_told_what_was_before() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink older = peer.linkTo(PeerScript.older(1));
        peer.node.publish(peer.run.now(), new byte[] {7});

        peer.run.feed(older, new SyncMessage.Agreed());
        peer.run.feed(older, message(1, 3).withAge(300_000));

        assertThat(peer.effects.takeDelivered()).isEmpty();
    }

    @Test
    void what_was_made_before_the_first_link_is_kept_for_others_and_not_handed_over() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink link = peer.linkTo(PeerScript.older(1));
        peer.run.advance(1000);

        peer.run.feed(link, message(1, 3).withAge(300_000));
        peer.run.feed(link, message(1, 4).withAge(900));

        assertThat(peer.effects.takeDelivered()).extracting(Gossip::n).containsExactly(4L);
        assertThat(peer.run.count(Counter.DROPPED_OF_BEFORE)).isEqualTo(1);
        peer.run.feed(link, new SyncMessage.Want(List.of(OriginRanges.of(origin(1), Range.of(3)))));
        assertThat(PeerScript.only(Gossip.class, link.said()))
                .extracting(Gossip::n)
                .containsExactly(3L);
    }

    /** So it looks to one that slept soon after it came, on a machine whose clock stood still meanwhile. */
    @Test
    void what_follows_on_something_that_came_in_time_is_handed_over_however_old_it_is_said_to_be() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink link = peer.linkTo(PeerScript.older(1));
        peer.run.advance(1000);

        peer.run.feed(link, message(1, 3).withAge(900));
        peer.run.feed(link, message(1, 4).withAge(40_000));
        peer.run.feed(link, message(1, 2).withAge(40_000));

        assertThat(peer.effects.takeDelivered()).extracting(Gossip::n).containsExactly(3L, 4L);
        assertThat(peer.run.count(Counter.DROPPED_OF_BEFORE)).isEqualTo(1);
    }

    /** As a large message is, which is offered when it is its turn and comes in pieces. */
    @Test
    void nor_does_it_matter_that_later_ones_were_handed_over_before_it() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink link = peer.linkTo(PeerScript.older(1));
        peer.run.advance(1000);

        peer.run.feed(link, message(1, 3).withAge(900));
        peer.run.feed(link, message(1, 6).withAge(900));
        peer.pass(2000);
        peer.run.feed(link, message(1, 5).withAge(40_000));
        peer.run.feed(link, message(1, 2).withAge(40_000));

        assertThat(peer.effects.takeDelivered()).extracting(Gossip::n).containsExactly(3L, 6L, 5L);
        assertThat(peer.run.count(Counter.DROPPED_OF_BEFORE)).isEqualTo(1);
    }

    @Test
    void a_comparison_that_is_not_answered_is_followed_by_another_at_once() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink silent = peer.hush(peer.linkTo(PeerScript.older(1)));
        runToDigest(peer, silent);

        peer.run.advance(3000);

        assertThat(PeerScript.only(Digest.class, silent.said())).hasSize(1);
        peer.run.feed(silent, new SyncMessage.Agreed());
        peer.run.advance(10_000);
        assertThat(PeerScript.only(Digest.class, silent.said())).isEmpty();
    }

    @Test
    void for_a_peer_that_is_not_there_a_neighbour_is_compared_with_at_once() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink neighbour = peer.hush(peer.linkTo(PeerScript.older(1)));
        peer.run.feed(neighbour, new SyncMessage.Agreed());

        Inside inside = Inside.of(peer.node);
        new ComparingVisit(inside.ground(), inside.view(), PeerScript.older(2).address(), inside.comparing());
        peer.run.failDial(peer.peerDial(PeerScript.older(2).address()), DialFailure.REFUSED);
        peer.run.advance(0);

        assertThat(PeerScript.only(Digest.class, neighbour.said())).hasSize(1);
    }

    /** The two are linked, and have been for so long that neither is a newcomer. */
    private long differed() {
        return two.younger.run.count(Counter.COMPARISONS_DIFFERED) + two.older.run.count(Counter.COMPARISONS_DIFFERED);
    }

    private void settle() {
        two.pass(NO_NEWCOMER_MILLIS);
    }

    /** It has been linked for so long that it is no newcomer. */
    private static PeerScript joinedLongAgo() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        peer.pass(NO_NEWCOMER_MILLIS);
        return peer;
    }

    private static void runToDigest(PeerScript peer, FakeLink link) {
        for (int timers = 0; timers < 1000; timers++) {
            if (!PeerScript.only(Digest.class, link.said()).isEmpty()) {
                return;
            }
            peer.run.advanceToTimer();
        }
        throw new AssertionError("nothing is compared");
    }

    private static FakeLink visitor(PeerScript peer) {
        FakeLink visitor = peer.run.accept(Ip.LOOPBACK);
        peer.run.feed(visitor, PeerScript.helloOf(PeerScript.younger(9)));
        visitor.said();
        return visitor;
    }

    private static Origin origin(int number) {
        return new Origin(PeerScript.at(8000 + number), number);
    }

    private static Gossip message(int origin, long n) {
        return Gossip.of(origin(origin), n, 9, new byte[0], new byte[] {7});
    }

    private static void give(TwoPeers.Side side, Gossip message) {
        give(side, message, 0);
    }

    private static void give(TwoPeers.Side side, Gossip message, long earlier) {
        Gossiping gossiping = Inside.of(side.node).gossiping();
        gossiping.seen().enter(message.origin(), message.n(), side.run.now() + earlier);
        gossiping.retained().keep(message, side.run.now() + earlier);
    }

    private static boolean has(TwoPeers.Side side, Gossip message) {
        return Inside.of(side.node).gossiping().retained().get(message.origin(), message.n(), side.run.now()) != null;
    }

    private static List<Fact.MessagesMissed> missed(TwoPeers.Side side) {
        return side.effects.takeFacts(Fact.MessagesMissed.class);
    }

    /** What it has seen, but for how long ago. */
    private static List<String> rows(TwoPeers.Side side) {
        Gossiping gossiping = Inside.of(side.node).gossiping();
        Summary summary = new Summary(
                gossiping.seen(),
                gossiping.madeSince(side.run.now() - Summary.YOUNG_MILLIS + 1),
                side.run.now(),
                at -> false);
        return summary.page(-1, new SplittableRandom(1)).rows().stream()
                .map(row -> row.origin().epoch() + ":"
                        + String.join(
                                ",",
                                row.messages().ranges().stream()
                                        .map(Range::toString)
                                        .toList()))
                .sorted()
                .toList();
    }
}
