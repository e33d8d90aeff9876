package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.at;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static grapevine.peer.core.TreeScript.FAR;
import static grapevine.peer.core.TreeScript.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import grapevine.node.Counter;
import grapevine.node.Effect;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Publication;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage;
import grapevine.wire.Range;
import grapevine.wire.Role;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Have;
import grapevine.wire.TreeMessage.Prune;
import grapevine.wire.Way;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that show their way, at a peer with four younger neighbours that take part and an older one that cannot. */
class FloodingTest {
    private static final Address ORIGIN = FAR.address();
    private static final Address A = younger(1).address();
    private static final Address B = younger(2).address();
    private static final Address C = younger(3).address();
    private static final Address D = younger(4).address();

    private final PeerScript peer = PeerScript.joined(older(1));
    private final FakeLink old = peer.hush(peer.linkTo(older(1)));
    private final FakeLink c = linked(younger(3));
    private final FakeLink a = linked(younger(1));
    private final FakeLink d = linked(younger(4));
    private final FakeLink b = linked(younger(2));

    FloodingTest() {
        peer.run.advance(2 * Tree.TURN_MILLIS);
        List.of(old, a, b, c, d).forEach(FakeLink::said);
        peer.effects.take();
    }

    private FakeLink linked(Entry who) {
        FakeLink link = peer.run.accept(who.address().ip());
        Hello hello = new Hello(
                Role.PEER, "default", who.address(), who.epoch(), who.age(), null, 0, PeerScript.WALL, null, true);
        peer.run.feed(link, hello, new LinkRequest(2, who.degree(), Purpose.JOIN));
        return peer.hush(peer.lively(link));
    }

    private static Gossip copy(int relays, long delay, Address... hops) {
        return message(1).along(new Way(relays, delay, List.of(hops)));
    }

    private Publication flood(int relays, long delay) {
        return peer.node.flood(peer.run.now(), new byte[] {'x'}, relays, delay);
    }

    private static List<Gossip> gossip(FakeLink link) {
        return only(Gossip.class, link.said());
    }

    private <F extends Fact> List<F> facts(Class<F> kind) {
        return peer.effects.takeFacts(kind);
    }

    // The first copy

    @Test
    void the_first_copy_is_handed_over_and_goes_to_all_that_its_way_does_not_name() {
        peer.run.feed(a, copy(1, 0, ORIGIN, D, A));

        Gossip onward = copy(1, 0, ORIGIN, D, A, SELF);
        assertThat(b.said()).containsExactly(onward);
        assertThat(c.said()).containsExactly(onward);
        assertThat(a.said()).isEmpty();
        assertThat(d.said()).isEmpty();
        assertThat(peer.effects.take())
                .contains(new Effect.Delivered(message(1)))
                .contains(new Effect.Reported(new Fact.Flooded(message(1), List.of(ORIGIN, D, A), List.of(B, C))));
        assertThat(peer.node.look().path(FAR, 1)).containsExactly(ORIGIN, D, A);
        assertThat(peer.node.look().onward(FAR, 1)).containsExactly(B, C);
    }

    @Test
    void it_goes_to_one_that_knows_nothing_of_ways_as_what_was_fetched_does() {
        peer.run.feed(old, new Graft(List.of()));
        old.said();

        peer.run.feed(a, copy(1, 0, ORIGIN, A));

        assertThat(gossip(old)).containsExactly(message(1).withAge(1));
    }

    @Test
    void a_message_of_its_own_begins_with_its_own_address() {
        assertThat(flood(1, 0)).isEqualTo(Publication.ACCEPTED);

        Gossip sent = gossip(a).get(0);
        assertThat(sent.way()).isEqualTo(new Way(1, 0, List.of(SELF)));
        assertThat(sent.n()).isEqualTo(1);
        assertThat(sent.payload()).containsExactly('x');
        assertThat(List.of(gossip(b), gossip(c), gossip(d))).containsOnly(List.of(sent));
        assertThat(facts(Fact.Flooded.class))
                .containsExactly(new Fact.Flooded(sent.plain(), List.of(), List.of(A, B, C, D)));
        assertThat(peer.node.look().lastNumber()).isEqualTo(1);
    }

