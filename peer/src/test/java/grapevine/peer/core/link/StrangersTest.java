package grapevine.peer.core.link;

import static grapevine.peer.core.PeerScript.AGE;
import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.helloOf;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Answer;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Publish;
import grapevine.wire.Message.Status;
import grapevine.wire.Message.Who;
import grapevine.wire.Message.Why;
import grapevine.wire.Origin;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever connects, and what it may do before it is a neighbour. */
class StrangersTest {
    private static final Ip ELSEWHERE = Ip.parse("10.0.0.7");

    private final PeerScript peer = PeerScript.joined(older(1));

    @Test
    void who_does_not_say_hello_within_five_seconds_is_sent_away() {
        FakeLink link = peer.run.accept(ELSEWHERE);

        peer.run.advance(4999);
        assertThat(link.said()).isEmpty();
        peer.run.advance(1);

        assertTurnedAway(link, "hello-timeout", Counter.DROPPED_HELLO_TIMEOUT);
    }

    @Test
    void nobody_takes_the_place_of_a_neighbour_of_another_name_be_it_with_a_later_epoch() {
        FakeLink neighbour = peer.linkedFrom(younger(1)).certified("alice", false);
        FakeLink other = peer.run.accept(younger(1).address().ip()).certified("bob", false);

        peer.run.feed(other, new Hello(Role.PEER, "default", younger(1).address(), EPOCH + 9, AGE + 1));

        assertThat(other.said()).hasSize(2).last().isEqualTo(held("alice"));
        assertThat(other.isFinished()).isTrue();
        assertThat(peer.run.count(Counter.DROPPED_NOT_CERTIFIED)).isEqualTo(1);
        assertThat(neighbour.isEnded()).isFalse();
    }

    @Test
    void who_said_hello_before_there_was_a_neighbour_does_not_get_its_place_afterwards_either() {
        FakeLink bob = peer.run.accept(younger(1).address().ip()).certified("bob", false);
        peer.run.feed(bob, helloOf(younger(1)));
        bob.said();
        FakeLink alice = peer.run.accept(younger(1).address().ip()).certified("alice", false);
        peer.run.feed(alice, helloOf(younger(1)), new LinkRequest(2, 1, Purpose.JOIN));
        assertThat(alice.said()).hasAtLeastOneElementOfType(LinkAccepted.class);

        peer.run.feed(bob, new LinkRequest(2, 1, Purpose.JOIN));

        assertThat(bob.said()).containsExactly(held("alice"));
        assertThat(alice.isFinished()).isFalse();
    }

    @Test
    void who_is_at_the_address_of_a_neighbour_is_asked_for_the_link_and_the_neighbour_is_none_any_more() {
        FakeLink bob = peer.linkedFrom(younger(1)).certified("bob", false);
        FakeLink alice = peer.run.accept(younger(1).address().ip()).certified("alice", false);
        peer.run.feed(alice, helloOf(younger(1)));
        assertThat(alice.said()).hasSize(2).last().isEqualTo(held("bob"));

        FakeLink look = peer.run.open(peer.peerDial(younger(1).address()).certified("alice", false));
        peer.run.feed(look, helloOf(younger(1)), held("bob"));

        assertThat(bob.isEnded()).isTrue();
        FakeLink attempt = peer.run.open(peer.peerDial(younger(1).address()).certified("alice", false));
        peer.run.feed(attempt, helloOf(younger(1)));
        FakeLink bobAgain = peer.run.accept(younger(1).address().ip()).certified("bob", false);
        peer.run.feed(bobAgain, helloOf(younger(1)), new LinkRequest(2, 1, Purpose.JOIN));
        assertThat(bobAgain.said()).hasAtLeastOneElementOfType(LinkRefused.class);
        peer.run.feed(attempt, new LinkAccepted(2, 1));
        assertThat(Inside.of(peer.node).neighbours().find(younger(1).address()).link())
                .isSameAs(attempt);
    }

