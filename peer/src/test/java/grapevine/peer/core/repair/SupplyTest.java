package grapevine.peer.core.repair;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.atMost;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.node.Link;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.gossip.Retained;
import grapevine.peer.core.gossip.Throttle;
import grapevine.peer.core.ground.Publication;
import grapevine.peer.core.link.Other;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.ProtocolException;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages handed to those who ask for them by their numbers. */
class SupplyTest {
    private static final Origin FAR = new Origin(older(40).address(), older(40).epoch());

    private static final Gone NOTHING_GONE = new Gone(List.of());

    private final PeerScript peer = PeerScript.joined(older(1));
    private final FakeLink link = peer.hush(peer.linkTo(older(1)));
    private final Retained retained = Inside.of(peer.node).gossiping().retained();

    @Test
    void what_is_here_is_sent_with_its_age_and_the_rest_is_gone() {
        keep(2, 3, 6);
        peer.run.advance(40);

        List<Message> said = answer(OriginRanges.of(FAR, new Range(1, 4), new Range(6, 9)));

        assertThat(said)
                .containsExactly(
                        message(2).withAge(40),
                        message(3).withAge(40),
                        message(6).withAge(40),
                        new Gone(List.of(OriginRanges.of(FAR, Range.of(1), Range.of(4), new Range(7, 9)))));
        assertThat(peer.run.count(Counter.MESSAGES_SUPPLIED)).isEqualTo(3);
    }

    @Test
    void an_answer_ends_with_what_is_gone_even_if_that_is_nothing_and_nothing_asked_is_nothing_said() {
        keep(1);

        assertThat(answer(OriginRanges.of(FAR, Range.of(1))))
                .containsExactly(message(1).withAge(1), NOTHING_GONE);
        assertThat(answer()).isEmpty();
    }

    @Test
    void one_answer_holds_a_bounded_number_of_messages() {
        for (int n = 1; n <= Supply.MOST_MESSAGES + 10; n++) {
            keep(n);
        }

        List<Message> said = answer(OriginRanges.of(FAR, new Range(1, 5000)));

        assertThat(only(Gossip.class, said)).hasSize(Supply.MOST_MESSAGES);
        assertThat(only(Gone.class, said)).containsExactly(NOTHING_GONE);
    }

    @Test
    void a_range_without_end_is_answered_for_a_bounded_count_of_numbers() {
        List<Message> said = answer(OriginRanges.of(FAR, new Range(1, Long.MAX_VALUE)));

        assertThat(said).containsExactly(new Gone(List.of(OriginRanges.of(FAR, new Range(1, Supply.MOST_NUMBERS)))));
    }

    @Test
    void among_what_is_gone_the_few_that_are_here_are_found() {
        keep(3, 40_000);

        assertThat(answer(OriginRanges.of(FAR, new Range(1, Supply.MOST_NUMBERS + 7))))
                .containsExactly(
                        message(3).withAge(1),
                        message(40_000).withAge(1),
                        new Gone(List.of(OriginRanges.of(
                                FAR, new Range(1, 2), new Range(4, 39_999), new Range(40_001, Supply.MOST_NUMBERS)))));
    }

    @Test
    void a_range_without_end_costs_a_look_or_two_for_each_that_is_here_and_none_for_the_others() {
        keep(3, 40_000);
        Retained watched = spy(retained);
        Gossiping gossiping = spy(Inside.of(peer.node).gossiping());
        when(gossiping.retained()).thenReturn(watched);

        answer(gossiping, OriginRanges.of(FAR, new Range(1, Long.MAX_VALUE)));

        verify(watched, atMost(5)).get(any(), anyLong(), anyLong());
        verify(watched, atMost(5)).numberFrom(any(), anyLong());
    }

    @Test
    void the_largest_number_is_the_last() {
        OriginRanges last = OriginRanges.of(FAR, new Range(Long.MAX_VALUE - 1, Long.MAX_VALUE));

        assertThat(answer(last)).containsExactly(new Gone(List.of(last)));
    }

    @Test
    void a_link_that_does_not_keep_up_is_handed_nothing() {
        keep(1);
        link.setBacklog(Throttle.MOST_BEFORE_ANSWER + 1);

        assertThat(answer(OriginRanges.of(FAR, Range.of(1)))).containsExactly(NOTHING_GONE);
    }

    @Test
    void where_others_are_pushed_at_full_speed_one_message_goes_and_no_more_before_that_is_gone() {
        keep(1, 2, 3);
        link.setBacklog(Throttle.MOST_BYTES);

        assertThat(wanted(1, 2)).hasSize(2).contains(NOTHING_GONE).anyMatch(said -> isNumber(said, 1));
        assertThat(wanted(2, 3)).containsExactly(NOTHING_GONE);
        push(10);
        assertThat(wanted(2, 3)).containsExactly(NOTHING_GONE);
        push(1);
        assertThat(wanted(2, 3)).hasSize(2).contains(NOTHING_GONE).anyMatch(said -> isNumber(said, 2));
    }

    @Test
    void a_full_link_is_handed_nothing_that_is_asked_for() {
        keep(1);
        link.setBacklog(Throttle.MOST_BYTES + 1);

        assertThat(wanted(1, 1)).containsExactly(NOTHING_GONE);
    }

    private List<Message> wanted(long first, long last) {
        link.said();
        peer.run.feed(link, new Want(List.of(OriginRanges.of(FAR, new Range(first, last)))));
        return link.said();
    }

    private static boolean isNumber(Message said, long n) {
        return said instanceof Gossip message && message.n() == n;
    }

    /** So many messages of 50,000 bytes go to it as they are made. */
    private void push(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(peer.node.publish(peer.run.now(), new byte[50_000])).isEqualTo(Publication.ACCEPTED);
        }
    }

    /** One who gets every message whole. */
    private final Other asker = new Other() {
        @Override
        public Link link() {
            return link;
        }

        @Override
        public Address address() {
            return FAR.address();
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public boolean takesPieces() {
            return false;
        }

        @Override
        public void violate(ProtocolException violation) {
            throw new AssertionError(violation);
        }
    };

    private List<Message> answer(OriginRanges... wanted) {
        return answer(Inside.of(peer.node).gossiping(), wanted);
    }

    private List<Message> answer(Gossiping gossiping, OriginRanges... wanted) {
        Inside inside = Inside.of(peer.node);
        inside.ground().enter(peer.run.now());
        Supply.answer(inside.ground(), gossiping, asker, List.of(wanted));
        return link.said();
    }

    private void keep(long... numbers) {
        for (long n : numbers) {
            retained.keep(message(n), peer.run.now());
        }
    }

    private static Gossip message(long n) {
        return Gossip.of(FAR, n, 9, new byte[0], new byte[] {7});
    }
}
