package grapevine.peer.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Publication;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever makes up origins keeps nobody else from being heard, and has nothing delivered twice. */
class OriginRoomTest {
    private static final int INVENTED = 20_000;

    private PeerScript peer;
    private FakeLink inventor;
    private FakeLink other;

    @BeforeEach
    void a_peer_with_room_for_4096_origins_and_two_neighbours() {
        peer = new PeerScript(3, 1, settings -> settings.budget(new Budget(0)));
        peer.join(PeerScript.older(1), PeerScript.older(2));
        inventor = peer.linkTo(PeerScript.older(1));
        other = peer.linkTo(PeerScript.older(2));
    }

    @Test
    void one_who_invents_origins_is_named_and_a_new_origin_that_another_brings_is_still_heard() {
        invent();

        peer.run.feed(other, message(-1, 1));

        assertThat(delivered()).contains(message(-1, 1));
        assertThat(Inside.of(peer.node).gossiping().seen().origins()).isBetween(2048, 4095);
        assertThat(peer.run.count(Counter.DROPPED_ORIGIN_LIMIT)).isGreaterThan(INVENTED - 4096);
        assertThat(peer.effects.takeFacts(Fact.OriginsRefused.class))
                .singleElement()
                .satisfies(fact ->
                        assertThat(fact.by()).isEqualTo(PeerScript.older(1).address()));
    }

    @Test
    void one_who_comes_again_and_again_under_new_addresses_has_no_new_share_each_time() {
        for (int i = 0; i < 10; i++) {
            FakeLink link = peer.linkedFrom(PeerScript.younger(1 + i));
            for (int n = 0; n < 1_000; n++) {
                peer.run.feed(link, message(i * 1_000 + n, 1));
            }
        }

        assertThat(Inside.of(peer.node).gossiping().seen().origins()).isLessThan(3_500);
    }

    @Test
    void a_member_of_a_network_with_keys_has_one_share_whatever_its_addresses() {
        for (FakeLink link : List.of(inventor, other)) {
            link.certified("eve", false);
            for (int n = 0; n < 5_000; n++) {
                peer.run.feed(link, message(link.to().port() * 10_000 + n, 1));
            }
        }

        assertThat(Inside.of(peer.node).gossiping().seen().origins()).isBetween(3_000, 3_200);
    }

    @Test
    void also_what_the_inventor_brings_of_others_is_heard_now_and_then() {
        invent();
        delivered();

        int heard = 0;
        for (int i = 0; i < 20; i++) {
            peer.run.advance(100);
            peer.run.feed(inventor, message(-2 - i, 1));
            heard += delivered().size();
        }

        assertThat(heard).isGreaterThanOrEqualTo(19);
    }

    @Test
    void an_honest_origin_that_fell_silent_is_not_forgotten_for_the_invented_ones_nor_delivered_again() {
        peer.run.feed(other, message(-1, 1), message(-1, 2));
        delivered();
        peer.pass(180_000);
        invent();
        delivered();

        peer.run.feed(inventor, message(-1, 1).withAge(180_000), message(-1, 2).withAge(180_000));

        assertThat(delivered()).isEmpty();
    }

    @Test
    void what_has_been_silent_for_longer_than_messages_are_retained_makes_room() {
        invent();
        peer.pass(725_000);
        delivered();

        for (int i = INVENTED; i < INVENTED + 3_000; i++) {
            peer.run.feed(other, message(i, 1));
        }

        assertThat(delivered()).hasSizeGreaterThan(2_000);
        assertThat(Inside.of(peer.node).gossiping().seen().origins()).isLessThan(4096);
    }

    @Test
    void this_peer_itself_is_always_heard() {
        invent();

        assertThat(peer.node.publish(peer.run.now(), new byte[] {1})).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void nothing_is_delivered_twice_with_200000_invented_origins() {
        Set<String> once = new HashSet<>();
        for (int i = 0; i < 600_000; i++) {
            peer.run.feed(i % 4 == 0 ? other : inventor, message(i % 200_000, 1).withAge(i % 2));
            peer.run.advance(i % 5 == 0 ? 1 : 0);
            if (i % 1000 == 999) {
                for (Gossip message : delivered()) {
                    assertThat(once.add(message.origin() + ":" + message.n())).isTrue();
                }
                peer.effects.takeFacts();
            }
        }

        assertThat(once).hasSizeGreaterThan(2048);
    }

    private void invent() {
        for (int i = 0; i < INVENTED; i++) {
            peer.run.feed(inventor, message(i, 1));
        }
    }

    private List<Gossip> delivered() {
        return peer.effects.takeDelivered();
    }

    private static Gossip message(int origin, long n) {
        return Gossip.of(new Origin(PeerScript.at(8000), 1_000_000 + origin), n, 9, new byte[0], new byte[] {7});
    }
}