    @Test
    void however_often_an_address_is_claimed_its_neighbour_is_looked_for_once_in_a_while() {
        peer.linkedFrom(younger(1)).certified("alice", false);
        for (int i = 0; i < 5; i++) {
            FakeLink bob = peer.run.accept(younger(1).address().ip()).certified("bob", false);
            peer.run.feed(bob, helloOf(younger(1)));
        }
        assertThat(peer.peerDials()).hasSize(1);
    }

    private Failure held(String name) {
        return new Failure("not-certified", younger(1).address() + " is held by " + name);
    }

    @Test
    void a_neighbour_that_is_at_its_address_stays_whoever_claims_it() {
        FakeLink bob = peer.linkedFrom(younger(1)).certified("bob", false);
        FakeLink alice = peer.run.accept(younger(1).address().ip()).certified("alice", false);
        peer.run.feed(alice, helloOf(younger(1)));
        FakeLink look = peer.run.open(peer.peerDial(younger(1).address()).certified("bob", false));
        peer.run.feed(look, helloOf(younger(1)));

        assertThat(bob.isFinished()).isFalse();
        assertThat(bob.isEnded()).isFalse();
    }

    @Test
    void who_is_dialled_does_not_give_way_to_who_comes_in_its_name() {
        PeerScript dialling = new PeerScript(3);
        dialling.listed = List.of(older(1));
        dialling.olderAtSeeds = 1;
        dialling.run.start();
        dialling.seedsAnswer();
        FakeLink attempt =
                dialling.run.open(dialling.peerDial(older(1).address()).certified("alice", false));
        dialling.run.feed(attempt, helloOf(older(1)));
        FakeLink bob = dialling.run.accept(older(1).address().ip()).certified("bob", false);

        dialling.run.feed(bob, helloOf(older(1)), new LinkRequest(2, 1, Purpose.JOIN));

        assertThat(bob.said()).hasAtLeastOneElementOfType(LinkRefused.class);
        assertThat(attempt.isEnded()).isFalse();
    }

    @Test
    void a_neighbour_may_come_again_under_its_own_name() {
        peer.linkedFrom(younger(1)).certified("alice", false);
        FakeLink again = peer.run.accept(younger(1).address().ip()).certified("alice", false);

        peer.run.feed(again, helloOf(younger(1)));

        assertThat(again.said()).hasSize(1).first().isInstanceOf(Hello.class);
    }

    @Test
    void an_operator_may_ask_from_another_machine_and_no_other_member() {
        FakeLink operator = peer.run.accept(ELSEWHERE).certified("ops", true);
        peer.run.feed(operator, new Status());
        FakeLink member = peer.run.accept(ELSEWHERE).certified("bob", false);
        peer.run.feed(member, new Status());

        assertThat(operator.said()).first().isInstanceOf(Answer.class);
        assertThat(member.said()).first().isInstanceOf(Failure.class);
    }

    @Test
    void a_message_right_after_the_hello_is_unexpected() {
        FakeLink link = peer.run.accept(ELSEWHERE);
        peer.run.feed(link, helloOf(younger(1)));
        link.said();

        peer.run.feed(
                link, Gossip.of(new Origin(younger(1).address(), EPOCH), 1, 5, new byte[0], new byte[] {'h', 'i'}));

        assertTurnedAway(link, "unexpected", Counter.DROPPED_UNEXPECTED);
    }

    @Test
    void who_asks_for_nothing_within_ten_seconds_of_its_hello_is_sent_away() {
        FakeLink link = peer.run.accept(ELSEWHERE);
        peer.run.advance(4000);
        peer.run.feed(link, helloOf(younger(1)));
        link.said();

        peer.run.advance(9999);
        assertThat(link.said()).isEmpty();
        peer.run.advance(1);

        assertTurnedAway(link, "line-timeout", Counter.DROPPED_LINE_TIMEOUT);
    }

