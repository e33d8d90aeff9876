package grapevine.peer.core.overlay;

import static grapevine.peer.core.PeerScript.helloOf;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Sample;
import grapevine.wire.SamplingMessage.Shuffle;
import grapevine.wire.SamplingMessage.Shuffled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Neighbours that were lost are looked for, for a day. */
class RememberedTest {
    @Test
    void a_neighbour_lost_is_visited_every_thirty_seconds_or_a_little_sooner() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.know(older(2));
        loseForGood(peer, older(1));

        int visits = visitsWithin(peer, older(1), 300_000);

        assertThat(visits).isBetween(10, 13);
        assertThat(peer.run.count(Counter.LOST_VISITED)).isEqualTo(visits);
        assertThat(Inside.of(peer.node).remembered().size()).isEqualTo(1);
    }

    @Test
    void several_are_visited_in_turns() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3));
        peer.know(older(3));
        loseForGood(peer, older(1));
        peer.pass(10);
        loseForGood(peer, older(2));

        List<Address> visited = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            peer.pass(1000);
            for (FakeLink dial : peer.peerDials()) {
                visited.add(dial.to());
                peer.run.failDial(dial, DialFailure.TIMED_OUT);
            }
        }

        assertThat(visited.subList(0, 4))
                .containsExactly(older(1).address(), older(2).address(), older(1).address(), older(2).address());
    }

    @Test
    void after_a_day_it_is_forgotten() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        loseForGood(peer, older(1));

        for (int hour = 0; hour < 25; hour++) {
            for (int i = 0; i < 360; i++) {
                peer.pass(10_000);
                peer.peerDials().forEach(dial -> peer.run.failDial(dial, DialFailure.TIMED_OUT));
            }
        }

        assertThat(Inside.of(peer.node).remembered().size()).isZero();
    }

    @Test
    void who_leaves_is_not_remembered() {
        PeerScript peer = PeerScript.joined(older(1), older(2));

        peer.run.feed(peer.linkTo(older(1)), new Bye("leaving"));

        assertThat(Inside.of(peer.node).remembered().size()).isZero();
    }

    @Test
    void the_thirty_third_pushes_out_the_one_lost_longest_ago() {
        PeerScript peer = PeerScript.joined(older(1));
        for (int i = 1; i <= 40; i++) {
            FakeLink link = peer.linkedFrom(younger(i));
            peer.pass(10);
            peer.run.lose(peer.hush(link), Loss.RESET);
            peer.peerDials().forEach(dial -> peer.run.failDial(dial, DialFailure.REFUSED));
        }

        assertThat(Inside.of(peer.node).remembered().size()).isEqualTo(32);
        assertThat(peer.run.count(Counter.DROPPED_REMEMBERED)).isEqualTo(8);
        assertThat(visitsWithin(peer, younger(8), 2_000_000)).isZero();
    }

    @Test
    void an_older_one_that_is_back_is_linked_again_beyond_the_four_aimed_at_but_only_one() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3), older(4));
        peer.know(older(1), older(2), older(3), older(4), older(5), older(6));
        Inside.of(peer.node).view().meet(older(5));
        loseForGood(peer, older(1));
        peer.accept(peer.peerDial(older(5).address()));
        Inside.of(peer.node).view().meet(older(6));
        loseForGood(peer, older(2));
        peer.accept(peer.peerDial(older(6).address()));
        assertThat(Inside.of(peer.node).neighbours().olderLinks()).isEqualTo(4);

        comesVisiting(peer, older(1));
        peer.accept(peer.peerDial(older(1).address()));
        comesVisiting(peer, older(2));

        assertThat(peer.isDialling(older(2).address())).isFalse();
        assertThat(Inside.of(peer.node).neighbours().olderLinks()).isEqualTo(5);
        assertThat(Inside.of(peer.node).remembered().size()).isZero();
    }

    @Test
    void a_younger_one_that_is_back_is_visited_and_asks_for_the_link_itself() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.run.lose(peer.hush(peer.linkedFrom(younger(1))), Loss.RESET);
        peer.peerDials().forEach(dial -> peer.run.failDial(dial, DialFailure.REFUSED));

        FakeLink visit = nextVisit(peer, younger(1));
        peer.run.open(visit);
        peer.run.feed(visit, helloOf(younger(1)), new Shuffled(List.of(new Sample(younger(1), 0))));

        assertThat(only(Shuffle.class, visit.said())).hasSize(1);
        assertThat(visit.isFinished()).isTrue();
        assertThat(peer.isDialling(younger(1).address())).isFalse();
        assertThat(only(
                        LinkAccepted.class,
                        peer.request(younger(1), 4, Purpose.REPAIR).said()))
                .hasSize(1);
        assertThat(Inside.of(peer.node).remembered().size()).isZero();
    }

    @Test
    void one_that_lost_all_its_links_visits_those_at_once() {
        PeerScript peer = PeerScript.joined();
        FakeLink link = peer.linkedFrom(younger(1));

        peer.run.lose(peer.hush(link), Loss.RESET);
        peer.peerDials().forEach(dial -> peer.run.failDial(dial, DialFailure.REFUSED));

        peer.pass(500);
        assertThat(peer.isDialling(younger(1).address())).isTrue();
    }

    @Test
    void one_linked_again_is_not_looked_for() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.run.lose(peer.hush(peer.linkedFrom(younger(1))), Loss.RESET);
        assertThat(Inside.of(peer.node).remembered().size()).isEqualTo(1);

        peer.linkedFrom(new Entry(
                younger(1).address(), 1, younger(1).age() + 9, younger(1).epoch() + 9));

        assertThat(Inside.of(peer.node).remembered().size()).isZero();
    }

    @Test
    void how_many_are_remembered_stands_in_the_status() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        loseForGood(peer, older(1));

        assertThat(Inside.of(peer.node).status()).contains(" remembered=1 ");
    }

    /** The connection breaks, and nobody answers a dial. */
    private static void loseForGood(PeerScript peer, Entry neighbour) {
        FakeLink link = peer.linkTo(neighbour);
        peer.run.lose(peer.hush(link), Loss.RESET);
        peer.run.failDial(peer.peerDial(neighbour.address()), DialFailure.REFUSED);
    }

    private static void comesVisiting(PeerScript peer, Entry visitor) {
        FakeLink link = peer.run.accept(Ip.LOOPBACK);
        peer.run.feed(link, helloOf(visitor), new Shuffle(List.of(new Sample(visitor, 0))));
    }

    private static FakeLink nextVisit(PeerScript peer, Entry host) {
        for (int i = 0; i < 310 && !peer.isDialling(host.address()); i++) {
            peer.pass(100);
        }
        return peer.peerDial(host.address());
    }

    private static int visitsWithin(PeerScript peer, Entry host, long millis) {
        int visits = 0;
        for (long passed = 0; passed < millis; passed += 1000) {
            peer.pass(1000);
            for (FakeLink dial : peer.peerDials()) {
                visits += dial.to().equals(host.address()) ? 1 : 0;
                peer.run.failDial(dial, DialFailure.TIMED_OUT);
            }
        }
        return visits;
    }
}
