package grapevine.peer.core.overlay;

import static grapevine.peer.core.PeerScript.helloOf;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Entry;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Message.Tried;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links that carry nothing although the neighbour lives. */
class ReplacementTest {
    private static final Entry[] FIVE = {older(1), older(2), older(3), older(4), older(5)};

    @Test
    void somebody_else_is_linked_first_and_then_the_link_goes() {
        PeerScript peer = PeerScript.joined(FIVE);
        Entry stuck = linked(peer).get(0);
        Entry free = free(peer);
        FakeLink link = peer.silence(stuck);

        sticks(peer, stuck);
        FakeLink dial = peer.peerDial(free.address());
        assertThat(dial.isSmall()).isTrue();
        assertThat(link.isEnded() || link.isFinished()).isFalse();
        peer.accept(dial);

        assertThat(link.said()).endsWith(new Bye("replaced"));
        assertThat(link.isFinished()).isTrue();
        assertThat(linked(peer)).hasSize(4).contains(free).doesNotContain(stuck);
        assertThat(peer.effects.takeFacts(Fact.LinkStuck.class))
                .containsExactly(new Fact.LinkStuck(stuck.address(), 41_000));
        assertThat(peer.run.count(Counter.LINKS_STUCK)).isEqualTo(1);
        assertThat(peer.run.count(Counter.NEIGHBOURS_DEAD)).isZero();
    }

    @Test
    void where_there_is_nobody_else_the_same_is_asked_anew_and_the_link_goes_over_the_new_connection() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.silence(older(1));

        sticks(peer, older(1));
        FakeLink dial = peer.greet(peer.peerDial(older(1).address()));
        assertThat(dial.isSmall()).isTrue();
        assertThat(only(LinkRequest.class, dial.said())).containsExactly(new LinkRequest(2, 2, Purpose.REPLACE));
        assertThat(link.isFinished()).isFalse();
        peer.run.feed(dial, new LinkAccepted(4, 10));

        assertThat(link.said()).endsWith(new Bye("duplicate"));
        assertThat(Inside.of(peer.node).neighbours().find(older(1).address()).link())
                .isSameAs(dial);
        assertThat(linked(peer)).containsExactlyInAnyOrder(older(1), older(2));
    }

    @Test
    void if_the_others_cannot_be_had_the_same_is_asked_anew() {
        PeerScript peer = PeerScript.joined(FIVE);
        Entry stuck = linked(peer).get(0);
        peer.silence(stuck);

        sticks(peer, stuck);
        peer.run.failDial(peer.peerDial(free(peer).address()), DialFailure.TIMED_OUT);

        assertThat(peer.isDialling(stuck.address())).isTrue();
    }

    @Test
    void the_last_older_link_stays_until_there_is_another() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.lively(peer.linkedFrom(younger(1)));
        FakeLink link = peer.silence(older(1));

        sticks(peer, older(1));
        peer.run.failDial(peer.peerDial(older(1).address()), DialFailure.TIMED_OUT);
        peer.pass(20_000);

        assertThat(link.isEnded() || link.isFinished()).isFalse();
        assertThat(Inside.of(peer.node).neighbours().olderLinks()).isEqualTo(1);
    }

    @Test
    void what_is_heard_on_it_in_the_end_keeps_it() {
        PeerScript peer = PeerScript.joined(FIVE);
        Entry stuck = linked(peer).get(0);
        FakeLink link = peer.silence(stuck);

        sticks(peer, stuck);
        FakeLink dial = peer.peerDial(free(peer).address());
        peer.run.feed(link, peer.signOfLife());
        peer.accept(dial);

        assertThat(linked(peer)).hasSize(5);
    }

    @Test
    void a_younger_neighbour_is_asked_anew_and_keeps_its_old_link_until_it_has_answered() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.hush(peer.linkedFrom(younger(1)));
        peer.run.feed(link, peer.signOfLife());

        sticks(peer, younger(1));
        FakeLink dial = peer.run.open(peer.peerDial(younger(1).address()));
        peer.run.feed(dial, helloOf(younger(1)), new LinkAccepted(3, 3));

        assertThat(dial.isSmall()).isTrue();
        assertThat(dial.isOpen()).isTrue();
        assertThat(link.isFinished()).isTrue();
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(3);
    }

    @Test
    void a_connection_in_the_place_of_one_that_carries_nothing_is_taken_whoever_dialled() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink ours = peer.linkTo(older(1));

        FakeLink theirs = peer.request(older(1), 3, Purpose.REPLACE);

        assertThat(only(LinkAccepted.class, theirs.said())).hasSize(1);
        assertThat(ours.isFinished()).isTrue();
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(2);
    }

    @Test
    void of_two_that_ask_each_other_at_the_same_time_both_keep_what_the_younger_dialled() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.silence(older(1));

        sticks(peer, older(1));
        FakeLink ours = peer.greet(peer.peerDial(older(1).address()));
        FakeLink theirs = peer.request(older(1), 3, Purpose.REPLACE);
        peer.run.feed(ours, new LinkAccepted(4, 10));

        assertThat(only(LinkAccepted.class, theirs.said())).hasSize(1);
        assertThat(theirs.isFinished()).isTrue();
        assertThat(Inside.of(peer.node).neighbours().find(older(1).address()).link())
                .isSameAs(ours);
    }

    @Test
    void for_ten_minutes_it_is_not_chosen_again_while_there_is_another_and_not_named_again() {
        PeerScript peer = PeerScript.joined(FIVE);
        Entry stuck = linked(peer).get(0);
        Entry free = free(peer);
        peer.silence(stuck);
        sticks(peer, stuck);
        peer.accept(peer.peerDial(free.address()));
        peer.effects.takeFacts();

        peer.run.feed(peer.linkTo(free), new Bye("full"));
        peer.pass(500_000);
        assertThat(peer.isDialling(stuck.address())).isFalse();
        peer.pass(120_000);

        assertThat(peer.isDialling(stuck.address())).isTrue();
        assertThat(peer.effects.takeFacts(Fact.LinkStuck.class)).isEmpty();
    }

    /** Three rounds without an answer, in the last of which somebody reached it. */
    private static void sticks(PeerScript peer, Entry neighbour) {
        peer.pass(39_500);
        FakeLink helper = peer.lively.keySet().iterator().next();
        peer.run.feed(helper, new Tried(neighbour.address(), neighbour.epoch(), "alive"));
        peer.pass(1500);
    }

    private static List<Entry> linked(PeerScript peer) {
        return Stream.of(FIVE)
                .filter(entry -> Inside.of(peer.node).neighbours().find(entry.address()) != null)
                .toList();
    }

    private static Entry free(PeerScript peer) {
        List<Entry> linked = linked(peer);
        return Stream.of(FIVE)
                .filter(entry -> !linked.contains(entry))
                .findFirst()
                .orElseThrow();
    }
}