    @Test
    void a_hello_is_answered_with_ours_and_what_the_other_is_seen_as() {
        FakeLink link = peer.run.accept(ELSEWHERE);

        peer.run.feed(link, helloOf(younger(1)));

        assertThat(link.said()).containsExactly(peer.helloAnswered(ELSEWHERE, 0));
    }

    @Test
    void who_has_no_age_is_proposed_one_above_all_that_are_known() {
        peer.linkedFrom(younger(40));
        FakeLink link = peer.run.accept(ELSEWHERE);

        peer.run.feed(link, new Hello(Role.PEER, "default", younger(1).address(), 5, 0));

        assertThat(link.said())
                .containsExactly(peer.helloAnswered(ELSEWHERE, younger(40).age() + 1));
    }

    @Test
    void another_network_is_told_so_and_sent_away() {
        FakeLink link = peer.run.accept(ELSEWHERE);

        peer.run.feed(link, new Hello(Role.PEER, "another", younger(1).address(), 5, 5));

        assertTurnedAway(link, "wrong-network", Counter.DROPPED_WRONG_NETWORK);
    }

    @Test
    void beyond_1024_strangers_the_one_that_waits_longest_goes() {
        List<FakeLink> strangers = new ArrayList<>();
        for (int i = 0; i < 1024; i++) {
            strangers.add(peer.run.accept(ELSEWHERE));
        }
        assertThat(strangers).noneMatch(FakeLink::isEnded);

        peer.run.accept(ELSEWHERE);
        peer.run.accept(ELSEWHERE);

        assertThat(strangers.get(0).isEnded()).isTrue();
        assertThat(strangers.get(1).isEnded()).isTrue();
        assertThat(strangers.subList(2, 1024)).noneMatch(FakeLink::isEnded);
        assertThat(peer.run.count(Counter.DROPPED_OVERLOADED)).isEqualTo(2);
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(1);
    }

    @Test
    void who_was_taken_or_went_does_not_count_as_a_stranger() {
        peer.linkedFrom(younger(1));
        FakeLink refused = peer.run.accept(ELSEWHERE);
        peer.run.feed(refused, new Status());
        for (int i = 0; i < 1024; i++) {
            peer.run.accept(ELSEWHERE);
        }

        assertThat(peer.run.count(Counter.DROPPED_OVERLOADED)).isZero();
    }

    @Test
    void a_person_at_loopback_may_ask_without_a_hello_and_again() {
        FakeLink link = peer.run.accept(Ip.LOOPBACK);

        peer.run.feed(link, new Status(), new Who(null), new Why(older(1).address()));

        List<Message> said = link.said();
        assertThat(said).hasSize(3).allMatch(Answer.class::isInstance);
        assertThat(((Answer) said.get(0)).text())
                .startsWith("role=peer address=127.0.0.1:6500 network=default epoch=" + EPOCH + " age=" + AGE)
                .contains(" degree=1 older=1 aim=4 seeds=3 leases=2 ")
                .endsWith("\n");
        assertThat(((Answer) said.get(1)).text())
                .startsWith("neighbour=127.0.0.1:6001 ")
                .contains(" older=true ");
    }

    @Test
    void a_daemon_publishes_what_is_said_to_it_from_loopback_alone() {
        PeerScript daemon = new PeerScript(3, 1, PeerSettings.Builder::takesMessages);
        daemon.join(older(1));
        FakeLink person = daemon.run.accept(Ip.LOOPBACK);
        FakeLink stranger = daemon.run.accept(ELSEWHERE);
        daemon.run.feed(person, new Publish("grüße\nan alle"));
        daemon.run.feed(stranger, new Publish("from elsewhere"));
        daemon.pass(0);

        assertThat(person.said())
                .containsExactly(new Answer("outcome=accepted origin=127.0.0.1:6500 epoch=" + EPOCH + " n=1\n"));
        assertThat(only(Failure.class, stranger.said()))
                .extracting(Failure::reason)
                .containsExactly("not-local");
        assertThat(only(Gossip.class, daemon.toldOn(daemon.linkTo(older(1)))))
                .extracting(message -> new String(message.payload(), UTF_8))
                .containsExactly("grüße\nan alle");
        assertThat(daemon.run.count(Counter.DROPPED_NOT_LOCAL)).isEqualTo(1);
    }

