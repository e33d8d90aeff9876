package grapevine.peer.core.gossip;

import static grapevine.peer.core.TreeScript.FAR;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Effect;
import grapevine.node.FakeLink;
import grapevine.node.Marks;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TreeScript;
import grapevine.policy.Order;
import grapevine.wire.Gossip;
import grapevine.wire.Known;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.Range;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages of one origin are handed over by their numbers, as far as that is waited for, and what is not is marked. */
class OrderedDeliveryTest {
    private static final long WAIT = OrderedDelivery.MOST_MILLIS;

    private final TreeScript tree = new TreeScript(4);

    @Test
    void what_comes_before_its_predecessor_waits_for_it() {
        bring(1, 3);
        assertThat(handed()).containsExactly("1");

        bring(2);
        assertThat(handed()).containsExactly("2", "3");
        assertThat(tree.peer.run.count(Counter.MESSAGES_HELD)).isEqualTo(1);
    }

    @Test
    void a_gap_is_waited_for_a_second_and_what_comes_then_is_late_and_comes_once() {
        bring(1, 3, 4);
        handed();

        tree.peer.run.advance(WAIT - 1);
        assertThat(handed()).isEmpty();
        tree.peer.run.advance(1);
        assertThat(handed()).containsExactly("3 after a gap", "4");

        bring(2, 2, 5);
        assertThat(handed()).containsExactly("2 late", "5");
        assertThat(tree.peer.run.count(Counter.MESSAGES_LATE)).isEqualTo(1);
        assertThat(tree.peer.run.count(Counter.MESSAGES_AFTER_GAP)).isEqualTo(1);
    }

    @Test
    void each_gap_has_its_own_second() {
        bring(1, 3);
        tree.peer.run.advance(WAIT / 2);
        bring(5);
        handed();

        tree.peer.run.advance(WAIT / 2);
        assertThat(handed()).containsExactly("3 after a gap");
        tree.peer.run.advance(WAIT / 2 - 1);
        assertThat(handed()).isEmpty();
        tree.peer.run.advance(1);
        assertThat(handed()).containsExactly("5 after a gap");
    }

    @Test
    void what_fills_a_part_of_a_gap_waits_no_longer_than_what_came_before_it() {
        bring(1, 5);
        tree.peer.run.advance(WAIT / 2);
        bring(3);
        handed();

        tree.peer.run.advance(WAIT / 2);

        assertThat(handed()).containsExactly("3 after a gap", "5 after a gap");
    }

    @Test
    void no_more_than_1024_of_one_origin_wait_for_a_gap() {
        bring(1);
        for (long n = 3; n < 3 + OrderedDelivery.MOST_OF_ORIGIN; n++) {
            bring(n);
        }
        assertThat(handed()).containsExactly("1");

        bring(3 + OrderedDelivery.MOST_OF_ORIGIN);

        assertThat(handed())
                .hasSize(OrderedDelivery.MOST_OF_ORIGIN + 1)
                .startsWith("3 after a gap", "4")
                .endsWith(String.valueOf(3 + OrderedDelivery.MOST_OF_ORIGIN));
        assertThat(held()).isZero();
    }

    @Test
    void no_more_than_256_origins_wait_and_the_one_that_waits_longest_goes() {
        for (int i = 0; i <= OrderedDelivery.MOST_ORIGINS; i++) {
            Origin origin = new Origin(FAR.address(), 1 + i);
            tree.peer.run.feed(tree.parent, small(origin, 1), small(origin, 3));
        }

        assertThat(handed()).hasSize(OrderedDelivery.MOST_ORIGINS + 2).contains("3 after a gap");
        assertThat(held()).isEqualTo(OrderedDelivery.MOST_ORIGINS);
    }

    @Test
    void the_first_of_an_origin_waits_for_nothing_and_those_before_it_are_late() {
        bring(57, 58, 40, 59);

        assertThat(handed()).containsExactly("57", "58", "40 late", "59");
    }

    @Test
    void of_what_others_had_before_nothing_is_waited_for_and_what_is_owed_since_is() {
        Known before = new Known(OriginRanges.of(FAR, new Range(1, 100)), 0);
        gossiping().seen().learn(before, tree.peer.run.now());

        bring(102);
        assertThat(handed()).isEmpty();
        bring(101);
        assertThat(handed()).containsExactly("101", "102");
    }

    @Test
    void what_waits_was_passed_on_at_once() {
        FakeLink child = tree.eagerChild(1);
        bring(1, 3);

        assertThat(child.said()).contains(TreeScript.message(1), TreeScript.message(3));
    }

