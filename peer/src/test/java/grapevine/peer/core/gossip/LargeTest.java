package grapevine.peer.core.gossip;

import static grapevine.peer.core.TreeScript.FAR;
import static grapevine.peer.core.gossip.LargeScript.message;
import static grapevine.peer.core.gossip.LargeScript.offer;
import static grapevine.peer.core.gossip.LargeScript.said;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.ground.Publication;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.TreeMessage.Prune;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How large messages are offered and taken. */
class LargeTest {
    private final LargeScript large = new LargeScript();

    @Test
    void who_takes_pieces_is_offered_a_large_message_and_everybody_else_gets_it_whole() {
        FakeLink takes = large.takingChild(1);
        FakeLink other = large.tree.eagerChild(2);

        Publication small = large.peer.node.publish(large.peer.run.now(), new byte[16_384]);
        Publication big = large.peer.node.publish(large.peer.run.now(), new byte[16_385]);

        assertThat(List.of(small, big)).containsOnly(Publication.ACCEPTED);
        List<Message> told = takes.said();
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).isInstanceOf(Gossip.class);
        assertThat(told.get(1)).isInstanceOf(Offer.class);
        assertThat(said(other, Gossip.class)).hasSize(2);
    }

    @Test
    void the_first_bytes_go_ahead_to_who_has_taken_all_else_as_many_as_it_last_asked_for() {
        FakeLink child = large.takingChild(1);
        publish(60_000);
        publish(60_000);
        for (Offer offer : said(child, Offer.class)) {
            assertThat(offer.sent()).isZero();
            large.peer.run.feed(child, new Take(offer.origin(), offer.n(), 0, 20_000));
            large.peer.run.feed(child, new Take(offer.origin(), offer.n(), 20_000, offer.length()));
        }
        child.said();

        publish(60_000);
        publish(60_000);

        List<Message> told = child.said();
        Offer first = (Offer) told.get(0);
        assertThat(first.sent()).isEqualTo(first.length() - 20_000);
        assertThat(told.subList(1, 4)).allMatch(Piece.class::isInstance);
        assertThat(((Offer) told.get(4)).sent()).isZero();
    }

    @Test
    void what_went_ahead_and_took_its_time_makes_little_go_ahead() {
        FakeLink child = large.takingChild(1);
        publish(60_000);
        Offer offer = said(child, Offer.class).get(0);
        large.peer.run.feed(child, new Take(offer.origin(), offer.n(), 0, offer.length()));
        publish(50_000);
        Offer ahead = said(child, Offer.class).get(0);
        assertThat(ahead.sent()).isEqualTo(ahead.length());

        large.peer.run.advance(601);
        large.peer.run.feed(child, new Take(ahead.origin(), ahead.n(), ahead.length(), ahead.length()));
        publish(50_000);

        assertThat(said(child, Offer.class).get(0).sent()).isEqualTo(4096);
    }

    @Test
    void what_comes_unasked_with_its_offer_is_not_asked_for() {
        Offer offer = offer(1).sending(100_000);
        large.peer.run.feed(large.parent, offer);
        assertThat(large.parent.said()).isEmpty();

        large.bring(large.parent, new Take(FAR, 1, 0, offer.length()));

        assertThat(large.delivered()).containsExactly(message(1));
        assertThat(large.parent.said()).containsExactly(new Take(FAR, 1, offer.length(), offer.length()));
    }

    private void publish(int bytes) {
        assertThat(large.peer.node.publish(large.peer.run.now(), new byte[bytes]))
                .isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void a_piece_is_given_for_the_asking_and_what_is_not_here_is_gone() {
        FakeLink child = large.takingChild(1);
        large.peer.node.publish(large.peer.run.now(), new byte[60_000]);
        Offer offer = said(child, Offer.class).get(0);

        large.peer.run.feed(child, new Take(offer.origin(), offer.n(), 4096, offer.length()));
        List<Piece> pieces = said(child, Piece.class);
        large.peer.run.feed(child, new Take(FAR, 9, 0, 4096));

        assertThat(pieces).extracting(Piece::from).containsExactly(4096, 20_480, 36_864, 53_248);
        assertThat(pieces.stream().mapToInt(piece -> piece.length()).sum()).isEqualTo(offer.length() - 4096);
        assertThat(child.said()).containsExactly(new Gone(List.of(OriginRanges.of(FAR, Range.of(9)))));
    }

    @Test
    void what_is_offered_is_taken_from_the_first_byte_to_the_last_and_handed_over_once() {
        FakeLink child = large.takingChild(1);
        large.offer(large.parent, 1);

        List<Take> asked = large.serve(large.parent, 1, 100);

        int from = 0;
        for (Take take : asked) {
            assertThat(take.from()).isEqualTo(from);
            from = take.to();
        }
        assertThat(from).isEqualTo(offer(1).length());
        assertThat(large.delivered()).containsExactly(message(1));
        assertThat(said(child, Offer.class)).containsExactly(offer(1));
        assertThat(large.counted("large_taken")).isEqualTo(1);
    }

    @Test
    void more_is_on_the_way_while_answers_come_at_once_and_less_while_they_take_their_time() {
        large.offer(large.parent, 1);
        large.offer(large.parent, 2);
        large.offer(large.parent, 3);

        List<Take> soon = large.serve(large.parent, 10, 20);
        assertThat(soon.get(0).to()).isEqualTo(4096);
        assertThat(soon).anyMatch(take -> take.to() - take.from() > 16_384);

        large.peer.run.advance(20_000);
        large.offer(large.other, 4);
        List<Take> late = large.serve(large.other, 900, 100);
        assertThat(late.subList(2, late.size())).allMatch(take -> take.to() - take.from() <= 4096);
        assertThat(large.delivered()).hasSize(4);
    }

    @Test
    void an_offer_closes_the_gap_of_its_number() {
        large.tree.bring(large.parent, 1);
        large.offer(large.parent, 2);
        large.parent.said();

        large.tree.bring(large.parent, 3);
        large.peer.run.feed(large.other, LargeScript.have(2));
        large.peer.run.advance(5000);

        assertThat(said(large.parent, Want.class)).isEmpty();
        assertThat(said(large.other, Want.class)).isEmpty();
        assertThat(large.delivered()).hasSize(2);
    }

    @Test
    void another_offer_of_the_same_is_declined_and_its_link_pruned() {
        FakeLink child = large.takingChild(1);
        large.offer(large.parent, 1);

        large.offer(child, 1);

        int length = offer(1).length();
        assertThat(child.said()).containsExactly(new Take(FAR, 1, length, length), new Prune());
    }

    @Test
    void an_offer_of_what_is_there_already_is_declined_and_counted_as_such_and_not_as_a_copy() {
        large.offer(large.parent, 1);
        large.serve(large.parent, 1, 100);

        large.offer(large.other, 1);

        int length = offer(1).length();
        assertThat(large.asked(large.other)).containsExactly(new Take(FAR, 1, length, length));
        assertThat(large.counted("large_known")).isEqualTo(1);
        assertThat(large.counted("dropped_duplicate")).isZero();
    }

    @Test
    void when_a_link_is_lost_the_next_that_has_it_goes_on_from_where_it_stopped() {
        large.offer(large.parent, 1);
        large.offer(large.other, 1);
        List<Take> before = large.serve(large.parent, 400, 5);
        large.other.said();

        large.peer.run.lose(large.parent, Loss.RESET);

        assertThat(said(large.other, Want.class)).containsExactly(new Want(List.of(OriginRanges.of(FAR, Range.of(1)))));
        large.offer(large.other, 1);
        List<Take> after = large.serve(large.other, 10, 100);
        assertThat(after.get(0).from()).isEqualTo(before.get(4).to());
        assertThat(large.delivered()).containsExactly(message(1));
        assertThat(large.counted("large_resumed")).isEqualTo(1);
    }

    @Test
    void who_moves_less_than_4_kib_in_10_s_gives_way_to_the_next_that_has_it() {
        large.offer(large.parent, 1);
        large.peer.run.feed(large.other, LargeScript.have(1));
        large.other.said();
        Take asked = large.asked(large.parent).get(0);

        large.bring(large.parent, new Take(FAR, 1, 0, 1));
        large.peer.run.advance(9_000);
        large.bring(large.parent, new Take(FAR, 1, 1, 2));
        large.peer.run.advance(1_000);

        assertThat(asked.to()).isEqualTo(4096);
        assertThat(said(large.other, Want.class)).hasSize(1);
        large.offer(large.other, 1);
        assertThat(large.asked(large.other).get(0).from()).isEqualTo(2);
    }

    @Test
    void who_moves_4_kib_in_10_s_is_waited_for() {
        large.offer(large.parent, 1);
        large.peer.run.feed(large.other, LargeScript.have(1));
        large.other.said();

        large.serve(large.parent, 9_000, 100);

        assertThat(large.delivered()).hasSize(1);
        assertThat(said(large.other, Want.class)).isEmpty();
    }

    @Test
    void what_nobody_has_any_more_goes_on_when_it_is_offered_again_within_a_minute() {
        large.offer(large.parent, 1);
        List<Take> before = large.serve(large.parent, 400, 3);
        large.peer.run.lose(large.parent, Loss.RESET);

        large.passWithSignsOfLife(large.other, 50_000);
        large.offer(large.other, 1);

        assertThat(large.asked(large.other).get(0).from())
                .isEqualTo(before.get(2).to());
    }

    @Test
    void and_is_forgotten_after_that() {
        large.offer(large.parent, 1);
        large.serve(large.parent, 400, 3);
        large.peer.run.lose(large.parent, Loss.RESET);

        large.passWithSignsOfLife(large.other, 60_000);
        large.offer(large.other, 1);

        assertThat(large.asked(large.other).get(0).from()).isZero();
        assertThat(large.counted("dropped_partly")).isEqualTo(1);
    }

    @Test
    void where_what_was_asked_for_is_gone_the_next_is_asked_for_at_once() {
        large.offer(large.parent, 1);
        large.offer(large.parent, 2);
        assertThat(large.asked(large.parent)).extracting(Take::n).containsOnly(1L);

        large.peer.run.feed(large.parent, new Gone(List.of(OriginRanges.of(FAR, Range.of(1)))));

        assertThat(large.serve(large.parent, 1, 100)).isNotEmpty();
        assertThat(large.delivered()).containsExactly(message(2));
    }

    @Test
    void where_what_was_asked_for_comes_by_another_way_the_next_is_asked_for_at_once() {
        large.offer(large.parent, 1);
        large.offer(large.parent, 2);
        large.asked(large.parent);

        large.peer.run.feed(large.other, message(1));

        assertThat(large.serve(large.parent, 1, 100)).isNotEmpty();
        assertThat(large.delivered()).contains(message(2));
    }

    @Test
    void where_an_answer_does_not_come_and_a_later_one_does_it_is_asked_for_again_at_once() {
        List<Take> open = askedForTwo();

        open.stream().filter(take -> take.n() == 10).forEach(take -> large.bring(large.parent, take));

        large.serve(large.parent, 1, 100);
        assertThat(large.delivered()).extracting(Gossip::n).containsExactlyInAnyOrder(9L, 10L);
    }

    @Test
    void where_a_piece_does_not_come_and_the_last_one_does_what_lacks_is_asked_for_again_at_once() {
        List<Take> open = askedForTwo();
        Take first = open.stream().filter(take -> take.n() == 9).findFirst().orElseThrow();
        assertThat(first.to() - first.from()).isEqualTo(message(9).length());

        large.bring(large.parent, new Take(FAR, 9, 0, 10_000));
        large.bring(large.parent, new Take(FAR, 9, 20_000, 30_000));
        assertThat(large.asked(large.parent)).isEmpty();
        large.bring(large.parent, new Take(FAR, 9, 30_000, first.to()));

        assertThat(large.serve(large.parent, 1, 100)).extracting(Take::from).contains(10_000);
        assertThat(large.delivered()).extracting(Gossip::n).contains(9L);
    }

    @Test
    void what_goes_ahead_says_nothing_of_answers_that_are_on_their_way() {
        List<Take> open = askedForTwo();
        Offer ahead = offer(11);

        large.peer.run.feed(large.parent, ahead.sending(20_000));
        large.bring(large.parent, new Take(FAR, 11, 0, 16_384));

        assertThat(large.asked(large.parent)).extracting(Take::n).doesNotContain(9L, 10L);
        open.forEach(take -> large.bring(large.parent, take));
        assertThat(large.delivered()).extracting(Gossip::n).containsExactly(9L, 10L);
    }

    @Test
    void that_one_is_not_needed_of_which_nothing_went_ahead_makes_no_less_go_ahead_of_the_next() {
        FakeLink child = large.takingChild(1);
        publish(60_000);
        Offer first = said(child, Offer.class).get(0);
        large.peer.run.feed(child, new Take(first.origin(), 1, 0, 60_000));
        large.peer.run.feed(child, new Take(first.origin(), 1, 60_000, first.length()));
        publish(60_000);
        assertThat(said(child, Offer.class)).extracting(Offer::sent).containsExactly(60_000);

        large.peer.run.advance(1000);
        large.peer.run.feed(child, new Take(first.origin(), 2, first.length(), first.length()));
        publish(60_000);

        assertThat(said(child, Offer.class)).extracting(Offer::sent).containsExactly(60_000);
    }

    /** So much may be on the way by now that messages 9 and 10 are asked for whole, at once. */
    private List<Take> askedForTwo() {
        for (int n = 1; n <= 8; n++) {
            large.offer(large.parent, n);
            large.serve(large.parent, 1, 100);
        }
        large.delivered();
        large.offer(large.parent, 9);
        large.offer(large.parent, 10);
        List<Take> open = large.asked(large.parent);
        assertThat(open).extracting(Take::n).contains(9L, 10L);
        return open;
    }

    @Test
    void what_is_awaited_of_another_and_not_offered_for_10_s_is_awaited_no_more_though_other_pieces_come() {
        large.offer(large.parent, 1);
        large.offer(large.other, 1);
        large.peer.run.lose(large.parent, Loss.RESET);
        assertThat(said(large.other, Want.class)).hasSize(1);
        for (int n = 2; n <= 5; n++) {
            large.peer.run.advance(4000);
            large.offer(large.other, n);
            large.serve(large.other, 1, 100);
        }
        large.delivered();
        FakeLink third = large.tree.lazy.get(1);

        large.offer(third, 1);
        large.serve(third, 1, 100);

        assertThat(large.delivered()).extracting(Gossip::n).containsExactly(1L);
    }

    @Test
    void an_offer_that_says_something_else_is_taken_from_the_first_byte_on() {
        large.offer(large.parent, 1);
        large.serve(large.parent, 400, 3);
        large.peer.run.lose(large.parent, Loss.RESET);

        Offer different = new Offer(FAR, 1, offer(1).length(), 7, 0);
        large.peer.run.feed(large.other, different);

        assertThat(large.asked(large.other).get(0).from()).isZero();
    }

    @Test
    void who_makes_large_messages_faster_than_they_are_taken_is_told_so_until_they_are() {
        FakeLink child = large.takingChild(1);
        int accepted = 0;
        while (large.peer.node.publish(large.peer.run.now(), new byte[60_000]) == Publication.ACCEPTED) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(9);

        for (Offer offer : said(child, Offer.class)) {
            large.peer.run.feed(child, new Take(offer.origin(), offer.n(), 0, offer.length()));
        }

        assertThat(large.peer.node.publish(large.peer.run.now(), new byte[60_000]))
                .isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void who_takes_nothing_holds_up_nobody_for_longer_than_3_s() {
        large.takingChild(1);
        Publication last = Publication.ACCEPTED;
        while (last == Publication.ACCEPTED) {
            last = large.peer.node.publish(large.peer.run.now(), new byte[60_000]);
        }

        large.peer.run.advance(3001);

        assertThat(large.peer.node.publish(large.peer.run.now(), new byte[60_000]))
                .isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void what_one_that_goes_on_taking_did_not_take_within_a_minute_waits_for_it_no_more() {
        FakeLink child = large.takingChild(1);
        publish(60_000);
        child.said();
        for (int n = 2; n <= 7; n++) {
            large.peer.run.advance(10_000);
            publish(60_000);
            Offer next = said(child, Offer.class).get(0);
            large.peer.run.feed(child, new Take(next.origin(), n, 0, next.length()));
        }
        assertThat(untaken(child)).isEqualTo(1);

        large.peer.run.advance(1);
        large.peer.run.feed(child, large.peer.signOfLife());
        assertThat(untaken(child)).isZero();
    }

    @Test
    void what_somebody_takes_and_is_not_here_any_more_waits_for_it_no_more() {
        FakeLink child = large.takingChild(1);
        publish(60_000);
        Gossiping gossiping = Inside.of(large.peer.node).gossiping();
        gossiping.retained().expire(large.peer.run.now() + gossiping.mostRetainedMillis());

        Origin self = Inside.of(large.peer.node).ground().self().origin();
        large.peer.run.feed(child, new Take(self, 1, 0, 20_000));

        assertThat(said(child, Gone.class)).hasSize(1);
        assertThat(untaken(child)).isZero();
    }

    private int untaken(FakeLink by) {
        return Inside.of(large.peer.node)
                .gossiping()
                .large()
                .untaken(large.tree.neighbour(by))
                .size();
    }

    @Test
    void a_message_that_comes_whole_by_another_way_is_not_taken_any_more() {
        large.offer(large.parent, 1);
        Take asked = large.asked(large.parent).get(0);

        large.peer.run.feed(large.other, message(1));
        large.bring(large.parent, asked);

        int end = message(1).length();
        assertThat(large.asked(large.parent)).as("it need not keep it").containsExactly(new Take(FAR, 1, end, end));
        assertThat(large.delivered()).hasSize(1);
        assertThat(Arrays.asList(large.counted("dropped_pieces"), large.counted("large_taken")))
                .containsExactly(1L, 0L);
    }
}
