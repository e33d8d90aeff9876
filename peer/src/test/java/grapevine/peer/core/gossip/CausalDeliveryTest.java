package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.policy.Clocks;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Known;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage;
import grapevine.wire.TreeMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Causes are handed to the application before what comes after them, or the latter is marked. */
class CausalDeliveryTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Origin A = origin(31);
    private static final Origin B = origin(32);
    private static final Origin C = origin(33);
    private static final long HOLD = CausalDelivery.MOST_MILLIS;

    private final PeerScript peer = new PeerScript(3, 1, settings -> settings.clocks(Clocks.CAUSAL));
    private final FakeLink link;

    CausalDeliveryTest() {
        peer.join(older(1));
        link = peer.linkTo(older(1));
    }

    @Test
    void a_reply_waits_for_its_cause() {
        Gossip cause = message(A, 1);
        Gossip reply = message(B, 1, cause);

        peer.run.feed(link, reply);
        assertThat(delivered()).isEmpty();

        peer.run.feed(link, cause);
        assertThat(delivered()).containsExactly(cause, reply);
        assertThat(early()).isEmpty();
        assertThat(peer.run.count(Counter.MESSAGES_HELD)).isEqualTo(1);
        assertThat(peer.run.count(Counter.MESSAGES_DELIVERED)).isEqualTo(2);
    }

    @Test
    void the_messages_of_one_origin_come_in_their_order_even_without_clocks() {
        Gossip first = bare(A, 1);
        Gossip second = bare(A, 2);
        Gossip third = bare(A, 3);

        peer.run.feed(link, third, second, first);

        assertThat(delivered()).containsExactly(first, second, third);
    }

    @Test
    void a_chain_of_replies_is_untangled() {
        Gossip one = message(A, 1);
        Gossip two = message(B, 1, one);
        Gossip three = message(C, 1, one, two);
        Gossip four = message(A, 2, two, three);

        peer.run.feed(link, four, three, two, one);

        assertThat(delivered()).containsExactly(one, two, three, four);
    }

    @Test
    void concurrent_messages_do_not_wait_for_each_other() {
        Gossip waits = message(B, 1, message(A, 1));
        Gossip concurrent = message(C, 1);

        peer.run.feed(link, waits, concurrent);

        assertThat(delivered()).containsExactly(concurrent);
    }

    @Test
    void a_message_that_is_held_is_relayed_at_once() {
        FakeLink young = peer.linkedFrom(younger(1));
        peer.run.feed(young, new TreeMessage.Graft(List.of()));
        peer.hush(young);

        Gossip reply = message(B, 1, message(A, 1));
        peer.run.feed(link, reply);

        assertThat(young.said()).contains(reply);
        assertThat(delivered()).isEmpty();
    }

    @Test
    void what_does_not_come_is_waited_for_five_seconds_and_then_the_reply_is_marked() {
        Gossip cause = message(A, 1);
        Gossip reply = message(B, 1, cause);
        peer.run.feed(link, reply);

        peer.pass(HOLD - 1);
        assertThat(early()).isEmpty();
        peer.pass(1);
        assertThat(early()).containsExactly(reply);
        assertThat(delivered()).isEmpty();
        assertThat(peer.run.count(Counter.MESSAGES_EARLY)).isEqualTo(1);

        peer.run.feed(link, cause);
        assertThat(delivered()).containsExactly(cause);
    }

    @Test
    void what_was_waited_for_in_vain_is_not_waited_for_again_but_its_replies_are_marked_until_it_is_there() {
        Gossip cause = message(A, 1);
        peer.run.feed(link, message(B, 1, cause));
        peer.pass(HOLD);
        early();

        Gossip another = message(C, 1, cause);
        peer.run.feed(link, another);
        assertThat(early()).containsExactly(another);

        Gossip third = message(C, 2, cause);
        peer.run.feed(link, cause, third);
        assertThat(delivered()).containsExactly(cause, third);
        assertThat(early()).isEmpty();
    }

    @Test
    void a_later_message_of_the_same_origin_is_marked_too_while_an_earlier_one_is_missing() {
        Gossip third = message(A, 3);
        Gossip fourth = message(A, 4);
        Gossip reply = message(B, 1, fourth);
        peer.run.feed(link, third, fourth, reply);

        peer.pass(HOLD);

        assertThat(early()).containsExactly(third, fourth, reply);
    }

    @Test
    void whoever_got_a_message_early_names_what_it_lacks() {
        Gossip cause = message(A, 1);
        Gossip reply = message(B, 1, cause);
        peer.run.feed(link, reply);
        peer.pass(HOLD);
        peer.toldOn(link);

        peer.node.publish(peer.run.now(), HELLO);

        assertThat(only(Gossip.class, peer.toldOn(link)).get(0).clock()).isEqualTo(text(A, 1) + ";" + text(B, 1));
    }

    @Test
    void what_nobody_can_have_any_more_marks_nothing_any_more() {
        Gossip cause = message(A, 1);
        peer.run.feed(link, message(B, 1, cause));
        peer.pass(HOLD);
        early();

        peer.pass(600_000);
        Gossip late = message(C, 1, cause);
        peer.run.feed(link, late);

        assertThat(delivered()).containsExactly(late);
    }

    @Test
    void what_is_let_go_early_goes_after_those_of_its_causes_that_are_here() {
        Gossip missing = message(A, 1);
        Gossip reply = message(B, 1, missing);
        Gossip answer = message(C, 1, missing, reply);
        peer.run.feed(link, answer);
        peer.pass(1000);
        peer.run.feed(link, reply);

        peer.pass(HOLD - 1000);

        assertThat(early()).containsExactly(reply, answer);
    }

    @Test
    void no_more_than_1024_are_held_and_the_oldest_goes_first() {
        List<Gossip> sent = new ArrayList<>();
        for (int i = 0; i < CausalDelivery.MOST_MESSAGES + 3; i++) {
            Gossip message = bare(new Origin(PeerScript.at(10_000 + i), 1), 2);
            sent.add(message);
            peer.run.feed(link, message);
        }

        assertThat(early()).isEqualTo(sent.subList(0, 3));
        assertThat(Inside.of(peer.node).gossiping().held()).isEqualTo(CausalDelivery.MOST_MESSAGES);
        assertThat(Inside.of(peer.node).gossiping().lacked()).isEqualTo(3);
    }

    @Test
    void all_that_wait_for_the_same_are_let_go_together() {
        Gossip cause = message(A, 1);
        Gossip one = message(B, 1, cause);
        Gossip another = message(C, 1, cause);
        peer.run.feed(link, one);
        peer.pass(2000);
        peer.run.feed(link, another);

        peer.pass(HOLD - 2000);

        assertThat(early()).containsExactly(one, another);
    }

    @Test
    void no_more_than_8_MiB_are_held() {
        int most = (int) (CausalDelivery.MOST_BYTES / 60_000);
        for (int i = 0; i <= most; i++) {
            Origin origin = new Origin(PeerScript.at(10_000 + i), 1);
            peer.run.feed(link, Gossip.of(origin, 2, 1, new byte[0], new byte[60_000]));
        }

        assertThat(early()).isNotEmpty();
        assertThat(Inside.of(peer.node).gossiping().held()).isLessThanOrEqualTo(most);
    }

    @Test
    void our_own_messages_are_there_for_whoever_replies_to_them() {
        peer.node.publish(peer.run.now(), HELLO);
        Gossip reply = Gossip.of(A, 1, 1, attributes(SELF + ":" + EPOCH + ":1"), HELLO);

        peer.run.feed(link, reply);

        assertThat(delivered()).containsExactly(reply);
    }

    @Test
    void what_waits_when_the_peer_leaves_is_handed_over() {
        Gossip reply = message(B, 1, message(A, 1));
        peer.run.feed(link, reply);

        peer.run.leave();

        assertThat(early()).containsExactly(reply);
    }

    @Test
    void what_is_missing_for_good_is_waited_for_no_more() {
        Gossip second = bare(A, 2);
        peer.run.feed(link, second);
        assertThat(delivered()).isEmpty();

        Known gone = new Known(OriginRanges.of(A, Range.of(1)), 0);
        Inside.of(peer.node).gossiping().seen().giveUp(gone, peer.run.now(), (origin, first, last) -> {});
        Inside.of(peer.node).gossiping().releaseWhatLacksNothing();
        peer.pass(0);

        assertThat(delivered()).containsExactly(second);
    }

    @Test
    void a_message_whose_coming_ends_a_fetch_goes_before_what_waits_for_it() {
        Gossip cause = message(A, 1);
        Gossip reply = message(B, 1, cause);
        peer.pass(3000);
        peer.run.feed(link, reply);
        Known said = new Known(OriginRanges.of(A, new Range(1, 2)), 5);
        peer.run.feed(link, new SyncMessage.Seen(-1, true, List.of(said)));
        peer.run.feed(link, new SyncMessage.Gone(List.of(OriginRanges.of(A, Range.of(2)))));
        peer.effects.takeFacts(Fact.MessagesMissed.class);

        peer.run.feed(link, cause.withAge(5));

        assertThat(peer.effects.takeFacts(Fact.MessagesMissed.class)).hasSize(1);
        assertThat(delivered()).extracting(Gossip::origin).containsExactly(A, B);
    }

    @Test
    void liars_that_wait_for_each_other_are_let_go() {
        Gossip one = Gossip.of(A, 1, 1, attributes(text(B, 1)), HELLO);
        Gossip another = Gossip.of(B, 1, 1, attributes(text(A, 1)), HELLO);

        peer.run.feed(link, one, another);
        assertThat(delivered()).isEmpty();
        peer.pass(HOLD);

        List<Gossip> all = new ArrayList<>(early());
        all.addAll(delivered());
        assertThat(all).containsExactlyInAnyOrder(one, another);
        assertThat(Inside.of(peer.node).gossiping().held()).isZero();
    }

    @Test
    void it_arms_no_timer_while_nothing_is_held() {
        Gossip cause = message(A, 1);
        peer.run.feed(link, message(B, 1, cause), cause);

        assertThat(Inside.of(peer.node).gossiping().due()).isGreaterThan(peer.run.now() + 10 * HOLD);
    }

    private List<Gossip> delivered() {
        return peer.effects.takeDelivered();
    }

    private List<Gossip> early() {
        return peer.effects.takeDeliveredEarly();
    }

    private static Origin origin(int number) {
        return new Origin(older(number).address(), older(number).epoch());
    }

    /** A message whose maker keeps no clocks. */
    private static Gossip bare(Origin origin, long n) {
        return Gossip.of(origin, n, 9, new byte[0], HELLO);
    }

    /**
     * A message whose maker had got these, and nothing else of their origins but what they name; of one origin the last
     * counts.
     */
    private static Gossip message(Origin origin, long n, Gossip... causes) {
        Map<Address, String> entries = new TreeMap<>();
        for (Gossip cause : causes) {
            if (!cause.origin().equals(origin)) {
                entries.put(cause.origin().address(), text(cause.origin(), cause.n()));
            }
        }
        return Gossip.of(origin, n, 9, attributes(entries.values().toArray(String[]::new)), HELLO);
    }

    private static byte[] attributes(String... entries) {
        String clock = entries.length == 0 ? "" : "clock=" + String.join(";", entries) + "\n";
        return ("time=1700000100000.0\n" + clock).getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(Origin origin, long n) {
        return origin.address() + ":" + origin.epoch() + ":" + n;
    }
}
