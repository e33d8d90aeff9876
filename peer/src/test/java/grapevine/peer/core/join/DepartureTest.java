package grapevine.peer.core.join;

import static grapevine.peer.core.PeerScript.dialledIn;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Publication;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest.Purpose;
import java.nio.charset.StandardCharsets;
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