    @Test
    void a_daemon_without_neighbours_says_so_and_a_peer_inside_a_program_publishes_nothing() {
        PeerScript alone = new PeerScript(3, 1, PeerSettings.Builder::takesMessages);
        alone.join();
        FakeLink person = alone.run.accept(Ip.LOOPBACK);
        alone.run.feed(person, new Publish("x"));
        assertThat(person.said()).containsExactly(new Answer("outcome=no-peers-yet\n"));

        FakeLink other = peer.run.accept(Ip.LOOPBACK);
        peer.run.feed(other, new Publish("x"));
        assertThat(other.said()).containsExactly(new Answer("outcome=not-a-daemon\n"));
        assertThat(peer.run.count(Counter.MESSAGES_MADE)).isZero();
    }

    @Test
    void a_person_elsewhere_may_not_ask() {
        FakeLink link = peer.run.accept(ELSEWHERE);

        peer.run.feed(link, new Status());

        assertTurnedAway(link, "not-local", Counter.DROPPED_NOT_LOCAL);
    }

    @Test
    void a_seed_that_looks_whether_we_live_is_answered() {
        FakeLink link = peer.run.accept(ELSEWHERE);

        peer.run.feed(
                link,
                new Hello(Role.SEED, "default", PeerScript.at(5000), 1, 0),
                new LivenessRequest(77, ELSEWHERE, -1, -1));

        assertThat(link.said()).last().isEqualTo(new LivenessReply(77, SELF.ip(), -1, -1));
    }

    @Test
    void a_message_without_business_ends_its_connection_only() {
        FakeLink link = peer.run.accept(ELSEWHERE);
        peer.run.feed(link, helloOf(younger(1)));
        link.said();

        peer.run.feed(link, new DeadNode(older(1).address(), 1, ELSEWHERE, 1));

        assertTurnedAway(link, "unexpected", Counter.DROPPED_UNEXPECTED);
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(1);
    }

    @Test
    void an_error_line_is_told_and_not_answered() {
        FakeLink link = peer.run.accept(ELSEWHERE);

        peer.run.feed(link, new Failure("garbage", "what?"));

        assertThat(link.said()).isEmpty();
        assertThat(peer.effects.takeFacts(Fact.ConnectionEnded.class))
                .containsExactly(new Fact.ConnectionEnded(ELSEWHERE, "garbage", "what?"));
    }

    @Test
    void a_neighbour_that_breaks_the_protocol_loses_the_link_and_is_not_held_for_dead() {
        FakeLink link = peer.linkTo(older(1));

        peer.run.violate(link, Reason.GARBAGE, "no message begins with \"x\"");

        assertThat(link.said()).last().isEqualTo(new Failure("garbage", "no message begins with \"x\""));
        assertThat(Inside.of(peer.node).neighbours().degree()).isZero();
        assertThat(peer.run.count(Counter.DROPPED_GARBAGE)).isEqualTo(1);
        peer.pass(60_000);
        assertThat(peer.takeTold(DeadNode.class)).isEmpty();
    }

    private void assertTurnedAway(FakeLink link, String reason, Counter counter) {
        assertThat(link.said())
                .singleElement()
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
        assertThat(link.isFinished()).isTrue();
        assertThat(peer.run.count(counter)).isEqualTo(1);
        assertThat(peer.effects.takeFacts(Fact.ConnectionEnded.class))
                .singleElement()
                .extracting(Fact.ConnectionEnded::reason)
                .isEqualTo(reason);
    }
}