    @Test
    void what_the_log_lets_go_of_while_it_waits_is_handed_over_first() {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.retainBytes(256 * 1024));
        peer.join(PeerScript.older(1));
        FakeLink link = peer.hush(peer.linkTo(PeerScript.older(1)));
        peer.effects.take();
        feed(peer, link, 1, 1);
        feed(peer, link, 3, 14);
        assertThat(handed(peer)).containsExactly("1");

        feed(peer, link, 15, 40);

        assertThat(handed(peer))
                .hasSize(38)
                .startsWith("3 after a gap", "4", "5")
                .endsWith("39", "40");
    }

    private static void feed(PeerScript peer, FakeLink link, long first, long last) {
        for (long n = first; n <= last; n++) {
            peer.run.feed(link, Gossip.of(FAR, n, 1, new byte[0], new byte[16_000]));
        }
    }

    @Test
    void what_was_only_offered_holds_nobody_up() {
        bring(1);
        tree.peer.run.feed(tree.parent, Offer.of(LargeScript.message(2)));
        bring(3, 4);

        assertThat(handed()).containsExactly("1", "3 after a gap", "4");
    }

    @Test
    void nor_if_it_is_offered_while_it_is_waited_for() {
        bring(1, 3);
        tree.peer.run.feed(tree.parent, Offer.of(LargeScript.message(2)));

        assertThat(handed()).containsExactly("1", "3 after a gap");
    }

    @Test
    void what_is_announced_is_waited_for_whoever_announces_it() {
        bring(1);
        tree.peer.run.feed(tree.parent, TreeScript.have(Range.of(2)));
        tree.peer.run.feed(tree.lazy.get(0), TreeScript.have(Range.of(3)));
        bring(4);
        assertThat(handed()).containsExactly("1");

        bring(2, 3);
        assertThat(handed()).containsExactly("2", "3", "4");
    }

    @Test
    void what_is_missing_for_good_is_waited_for_no_more() {
        bring(1, 3);
        handed();

        Known gone = new Known(OriginRanges.of(FAR, Range.of(2)), 0);
        gossiping().seen().giveUp(gone, tree.peer.run.now(), (origin, first, last) -> {});
        gossiping().releaseWhatLacksNothing();
        tree.peer.run.advance(1);

        assertThat(handed()).containsExactly("3 after a gap");
    }

    @Test
    void what_waits_when_the_peer_leaves_is_handed_over() {
        bring(1, 3);
        handed();

        tree.peer.run.leave();

        assertThat(handed()).containsExactly("3 after a gap");
    }

    @Test
    void unordered_nothing_waits_and_the_marks_are_the_same() {
        PeerScript peer = joined(Order.UNORDERED);
        FakeLink link = peer.hush(peer.linkTo(PeerScript.older(1)));
        peer.effects.take();

        peer.run.feed(link, small(FAR, 1), small(FAR, 3), small(FAR, 2), small(FAR, 4));

        assertThat(handed(peer)).containsExactly("1", "3 after a gap", "2 late", "4");
    }

    @Test
    void strictly_what_was_only_offered_is_waited_for_as_well() {
        PeerScript peer = joined(Order.STRICT);
        FakeLink link = peer.hush(peer.linkTo(PeerScript.older(1)));
        peer.effects.take();

        peer.run.feed(link, small(FAR, 1), Offer.of(LargeScript.message(2)), small(FAR, 3));

        assertThat(handed(peer)).containsExactly("1");
        peer.run.advance(WAIT);
        assertThat(handed(peer)).containsExactly("3 after a gap");
    }

    private static PeerScript joined(Order order) {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.order(order));
        peer.join(PeerScript.older(1));
        return peer;
    }

    private void bring(long... numbers) {
        for (long n : numbers) {
            tree.bring(tree.parent, n);
        }
    }

    private static Gossip small(Origin origin, long n) {
        return Gossip.of(origin, n, 1, new byte[0], new byte[] {'x'});
    }

    private Gossiping gossiping() {
        return Inside.of(tree.peer.node).gossiping();
    }

    private int held() {
        return gossiping().heldInOrder();
    }

    private List<String> handed() {
        return handed(tree.peer);
    }

    /** What the application was given since the last call. */
    private static List<String> handed(PeerScript peer) {
        List<String> handed = new ArrayList<>();
        for (Effect effect : peer.effects.take()) {
            if (effect instanceof Effect.Delivered plain) {
                handed.add(String.valueOf(plain.message().n()));
            } else if (effect instanceof Effect.DeliveredMarked marked) {
                handed.add(marked.message().n() + text(marked.marks()));
            }
        }
        return handed;
    }

    private static String text(Marks marks) {
        return (marks.isEarly() ? " early" : "")
                + (marks.isLate() ? " late" : "")
                + (marks.isAfterGap() ? " after a gap" : "");
    }
}