    @Test
    void one_that_is_to_stay_here_goes_nowhere_and_leaves_no_gap() {
        assertThat(flood(0, 0)).isEqualTo(Publication.ACCEPTED);
        assertThat(peer.node.look().lastNumber()).isEqualTo(Long.MAX_VALUE);
        assertThat(flood(0, 0)).isEqualTo(Publication.ACCEPTED);
        assertThat(peer.node.look().lastNumber()).isEqualTo(Long.MAX_VALUE - 1);
        peer.run.advance(5000);
        assertThat(List.of(gossip(a), gossip(b), gossip(c), gossip(d), gossip(old)))
                .containsOnly(List.of());

        flood(1, 0);

        assertThat(gossip(a)).extracting(Gossip::n).containsExactly(1L);
        assertThat(facts(Fact.MessageSent.class))
                .extracting(sent -> sent.n(), Fact.MessageSent::links)
                .containsExactly(tuple(Long.MAX_VALUE, 0), tuple(Long.MAX_VALUE - 1, 0), tuple(1L, 5));
    }

    @Test
    void a_payload_too_long_to_be_flooded_is_refused() {
        assertThatThrownBy(() -> peer.node.flood(peer.run.now(), new byte[PieceMessage.LARGE + 1], 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("payload of 16385 bytes is outside 1..16384");
        assertThat(peer.node.flood(peer.run.now(), new byte[PieceMessage.LARGE], 1, 0))
                .isEqualTo(Publication.ACCEPTED);
    }

    // Further copies

    @Test
    void a_further_copy_is_told_with_its_way_and_goes_no_further() {
        peer.run.feed(a, copy(1, 0, ORIGIN, A));
        List.of(b, c, d).forEach(FakeLink::said);
        peer.effects.take();

        peer.run.feed(b, copy(1, 0, ORIGIN, D, B));

        assertThat(peer.effects.take())
                .containsExactly(
                        new Effect.Reported(new Fact.CopyArrived(ORIGIN, FAR.epoch(), 1, List.of(ORIGIN, D, B))));
        assertThat(peer.run.count(Counter.COPIES_ARRIVED)).isEqualTo(1);
    }

    @Test
    void with_more_relays_further_copies_go_on_too_as_often_as_a_link_may_carry_it() {
        peer.run.feed(a, copy(2, 0, ORIGIN, A));
        peer.run.feed(b, copy(2, 0, ORIGIN, B));
        peer.run.feed(c, copy(2, 0, ORIGIN, C));

        assertThat(gossip(d)).containsExactly(copy(2, 0, ORIGIN, A, SELF), copy(2, 0, ORIGIN, B, SELF));
        assertThat(gossip(a)).containsExactly(copy(2, 0, ORIGIN, B, SELF), copy(2, 0, ORIGIN, C, SELF));
        assertThat(gossip(b)).containsExactly(copy(2, 0, ORIGIN, A, SELF), copy(2, 0, ORIGIN, C, SELF));
        assertThat(gossip(c)).containsExactly(copy(2, 0, ORIGIN, A, SELF), copy(2, 0, ORIGIN, B, SELF));
    }

    @Test
    void more_copies_than_may_come_by_a_link_are_dropped() {
        peer.run.feed(a, copy(2, 0, ORIGIN, A), copy(2, 0, ORIGIN, B, A), copy(2, 0, ORIGIN, C, A));

        assertThat(facts(Fact.CopyArrived.class)).hasSize(1);
        assertThat(peer.run.count(Counter.DROPPED_COPIES)).isEqualTo(1);
    }

    @Test
    void copies_say_nothing_of_the_tree() {
        peer.run.feed(a, new Graft(List.of()));
        peer.run.feed(b, new Graft(List.of()));
        peer.run.advance(2 * Tree.TURN_MILLIS);
        List.of(a, b).forEach(FakeLink::said);

        peer.run.feed(c, copy(1, 0, ORIGIN, C));
        peer.run.feed(a, copy(1, 0, ORIGIN, A));
        peer.run.feed(b, message(1)); // which some other peer between passed on along the tree

        List<Message> said = new ArrayList<>();
        List.of(old, a, b, c, d).forEach(link -> said.addAll(link.said()));
        assertThat(only(Prune.class, said)).isEmpty();
        assertThat(only(Graft.class, said)).isEmpty();
        assertThat(only(Have.class, said)).isEmpty();
        assertThat(peer.run.count(Counter.PRUNES)).isZero();
    }

    @Test
    void one_that_was_fetched_first_goes_on_all_the_same_and_has_no_way_of_its_own() {
        peer.run.feed(d, message(1).withAge(500));
        peer.effects.take();
        List.of(a, b, c, d).forEach(FakeLink::said);

        peer.run.feed(a, copy(1, 0, ORIGIN, A));

        assertThat(gossip(b)).containsExactly(copy(1, 0, ORIGIN, A, SELF));
        assertThat(peer.effects.takeFacts(Fact.CopyArrived.class)).hasSize(1);
        assertThat(peer.node.look().path(FAR, 1)).isEmpty();
        assertThat(peer.run.count(Counter.MESSAGES_DELIVERED)).isEqualTo(1);
    }

    @Test
    void one_that_was_over_long_ago_is_not_flooded_once_more() {
        peer.run.feed(d, copy(1, 0, ORIGIN, D));
        peer.run.advance(Flooding.IDLE_MILLIS + 1);
        assertThat(Inside.of(peer.node).gossiping().floodingIfAny().size()).isZero();
        List.of(a, b, c, d).forEach(FakeLink::said);

        peer.run.feed(a, copy(1, 0, ORIGIN, A));

        assertThat(gossip(b)).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_COPIES)).isOne();
        assertThat(Inside.of(peer.node).gossiping().floodingIfAny().size()).isZero();
    }

