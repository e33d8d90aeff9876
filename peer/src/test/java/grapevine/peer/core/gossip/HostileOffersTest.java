package grapevine.peer.core.gossip;

import static grapevine.peer.core.TreeScript.FAR;
import static grapevine.peer.core.gossip.LargeScript.message;
import static grapevine.peer.core.gossip.LargeScript.offer;
import static grapevine.peer.core.gossip.LargeScript.said;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.Conversation.Loss;
import grapevine.peer.core.Inside;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.SyncMessage.Want;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What a neighbour that offers large messages falsely costs: nobody but itself. */
class HostileOffersTest {
    private final LargeScript large = new LargeScript();

    @Test
    void bytes_that_are_not_what_was_offered_cost_the_link_of_who_sent_them_all() {
        large.peer.run.feed(large.parent, new Offer(FAR, 1, message(1).length(), 7, 0));
        large.offer(large.other, 1);

        List<Take> asked = large.serve(large.parent, 1, 100);

        assertThat(asked).isNotEmpty();
        assertThat(said(large.other, Want.class)).hasSize(1);
        assertThat(Inside.of(large.peer.node).neighbours().degree()).isEqualTo(3);
        assertThat(large.counted("dropped_bad_field")).isEqualTo(1);
        large.offer(large.other, 1);
        large.serve(large.other, 1, 100);
        assertThat(large.delivered()).containsExactly(message(1));
    }

    @Test
    void bytes_that_are_no_message_cost_the_link_of_who_sent_them() {
        byte[] nonsense = new byte[20_000];
        Offer offer = Offer.of(message(1));
        CRC32 crc = new CRC32();
        crc.update(nonsense);
        large.peer.run.feed(large.parent, new Offer(FAR, 1, nonsense.length, crc.getValue(), 0));

        List<Take> open = large.asked(large.parent);
        while (!open.isEmpty()) {
            open.forEach(take -> large.bring(large.parent, take, nonsense));
            open = large.asked(large.parent);
        }

        assertThat(offer.length()).isGreaterThan(nonsense.length);
        assertThat(large.delivered()).isEmpty();
        assertThat(large.counted("dropped_bad_field")).isEqualTo(1);
    }

    @Test
    void another_message_than_was_offered_costs_the_link_too() {
        Offer honest = offer(2);
        large.peer.run.feed(large.parent, new Offer(FAR, 1, honest.length(), honest.crc(), 0));

        List<Take> open = large.asked(large.parent);
        while (!open.isEmpty()) {
            open.forEach(take -> large.bring(large.parent, take, message(2).frame()));
            open = large.asked(large.parent);
        }

        assertThat(large.delivered()).isEmpty();
        assertThat(large.counted("dropped_bad_field")).isEqualTo(1);
    }

    @Test
    void where_two_sent_what_is_wrong_it_is_taken_anew_of_the_latter() {
        large.offer(large.parent, 1);
        Take first = large.asked(large.parent).get(0);
        large.bring(large.parent, first, new byte[60_000]);
        large.peer.run.lose(large.parent, Loss.RESET);
        large.offer(large.other, 1);

        large.serve(large.other, 1, 200);

        assertThat(large.delivered()).containsExactly(message(1));
        assertThat(large.counted("dropped_partly")).isEqualTo(1);
        assertThat(large.counted("dropped_bad_field")).isZero();
    }

    @Test
    void a_hundred_thousand_offers_of_one_link_leave_room_for_those_of_others() {
        for (int n = 1; n <= 100_000; n++) {
            large.peer.run.feed(large.parent, new Offer(new Origin(FAR.address(), n), 1, 60_000, n, 0));
        }

        large.offer(large.other, 1);
        large.serve(large.other, 1, 100);

        assertThat(large.delivered()).containsExactly(message(1));
        assertThat(large.counted("dropped_offers")).isEqualTo(100_000 - 256);
        assertThat(Inside.of(large.peer.node).gossiping().large().size()).isLessThanOrEqualTo(256);
    }

    @Test
    void who_begins_as_many_as_there_is_room_for_and_ends_none_makes_room_for_its_next_ones_after_30_s() {
        large.peer.run.budget(new Budget(16L * 1024 * 1024));
        for (int n = 101; n <= 108; n++) { // much is asked of who answers at once
            large.offer(large.parent, n);
            large.serve(large.parent, 1, 100);
        }
        int begun = 1;
        beginAllBut(begun, 50_000);
        for (long held = 0; held() > held && begun < 250; ) {
            held = held();
            beginAllBut(++begun, 1);
        }
        large.offer(large.parent, begun + 1);
        large.offer(large.parent, begun + 2);

        int length = message(1).length();
        for (int from = length - 50_000, passed = 0; passed <= 36_000; passed += 9000, from += 4096) {
            large.peer.run.advance(9000);
            large.bring(large.parent, new Take(FAR, 1, from, from + 4096));
        }

        assertThat(large.counted("dropped_partly")).isPositive();
        assertThat(large.serve(large.parent, 1, 100)).extracting(Take::n).contains(begun + 1L);
    }

    private long held() {
        return Inside.of(large.peer.node).gossiping().large().held();
    }

    /** All of it is said to go ahead, and so much of it does not come. */
    private void beginAllBut(int n, int bytes) {
        Offer offer = offer(n);
        large.peer.run.feed(large.parent, offer.sending(offer.length()));
        large.bring(large.parent, new Take(FAR, n, 0, offer.length() - bytes));
    }

    @Test
    void what_is_offered_and_never_given_is_let_go_of_after_10_s() {
        for (int n = 1; n <= 200; n++) {
            large.peer.run.feed(large.parent, new Offer(new Origin(FAR.address(), n), 1, 60_000, n, 0));
        }
        assertThat(Inside.of(large.peer.node).gossiping().large().held()).isLessThan(70_000);

        large.peer.run.advance(10_000);

        assertThat(Inside.of(large.peer.node).gossiping().large().size()).isZero();
    }

    @Test
    void pieces_that_nobody_asked_for_are_counted_and_thrown_away() {
        large.peer.run.feed(large.parent, new Piece(FAR, 1, 0, new byte[4096], 0, 4096));
        large.offer(large.parent, 2);
        large.peer.run.feed(large.parent, new Piece(FAR, 2, 4096, new byte[4096], 0, 4096));
        large.peer.run.feed(large.other, new Piece(FAR, 2, 0, new byte[4096], 0, 4096));

        assertThat(large.counted("dropped_pieces")).isEqualTo(3);
        large.serve(large.parent, 1, 100);
        assertThat(large.delivered()).containsExactly(message(2));
    }

    @Test
    void who_asks_again_and_again_and_reads_nothing_is_given_nothing_more() {
        large.peer.node.publish(large.peer.run.now(), new byte[60_000]);
        Message take = new Take(Inside.of(large.peer.node).ground().self().origin(), 1, 0, 60_000);
        large.other.setBacklog(600_000);

        for (int i = 0; i < 1000; i++) {
            large.peer.run.feed(large.other, take);
        }

        assertThat(said(large.other, Piece.class)).isEmpty();
    }

    @Test
    void where_others_are_pushed_at_full_speed_one_answer_goes_and_no_more_before_that_is_gone() {
        large.peer.node.publish(large.peer.run.now(), new byte[60_000]);
        Message take = new Take(Inside.of(large.peer.node).ground().self().origin(), 1, 0, 4_096);
        large.other.setBacklog(Throttle.MOST_BYTES);

        large.peer.run.feed(large.other, take, take, take);

        assertThat(said(large.other, Piece.class)).hasSize(1);
    }
}
