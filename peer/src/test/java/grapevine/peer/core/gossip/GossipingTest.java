package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.node.Counter;
import grapevine.node.Effect;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Publication;
import grapevine.policy.Dissemination;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Limits;
import grapevine.wire.Message.Bye;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages made, passed on and handed to the application, each once. */
class GossipingTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Entry FAR = older(40);

    @Test
    void a_peer_makes_ten_messages_five_seconds_apart_and_no_more() {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.gossipCount(10));
        peer.join(older(1));
        FakeLink link = peer.linkTo(older(1));
        List<Long> times = new ArrayList<>();

        for (int step = 0; step < 1200; step++) {
            peer.pass(100);
            for (Gossip message : only(Gossip.class, peer.toldOn(link))) {
                times.add(peer.run.now());
                assertThat(message.n()).isEqualTo(times.size());
                assertThat(message.origin()).isEqualTo(new Origin(SELF, EPOCH));
                assertThat(message.timestamp()).isEqualTo(peer.effects.wallTime());
            }
        }

        assertThat(times).hasSize(10);
        for (int i = 0; i < 10; i++) {
            assertThat(times.get(i)).isEqualTo(PeerScript.START + 5000 * (i + 1));
        }
        assertThat(peer.run.count(Counter.MESSAGES_MADE)).isEqualTo(10);
        assertThat(peer.effects.takeFacts(Fact.MessageSent.class)).hasSize(10);
        assertThat(peer.effects.takeDelivered()).isEmpty();
    }

    @Test
    void the_first_message_waits_for_the_first_neighbour_and_none_is_left_out() {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.gossipCount(10));
        peer.join();
        peer.pass(30_000);
        assertThat(peer.run.count(Counter.MESSAGES_MADE)).isZero();

        peer.linkedFrom(younger(1));
        peer.pass(120_000);

        assertThat(peer.run.count(Counter.MESSAGES_MADE)).isEqualTo(10);
    }

    @Test
    void a_first_copy_goes_to_everyone_but_its_sender_and_its_origin_as_it_came() {
        PeerScript peer = flooding(older(1), older(2), older(3));
        FakeLink sender = peer.linkTo(older(1));
        FakeLink origin = peer.linkTo(older(2));
        FakeLink other = peer.linkTo(older(3));
        FakeLink young = peer.hush(peer.linkedFrom(younger(1)));
        peer.hush(sender);
        peer.hush(origin);
        peer.hush(other);
        peer.effects.take();
        Gossip message = message(older(2), 1);

        peer.run.feed(sender, message);

        assertThat(sender.said()).isEmpty();
        assertThat(origin.said()).isEmpty();
        assertThat(other.said()).singleElement().isSameAs(message);
        assertThat(young.said()).singleElement().isSameAs(message);
        assertThat(peer.effects.takeDelivered()).singleElement().isSameAs(message);
        assertThat(peer.effects.takeFacts(Fact.MessageReceived.class))
                .containsExactly(new Fact.MessageReceived(message, older(1).address()));
        assertThat(peer.run.count(Counter.MESSAGES_RELAYED)).isEqualTo(2);
    }

    @Test
    void an_earlier_run_of_the_origin_at_the_same_address_does_not_hide_the_neighbour() {
        PeerScript peer = flooding(older(1), older(2));
        FakeLink link = peer.hush(peer.linkTo(older(2)));
        Gossip message = Gossip.of(new Origin(older(2).address(), 7), 1, 9, new byte[0], HELLO);

        peer.run.feed(peer.linkTo(older(1)), message);

        assertThat(link.said()).containsExactly(message);
    }

    @Test
    void a_copy_is_dropped_and_counted() {
        PeerScript peer = flooding(older(1), older(2));
        peer.run.feed(peer.linkTo(older(1)), message(FAR, 1));
        FakeLink link = peer.hush(peer.linkTo(older(1)));
        peer.effects.take();

        peer.run.feed(peer.linkTo(older(2)), message(FAR, 1));
        peer.run.feed(link, message(FAR, 1));

        assertThat(link.said()).isEmpty();
        assertThat(peer.effects.take()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_DUPLICATE)).isEqualTo(2);
    }

    @Test
    void two_peers_on_one_machine_may_number_alike_at_the_same_time() {
        PeerScript peer = PeerScript.joined(older(1));

        peer.run.feed(peer.linkTo(older(1)), message(FAR, 1), message(older(41), 1));

        assertThat(peer.effects.takeDelivered()).hasSize(2);
    }

    @Test
    void our_own_message_that_comes_back_is_a_duplicate_and_one_we_never_made_is_forged() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.ACCEPTED);
        peer.effects.take();

        peer.run.feed(peer.linkTo(older(1)), ours(1), ours(2));

        assertThat(peer.effects.take()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_DUPLICATE)).isEqualTo(1);
        assertThat(peer.run.count(Counter.DROPPED_FORGED_SELF)).isEqualTo(1);
    }

    @Test
    void a_number_far_ahead_is_dropped_and_counted_and_the_link_stays() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.run.feed(peer.linkTo(older(1)), message(FAR, 1));
        peer.effects.take();

        peer.run.feed(peer.linkTo(older(1)), message(FAR, 3 + (1 << 20)));

        assertThat(peer.effects.take()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_FAR_AHEAD)).isEqualTo(1);
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(2);
    }

    @Test
    void what_never_came_is_told_after_ten_to_twenty_minutes() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.run.feed(peer.linkTo(older(1)), message(FAR, 1), message(FAR, 4));

        peer.pass(9 * 60_000);
        assertThat(peer.effects.takeFacts(Fact.MessagesMissed.class)).isEmpty();
        peer.pass(12 * 60_000);

        assertThat(peer.effects.takeFacts(Fact.MessagesMissed.class))
                .containsExactly(new Fact.MessagesMissed(FAR.address(), FAR.epoch(), 2, 3));
        assertThat(peer.run.count(Counter.MESSAGES_MISSED)).isEqualTo(2);
    }

    @Test
    void a_publication_goes_to_every_neighbour_and_bears_the_next_number() {
        PeerScript peer = flooding(older(1));
        FakeLink up = peer.hush(peer.linkTo(older(1)));
        FakeLink down = peer.hush(peer.linkedFrom(younger(1)));
        peer.effects.take();

        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.ACCEPTED);
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.ACCEPTED);

        assertThat(up.said()).containsExactly(ours(peer, 1), ours(peer, 2));
        assertThat(down.said()).containsExactly(ours(peer, 1), ours(peer, 2));
        assertThat(peer.effects.takeFacts()).first().isEqualTo(new Fact.MessageSent(ours(peer, 1), 2));
    }

    @Test
    void without_a_neighbour_nothing_is_published_and_no_number_spent() {
        PeerScript peer = PeerScript.joined();

        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.NO_PEERS_YET);

        peer.linkedFrom(younger(1));
        peer.effects.take();
        peer.node.publish(peer.run.now(), HELLO);
        assertThat(peer.effects.takeFacts(Fact.MessageSent.class).get(0).id()).endsWith(":1");
    }

    @Test
    void a_neighbour_that_is_far_behind_makes_publications_wait() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink slow = peer.linkTo(older(1));
        slow.setBacklog(Throttle.MOST_BYTES + 1);

        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.THROTTLED);
        slow.setBacklog(Throttle.MOST_BYTES);
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.ACCEPTED);

        assertThat(peer.run.count(Counter.DROPPED_THROTTLED)).isEqualTo(1);
        assertThat(peer.run.count(Counter.MESSAGES_MADE)).isEqualTo(1);
    }

    @Test
    void an_empty_payload_or_one_over_the_limit_is_refused_by_its_size() {
        PeerScript peer = PeerScript.joined(older(1));

        assertThatThrownBy(() -> peer.node.publish(peer.run.now(), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 bytes");
        assertThatThrownBy(() -> peer.node.publish(peer.run.now(), new byte[Limits.PAYLOAD + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65537");
        assertThat(peer.node.publish(peer.run.now(), new byte[Limits.PAYLOAD])).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void a_payload_that_is_no_text_is_delivered_and_shown_escaped() {
        PeerScript peer = PeerScript.joined(older(1));
        Gossip message = Gossip.of(originOf(FAR), 1, 9, new byte[0], new byte[] {(byte) 0xff, 1});

        peer.run.feed(peer.linkTo(older(1)), message);

        assertThat(peer.effects.takeFacts(Fact.MessageReceived.class).get(0).text())
                .hasToString("\"\\xff\\u0001\"");
        assertThat(peer.effects.takeDelivered()).containsExactly(message);
    }

    @Test
    void what_still_comes_on_a_link_that_gave_way_to_another_is_taken() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink first = peer.linkedFrom(younger(1));
        FakeLink second = peer.linkedFrom(younger(1));
        assertThat(first.isFinished()).isTrue();
        peer.effects.take();

        peer.run.feed(first, message(younger(1), 1));
        peer.run.feed(second, message(younger(1), 1));

        assertThat(peer.effects.takeDelivered()).hasSize(1);
    }

    @Test
    void gossip_after_a_farewell_is_taken_and_goes_to_the_others() {
        PeerScript peer = flooding(older(1));
        FakeLink leaving = peer.linkedFrom(younger(1));

        peer.run.feed(leaving, message(younger(1), 1), new Bye("leaving"));

        assertThat(only(Gossip.class, peer.toldOn(peer.linkTo(older(1))))).hasSize(1);
        assertThat(peer.effects.take()).contains(new Effect.Delivered(message(younger(1), 1)));
    }

    /** A peer that sends each message by every link. */
    private static PeerScript flooding(Entry... older) {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.dissemination(Dissemination.FLOOD));
        peer.join(older);
        return peer;
    }

    private static Origin originOf(Entry peer) {
        return new Origin(peer.address(), peer.epoch());
    }

    private static Gossip message(Entry origin, long n) {
        return Gossip.of(originOf(origin), n, 12_345, new byte[0], HELLO);
    }

    private static Gossip ours(long n) {
        return Gossip.of(new Origin(SELF, EPOCH), n, 12_345, new byte[0], HELLO);
    }

    private static Gossip ours(PeerScript peer, long n) {
        return Gossip.of(new Origin(SELF, EPOCH), n, peer.effects.wallTime(), new byte[0], HELLO);
    }
}