    @Test
    void what_is_fetched_here_has_no_way() {
        peer.run.feed(a, copy(1, 0, ORIGIN, A));
        b.said();

        peer.run.feed(b, new Want(List.of(OriginRanges.of(FAR, Range.of(1)))));

        assertThat(gossip(b)).singleElement().satisfies(answer -> {
            assertThat(answer.way()).isNull();
            assertThat(answer.age()).isPositive();
            assertThat(answer.plain()).isEqualTo(message(1));
        });
    }

    // Ways that cannot be

    static List<List<Address>> forgedWays() {
        return List.of(
                List.of(A),
                List.of(B, A),
                List.of(ORIGIN),
                List.of(ORIGIN, B),
                List.of(A, ORIGIN),
                List.of(ORIGIN, A, A),
                List.of(ORIGIN, A, B, A),
                List.of(ORIGIN, SELF, A),
                List.of(SELF, A),
                List.of(ORIGIN, A, SELF));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgedWays")
    void a_copy_that_cannot_have_come_by_its_way_is_refused_and_counted(List<Address> way) {
        peer.run.feed(a, message(1).along(new Way(1, 0, way)));

        assertThat(peer.effects.take()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_FORGED_PATH)).isEqualTo(1);
        assertThat(a.isOpen()).isTrue();
        peer.run.feed(a, copy(1, 0, ORIGIN, A));
        assertThat(peer.effects.take()).contains(new Effect.Delivered(message(1)));
    }

