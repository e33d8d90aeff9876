package grapevine.peer.core.join;

import static grapevine.peer.core.PeerScript.dialledIn;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Publication;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Taken;
import grapevine.wire.SyncMessage.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that goes, in order, whatever it was doing. */
class DepartureTest {
    @Test
    void it_tells_every_neighbour_and_every_seed_it_registered_with_and_stops_when_they_have_answered() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink up = peer.hush(peer.linkTo(older(1)));
        FakeLink down = peer.hush(peer.linkedFrom(younger(1)));
        long revision = Inside.of(peer.node).ground().self().revision();

        peer.run.leave();

        assertThat(up.said()).containsExactly(new Bye("leaving"));
        assertThat(down.said()).containsExactly(new Bye("leaving"));
        assertThat(up.isFinished()).isTrue();
        peer.pass(0);
        assertThat(peer.told)
                .extracting(PeerScript.Told::message)
                .containsExactly(new Leave(revision + 1), new Leave(revision + 1));
        assertThat(peer.told)
                .extracting(PeerScript.Told::seed)
                .containsExactlyElementsOf(Inside.of(peer.node).registration().leases());
        assertThat(peer.effects.isStopped()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.Leaving.class)).containsExactly(new Fact.Leaving(2, 2));
    }

    @Test
    void whoever_made_messages_goes_when_two_neighbours_hold_them() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3));
        FakeLink one = peer.hush(peer.linkTo(older(1)));
        FakeLink two = peer.linkTo(older(2));
        made(peer, 3);

        peer.run.leave();
        peer.pass(0);

        assertThat(one.said()).endsWith(new Bye("leaving", List.of(), 3));
        assertThat(one.isFinished()).as("it may be asked yet").isFalse();
        peer.run.feed(one, taken(new Range(1, 3)));
        peer.run.feed(two, taken(Range.of(1)));
        peer.pass(1000);
        assertThat(peer.effects.isStopped()).isFalse();
        peer.run.feed(two, taken(new Range(2, 3)));
        peer.pass(0);
        assertThat(peer.effects.isStopped()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class)).isEmpty();
        assertThat(one.isFinished()).isTrue();
    }

    @Test
    void it_sends_what_a_neighbour_lacks_and_says_by_numbers_what_nobody_took() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.hush(peer.linkTo(older(1)));
        made(peer, 4);
        peer.run.leave();
        link.said();

        peer.run.feed(link, taken(Range.of(1)));
        peer.run.feed(link, new Want(List.of(OriginRanges.of(self(peer), Range.of(3)))));
        assertThat(link.said()).hasSize(2).last().isEqualTo(new Gone(List.of()));
        peer.run.feed(link, taken(Range.of(3)));
        peer.pass(1999);
        assertThat(peer.effects.isStopped()).isFalse();
        peer.pass(1);

        assertThat(peer.effects.isStopped()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class))
                .containsExactly(new Fact.MessagesNotHeld(2, List.of(Range.of(2), Range.of(4)), false));
    }

    @Test
    void neighbours_that_leave_or_are_gone_are_not_waited_for_and_only_of_those_that_leave_fewer_need_hold_it() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3));
        made(peer, 1);
        peer.run.leave();
        peer.pass(0);

        peer.run.feed(peer.linkTo(older(1)), new Bye("leaving", List.of(), 9));
        peer.run.lose(peer.linkTo(older(2)), Loss.RESET);
        peer.pass(0);
        assertThat(peer.effects.isStopped()).isFalse();
        peer.run.feed(peer.linkTo(older(3)), taken(Range.of(1)));
        peer.pass(0);

        assertThat(peer.effects.isStopped()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class))
                .as("two had to hold it of the two that did not leave")
                .containsExactly(new Fact.MessagesNotHeld(1, List.of(Range.of(1)), false));
    }

    @Test
    void with_more_patience_it_waits_longer() {
        PeerScript peer = PeerScript.joined(older(1));
        made(peer, 2);
        peer.node.leave(peer.run.now(), 30_000);
        peer.pass(29_000);
        assertThat(peer.effects.isStopped()).isFalse();

        peer.run.lose(peer.linkTo(older(1)), Loss.ENDED);
        peer.pass(0);

        assertThat(peer.effects.isStopped()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class))
                .containsExactly(new Fact.MessagesNotHeld(2, List.of(new Range(1, 2)), false));
    }

    @Test
    void asked_again_by_somebody_with_less_patience_it_waits_only_that_long_from_then_on() {
        PeerScript peer = PeerScript.joined(older(1));
        made(peer, 2);
        peer.node.leave(peer.run.now(), 30_000);
        peer.pass(10_000);

        peer.node.leave(peer.run.now(), 3_000);
        peer.pass(2_999);
        assertThat(peer.effects.isStopped()).isFalse();
        peer.pass(1);

        assertThat(peer.effects.isStopped()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class))
                .containsExactly(new Fact.MessagesNotHeld(2, List.of(new Range(1, 2)), false));
    }

    @Test
    void how_long_it_waits_is_a_setting() {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.leaveTime(Duration.ofSeconds(7)));
        peer.join(older(1));
        made(peer, 1);

        peer.run.leave();
        peer.pass(6_999);
        assertThat(peer.effects.isStopped()).isFalse();
        peer.pass(1);

        assertThat(peer.effects.isStopped()).isTrue();
    }

    @Test
    void what_the_only_neighbour_did_not_take_before_it_was_gone_nobody_holds() {
        PeerScript peer = PeerScript.joined(older(1));
        made(peer, 2);
        peer.run.leave();
        peer.pass(0);

        peer.run.lose(peer.linkTo(older(1)), Loss.RESET);
        peer.pass(0);

        assertThat(peer.effects.isStopped()).as("nobody is left to wait for").isTrue();
        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class))
                .containsExactly(new Fact.MessagesNotHeld(2, List.of(new Range(1, 2)), false));
    }

    @Test
    void what_it_published_before_it_lost_its_last_link_nobody_is_known_to_hold() {
        PeerScript peer = PeerScript.joined(older(1));
        made(peer, 2);
        peer.run.lose(peer.linkTo(older(1)), Loss.RESET);

        peer.run.leave();
        peer.seedsAnswer();
        peer.run.advance(0);

        assertThat(peer.effects.isStopped()).as("nobody is left to wait for").isTrue();
        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class))
                .containsExactly(new Fact.MessagesNotHeld(2, List.of(new Range(1, 2)), false));
    }

    @Test
    void where_all_neighbours_leave_too_nobody_holds_what_they_did_not_take_before_which_is_no_warning() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        made(peer, 3);
        peer.run.leave();
        peer.pass(0);

        peer.run.feed(peer.linkTo(older(1)), taken(Range.of(2)), new Bye("leaving", List.of(), 9));
        assertThat(peer.effects.isStopped()).isFalse();
        peer.run.feed(peer.linkTo(older(2)), new Bye("leaving"));
        peer.run.lose(peer.linkTo(older(1)), Loss.ENDED);
        peer.pass(0);

        assertThat(peer.effects.isStopped()).as("nobody is left to wait for").isTrue();
        Fact.MessagesNotHeld unheld = new Fact.MessagesNotHeld(2, List.of(Range.of(1), Range.of(3)), true);
        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class)).containsExactly(unheld);
        assertThat(unheld.level()).isEqualTo(Fact.Level.INFO);
    }

    @Test
    void what_one_took_that_leaves_too_does_not_count_as_long_as_somebody_stays() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        made(peer, 1);
        peer.run.leave();
        peer.pass(0);

        peer.run.feed(peer.linkTo(older(1)), taken(Range.of(1)), new Bye("leaving"));
        peer.pass(0);
        assertThat(peer.effects.isStopped()).isFalse();
        peer.run.feed(peer.linkTo(older(2)), taken(Range.of(1)));
        peer.pass(0);

        assertThat(peer.effects.isStopped()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class)).isEmpty();
    }

    @Test
    void nor_is_it_a_warning_where_the_last_one_left_before() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        made(peer, 1);
        peer.run.lose(peer.linkTo(older(1)), Loss.RESET);
        peer.run.feed(peer.linkTo(older(2)), new Bye("leaving"));

        peer.run.leave();
        peer.pass(0);

        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class))
                .containsExactly(new Fact.MessagesNotHeld(1, List.of(Range.of(1)), true));
    }

    @Test
    void it_is_one_where_the_last_one_was_lost_or_somebody_came_after_those_that_left() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        made(peer, 1);
        peer.run.feed(peer.linkTo(older(2)), new Bye("leaving"));
        peer.run.feed(peer.linkTo(older(1)), new Bye("leaving"));
        FakeLink later = peer.linkedFrom(younger(1));
        peer.run.lose(later, Loss.RESET);

        peer.run.leave();
        peer.pass(0);

        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class))
                .containsExactly(new Fact.MessagesNotHeld(1, List.of(Range.of(1)), false));
    }

    @Test
    void what_was_turned_away_for_want_of_neighbours_is_not_owed() {
        PeerScript peer = new PeerScript(0);
        peer.run.start();
        assertThat(peer.node.publish(peer.run.now(), new byte[] {'m'})).isEqualTo(Publication.NO_PEERS_YET);

        peer.run.leave();
        peer.run.advance(0);

        assertThat(peer.effects.takeFacts(Fact.MessagesNotHeld.class)).isEmpty();
    }

    @Test
    void a_neighbour_that_leaves_is_told_what_is_here_and_asked_for_the_rest() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.hush(peer.linkTo(older(1)));
        Origin leaver = new Origin(older(1).address(), older(1).epoch());
        peer.run.feed(link, Gossip.of(leaver, 1, 1, new byte[0], new byte[] {'a'}));
        link.said();

        peer.run.feed(link, new Bye("leaving", List.of(), 2));

        assertThat(link.said())
                .containsExactly(
                        new Taken(List.of(OriginRanges.of(leaver, Range.of(1)))),
                        new Want(List.of(OriginRanges.of(leaver, Range.of(2)))));
        assertThat(link.isFinished()).isFalse();
        Gossip second = Gossip.of(leaver, 2, 1, new byte[0], new byte[] {'b'}).withAge(5);
        peer.run.feed(link, second, new Gone(List.of()));
        assertThat(peer.effects.takeDelivered()).contains(second);
        assertThat(link.said()).containsExactly(new Taken(List.of(OriginRanges.of(leaver, new Range(1, 2)))));
        assertThat(link.isFinished()).isTrue();
    }

    @Test
    void a_number_of_last_messages_with_another_reason_than_leaving_asks_for_nothing() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.hush(peer.linkTo(older(1)));

        peer.run.feed(link, new Bye("done", List.of(), 2));

        List<Message> said = link.said();
        assertThat(only(Taken.class, said)).isEmpty();
        assertThat(only(Want.class, said)).isEmpty();
        assertThat(link.isFinished()).isTrue();
    }

    @Test
    void a_neighbour_that_leaves_and_waits_for_us_is_told_that_we_leave_too() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.hush(peer.linkTo(older(1)));
        peer.run.feed(link, new Bye("leaving", List.of(), 2));
        link.said();

        peer.run.leave();

        assertThat(link.said()).containsExactly(new Bye("leaving"));
        assertThat(link.isFinished()).isTrue();
    }

    @Test
    void where_a_neighbour_left_just_before_the_others_have_to_read_that_it_leaves() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3));
        FakeLink one = peer.linkTo(older(1));
        FakeLink two = peer.linkTo(older(2));
        peer.run.feed(peer.linkTo(older(3)), new Bye("leaving"));
        peer.pass(9000);

        peer.run.leave();
        peer.run.lose(one, Loss.ENDED);
        peer.pass(0);
        assertThat(peer.effects.isStopped()).isFalse();
        peer.run.lose(two, Loss.ENDED);
        peer.pass(0);

        assertThat(peer.effects.isStopped()).isTrue();
    }

    @Test
    void nobody_has_to_read_it_where_the_last_one_left_long_ago() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.run.feed(peer.linkTo(older(2)), new Bye("leaving"));
        peer.pass(10_000);

        peer.run.leave();
        peer.pass(0);

        assertThat(peer.effects.isStopped()).isTrue();
    }

    @Test
    void a_neighbour_that_leaves_and_is_never_heard_again_is_let_go_after_half_a_minute() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.hush(peer.linkTo(older(1)));
        long begun = peer.run.now();
        peer.run.feed(link, new Bye("leaving", List.of(), 2));

        peer.run.advance(begun + 29_999 - peer.run.now());
        assertThat(link.isOpen()).isTrue();
        peer.run.advance(1);

        assertThat(link.isEnded()).isTrue();
    }

    @Test
    void a_neighbour_that_leaves_over_a_thin_way_is_heard_for_as_long_as_something_comes() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.hush(peer.linkTo(older(1)));
        Origin leaver = new Origin(older(1).address(), older(1).epoch());
        peer.run.feed(link, new Bye("leaving", List.of(), 5));

        for (int n = 1; n <= 3; n++) {
            peer.run.advance(29_000);
            assertThat(link.isEnded()).as("before message %d", n).isFalse();
            peer.run.feed(link, Gossip.of(leaver, n, 1, new byte[0], new byte[] {'m'}));
        }

        peer.run.advance(29_000);
        assertThat(link.isEnded()).isFalse();
        peer.run.advance(1_000);
        assertThat(link.isEnded()).as("nothing came for half a minute").isTrue();
    }

    private static void made(PeerScript peer, int messages) {
        for (int i = 0; i < messages; i++) {
            peer.node.publish(peer.run.now(), new byte[] {'m'});
        }
    }

    private static Origin self(PeerScript peer) {
        return Inside.of(peer.node).ground().self().origin();
    }

    private static Taken taken(Range... ranges) {
        return new Taken(List.of(OriginRanges.of(new Origin(PeerScript.SELF, PeerScript.EPOCH), ranges)));
    }

    @Test
    void seeds_that_never_answer_are_waited_for_no_longer_than_a_second_and_a_half() {
        PeerScript peer = PeerScript.joined(older(1));

        peer.run.leave();
        peer.run.advance(1499);
        assertThat(peer.effects.isStopped()).isFalse();
        peer.run.advance(1);

        assertThat(peer.effects.isStopped()).isTrue();
    }

    @Test
    void leaving_just_before_a_renewal_the_lease_is_not_renewed_and_the_timer_does_not_run_wild() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.run.advance(15_000);
        peer.effects.take();

        peer.run.leave();
        peer.seedDials();
        peer.effects.take();
        peer.run.advance(5000);

        assertThat(dialledIn(peer.effects.take())).isEmpty();
        assertThat(peer.effects.isStopped()).isTrue();
    }

    @Test
    void a_second_request_to_leave_does_nothing() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.run.leave();
        peer.effects.take();

        peer.run.leave();
        assertThat(peer.effects.take()).isEmpty();
        peer.run.advance(1500);
        peer.run.leave();
        peer.run.advance(10_000);

        assertThat(peer.effects.takeFacts(Fact.Stopped.class)).hasSize(1);
    }

    @Test
    void a_peer_without_a_neighbour_or_a_seed_stops_at_once() {
        PeerScript peer = new PeerScript(0);
        peer.run.start();

        peer.run.leave();
        peer.run.advance(0);

        assertThat(peer.effects.isStopped()).isTrue();
    }

    @Test
    void while_it_registers_the_seeds_being_asked_are_told_too_and_nobody_else_is_asked() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        List<FakeLink> asked = peer.seedDials();

        peer.run.leave();
        List<FakeLink> told = peer.seedDials();
        assertThat(told)
                .extracting(FakeLink::to)
                .containsExactlyElementsOf(asked.stream().map(FakeLink::to).toList());
        asked.forEach(dial -> {
            if (!dial.isEnded()) {
                peer.run.failDial(dial, DialFailure.REFUSED);
            }
        });
        told.forEach(dial -> peer.run.failDial(dial, DialFailure.REFUSED));
        peer.run.advance(0);

        assertThat(peer.seedDials()).isEmpty();
        assertThat(peer.peerDials()).isEmpty();
        assertThat(peer.effects.isStopped()).isTrue();
    }

    @Test
    void while_it_joins_with_all_seeds_silent_it_stops_in_time() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        peer.run.advance(2000);

        peer.run.leave();
        peer.effects.take();
        peer.run.advance(1500);

        assertThat(dialledIn(peer.effects.take())).isEmpty();
        assertThat(peer.effects.isStopped()).isTrue();
    }

    @Test
    void links_it_was_asking_for_are_given_up() {
        PeerScript peer = new PeerScript(1);
        peer.know(older(1), older(2));
        peer.run.start();
        peer.seedsAnswer();
        FakeLink asked = peer.greet(peer.peerDial(older(1).address()));
        FakeLink dialled = peer.peerDial(older(2).address());

        peer.run.leave();
        peer.run.feed(asked, new LinkAccepted(3, 9));

        assertThat(Inside.of(peer.node).neighbours().degree()).isZero();
        assertThat(peer.effects.takeFacts(Fact.LinkMade.class)).isEmpty();
        assertThat(asked.isFinished() || asked.isEnded()).isTrue();
        assertThat(dialled.isFinished() || dialled.isEnded()).isTrue();
    }

    @Test
    void who_may_have_accepted_a_link_meanwhile_is_told_too() {
        PeerScript peer = new PeerScript(1);
        peer.know(older(1));
        peer.run.start();
        peer.seedsAnswer();
        FakeLink asked = peer.greet(peer.peerDial(older(1).address()));
        asked.said();

        peer.run.leave();
        peer.run.feed(asked, new LinkAccepted(4, 10));

        assertThat(asked.said()).containsExactly(new Bye("leaving"));
        assertThat(asked.isFinished()).isTrue();
    }

    @Test
    void afterwards_nothing_is_dialled_whatever_happens() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3));
        FakeLink lost = peer.linkTo(older(2));
        peer.run.lose(peer.linkTo(older(1)), Loss.RESET);
        peer.peerDials().forEach(dial -> peer.run.failDial(dial, DialFailure.TIMED_OUT));
        peer.hush(peer.linkTo(older(3)));
        peer.run.advance(11_000);

        peer.run.leave();
        peer.seedDials();
        peer.effects.take();
        peer.run.lose(lost, Loss.ENDED);
        peer.run.advance(60_000);

        assertThat(dialledIn(peer.effects.take())).isEmpty();
    }

    @Test
    void whoever_asks_for_a_link_is_told_that_it_leaves() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.run.leave();

        FakeLink asker = peer.request(younger(1), 1, Purpose.JOIN);

        assertThat(PeerScript.only(LinkRefused.class, asker.said()))
                .singleElement()
                .extracting(LinkRefused::reason)
                .isEqualTo("leaving");
    }

    @Test
    void what_it_is_asked_to_publish_is_turned_away() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.run.leave();

        Publication publication = peer.node.publish(peer.run.now(), "late".getBytes(StandardCharsets.UTF_8));

        assertThat(publication).isEqualTo(Publication.CLOSED);
    }
}