    @Test
    void one_of_its_own_that_comes_back_is_forged() {
        flood(1, 0);
        Gossip sent = gossip(a).get(0);
        peer.effects.take();

        peer.run.feed(a, sent.along(new Way(1, 0, List.of(SELF, A))));

        assertThat(peer.effects.take()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_FORGED_PATH)).isEqualTo(1);
    }

    @Test
    void a_way_too_long_to_be_told_ends_here_and_the_message_goes_on_without_it() {
        peer.run.feed(b, new Graft(List.of()));
        b.said();
        List<Address> hops = new ArrayList<>(List.of(ORIGIN));
        for (int i = 0; hops.size() < Way.MOST_HOPS - 1; i++) {
            hops.add(at(i + 1));
        }
        hops.add(A);

        peer.run.feed(a, message(1).along(new Way(1, 0, hops)));

        assertThat(gossip(b)).containsExactly(message(1).withAge(1));
        assertThat(gossip(c)).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_LONG_PATH)).isEqualTo(1);
        assertThat(peer.node.look().path(FAR, 1)).isEqualTo(hops);
        assertThat(peer.run.count(Counter.MESSAGES_DELIVERED)).isEqualTo(1);
    }

    // Waiting

    @Test
    void with_a_delay_the_origin_serves_one_neighbour_after_the_other_by_their_addresses() {
        flood(1, 1000);
        assertThat(facts(Fact.Flooded.class)).extracting(Fact.Flooded::onward).containsExactly(List.of(A, B, C, D));

        assertThat(sendsWithin(10_000)).containsExactly("1000 " + A, "2000 " + B, "3000 " + C, "4000 " + D);
    }

    @Test
    void a_relay_waits_for_a_hop_and_then_serves_one_after_the_other() {
        peer.run.feed(b, copy(1, 1000, ORIGIN, B));
        assertThat(facts(Fact.Flooded.class)).extracting(Fact.Flooded::onward).containsExactly(List.of(A, C, D));

        assertThat(sendsWithin(10_000)).containsExactly("2000 " + A, "3000 " + C, "4000 " + D);
        assertThat(peer.run.count(Counter.MESSAGES_DELIVERED)).isEqualTo(1);
    }

    @Test
    void other_messages_do_not_wait_for_one_that_does() {
        peer.run.feed(a, new Graft(List.of()));
        a.said();
        flood(1, 10_000);

        peer.node.publish(peer.run.now(), new byte[] {'y'});

        assertThat(gossip(a))
                .singleElement()
                .satisfies(sent -> assertThat(sent.payload()).containsExactly('y'));
    }

    @Test
    void a_neighbour_that_is_gone_by_then_is_left_out() {
        flood(1, 1000);
        peer.run.feed(b, new Message.Bye("leaving"));

        assertThat(sendsWithin(10_000)).containsExactly("1000 " + A, "3000 " + C, "4000 " + D);
    }

    /** When a copy went to whom, ms from now. */
    private List<String> sendsWithin(long millis) {
        List<String> sends = new ArrayList<>();
        List<FakeLink> links = List.of(a, b, c, d);
        List<Address> names = List.of(A, B, C, D);
        long begin = peer.run.now();
        for (long step = 0; step < millis; step += 10) {
            for (int i = 0; i < links.size(); i++) {
                int each = i;
                gossip(links.get(i)).forEach(copy -> sends.add(peer.run.now() - begin + " " + names.get(each)));
            }
            peer.run.advance(10);
        }
        return sends;
    }

    // Bounds

    @Test
    void no_more_are_under_way_than_it_keeps_and_those_that_are_over_make_room() {
        for (int n = 0; n < Flooding.MOST; n++) {
            assertThat(flood(1, 0)).isEqualTo(Publication.ACCEPTED);
        }
        assertThat(flood(1, 0)).isEqualTo(Publication.THROTTLED);
        assertThat(peer.run.count(Counter.DROPPED_THROTTLED)).isEqualTo(1);
        peer.run.feed(b, new Graft(List.of()));
        List.of(a, b, c, d).forEach(FakeLink::said);

        peer.run.feed(a, copy(1, 0, ORIGIN, A));

        assertThat(gossip(b)).containsExactly(message(1).withAge(1));
        assertThat(gossip(c)).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_FLOODS)).isEqualTo(1);
        assertThat(peer.run.count(Counter.MESSAGES_DELIVERED)).isEqualTo(1);
        peer.run.advance(Flooding.IDLE_MILLIS);
        assertThat(Inside.of(peer.node).gossiping().floodingIfAny().size()).isZero();
        assertThat(flood(1, 0)).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void no_more_copies_wait_than_may_and_the_others_are_counted() {
        for (int i = 5; i < 65; i++) {
            linked(younger(i));
        }
        int each = 64;
        int floods = Flooding.MOST_WAITING / each;
        for (int n = 0; n < floods; n++) {
            flood(1, 10_000);
        }
        assertThat(Inside.of(peer.node).gossiping().floodingIfAny().waiting()).isEqualTo(Flooding.MOST_WAITING);
        facts(Fact.Flooded.class);

        assertThat(flood(1, 10_000)).isEqualTo(Publication.ACCEPTED);

        assertThat(Inside.of(peer.node).gossiping().floodingIfAny().waiting()).isEqualTo(Flooding.MOST_WAITING);
        assertThat(peer.run.count(Counter.DROPPED_COPIES)).isEqualTo(each);
        assertThat(facts(Fact.Flooded.class)).extracting(Fact.Flooded::onward).containsExactly(List.of());
    }
}
